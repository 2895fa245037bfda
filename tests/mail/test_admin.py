import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from model_bakery import baker

from ijmsite.mail.models import Message
from tests.staff.people import member

LIST = reverse("admin:mail_message_changelist")


@pytest.fixture
def staff(client, db):
    """Sign in a member of staff with these permissions on messages and return the client."""

    def sign_in(*codenames):
        user = get_user_model().objects.create_user(
            email="pr@newsroom.example", password="x" * 12, is_staff=True
        )
        user.user_permissions.set(
            Permission.objects.filter(content_type__app_label="mail", codename__in=codenames)
        )
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def desk(staff):
    return staff("view_message", "cancel_message", "resend_message")


def url(name, message):
    return reverse(f"admin:mail_message_{name}", args=[message.pk])


def end(message, state="sent"):
    Message.objects.filter(pk=message.pk).update(state=state, ended_at=timezone.now())


def test_lists_state_and_kind_in_words(desk, hello):
    end(hello(), "parked")
    page = desk.get(LIST).content.decode()

    assert "perhaps delivered: needs a look" in page
    assert "sample: hello" in page
    assert "zoe@courier.example" in page


def test_finds_by_address_subject_and_state(desk, hello):
    end(hello(to="amina@supporter.example"))
    hello("plain")

    for query, count in [("?q=amina", 1), ("?q=Plain", 1), ("?q=nothing", 0)]:
        assert desk.get(LIST + query).context["cl"].result_count == count
    assert desk.get(f"{LIST}?state__exact=sent").context["cl"].result_count == 1


def test_shows_text_escaped(desk, hello):
    message = hello(context={"text": "<script>alert(1)</script>"})
    page = desk.get(url("change", message)).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_never_shows_a_secret_text(desk, hello):
    message = hello(secret=True, context={"text": "https://newsroom.example/me/TOKEN/"})

    assert "TOKEN" not in desk.get(url("change", message)).content.decode()


def test_says_that_a_text_is_gone(desk, hello):
    message = hello()
    end(message)
    Message.objects.update(text="", html="")

    assert "The text has been deleted." in desk.get(url("change", message)).content.decode()


def test_lets_nobody_add_change_or_delete(admin_client, hello):
    message = hello()
    assert admin_client.get(reverse("admin:mail_message_add")).status_code == 403
    assert admin_client.post(url("delete", message), {"post": "yes"}).status_code == 403
    assert admin_client.post(url("change", message), {"to": "x@y.example"}).status_code == 403
    message.refresh_from_db()
    assert message.to == "zoe@courier.example"


def test_cancels_what_waits(desk, hello):
    message = hello()
    assert "Cancel this message" in desk.get(url("change", message)).content.decode()
    response = desk.post(url("cancel", message), follow=True)
    message.refresh_from_db()

    assert message.state == "cancelled"
    assert "1 message cancelled." in response.content.decode()
    assert "Cancel this message" not in response.content.decode()


@pytest.mark.parametrize("state", ["sending", "sent", "failed"])
def test_cancels_nothing_else(desk, hello, state):
    message = hello()
    ended_at = None if state == "sending" else timezone.now()
    Message.objects.update(state=state, ended_at=ended_at)
    response = desk.post(url("cancel", message), follow=True)
    message.refresh_from_db()

    assert message.state == state
    assert "Only a message that waits can be cancelled." in response.content.decode()


@pytest.mark.parametrize("state", ["sent", "failed", "parked", "cancelled"])
def test_sends_an_ended_message_again_as_a_new_one(desk, hello, state):
    message = hello(reply_to=["a@x.example"], attachments=["sample/guide.pdf"], language="fr")
    end(message, state)
    assert "Send again" in desk.get(url("change", message)).content.decode()
    desk.post(url("resend", message))

    copy = Message.objects.get(resend_of=message)
    assert copy.state == "queued"
    assert copy.message_id == f"<outbox-{copy.pk}@newsroom.example>"
    for name in ["to", "reply_to", "subject", "text", "html", "attachments", "headers", "language"]:
        assert getattr(copy, name) == getattr(message, name)
    message.refresh_from_db()
    assert message.state == state


def test_sends_again_once_however_often_it_is_clicked(desk, hello):
    message = hello()
    end(message)
    for _ in range(2):
        response = desk.post(url("resend", message), follow=True)

    assert Message.objects.filter(resend_of=message).count() == 1
    assert "can be sent again" in response.content.decode()


def test_sends_neither_a_waiting_nor_a_blanked_message_again(desk, hello):
    waiting, blank = hello(), hello()
    end(blank)
    Message.objects.filter(pk=blank.pk).update(text="", html="")
    for message in [waiting, blank]:
        desk.post(url("resend", message))

    assert Message.objects.count() == 2


def test_acts_on_several_at_once(desk, hello):
    waiting, ended = hello(), hello()
    end(ended)
    both = {"_selected_action": [str(waiting.pk), str(ended.pk)]}
    page = desk.post(LIST, {"action": "cancel", **both}, follow=True).content.decode()

    assert "1 message cancelled." in page
    assert "Only a message that waits can be cancelled." in page
    page = desk.post(LIST, {"action": "resend", **both}, follow=True).content.decode()
    assert "2 messages wait to go." in page


@pytest.mark.parametrize("name", ["cancel", "resend"])
def test_acts_for_nobody_without_the_permission(staff, hello, name):
    client = staff("view_message")
    queued, ended = hello(), hello()
    end(ended)
    for message in [queued, ended]:
        page = client.get(url("change", message)).content.decode()
        assert "Cancel this message" not in page
        assert "Send again" not in page
        assert client.post(url(name, message)).status_code == 403
        client.post(LIST, {"action": name, "_selected_action": [str(message.pk)]})

    assert set(Message.objects.values_list("state", flat=True)) == {"queued", "sent"}


@pytest.mark.parametrize("name", ["cancel", "resend"])
def test_acts_on_post_alone(desk, hello, name):
    message = hello()
    for method in ["get", "head", "put", "delete", "trace"]:
        assert getattr(desk, method)(url(name, message)).status_code == 405
    message.refresh_from_db()

    assert message.state == "queued"


def test_shows_strangers_nothing(client, hello):
    message = hello()
    for address in [LIST, url("change", message)]:
        assert client.get(address).status_code == 302
    assert client.post(url("cancel", message)).status_code == 302
    message.refresh_from_db()
    assert message.state == "queued"


def test_writes_into_the_history_who_did_it(desk, hello):
    message = hello()
    desk.post(url("cancel", message))

    page = desk.get(reverse("admin:mail_message_history", args=[message.pk])).content.decode()
    assert "Cancelled." in page


def test_has_no_inline_script_or_style(desk, hello):
    for address in [LIST, url("change", hello())]:
        page = desk.get(address).content.decode()
        assert " style=" not in page
        assert "<style" not in page
        assert "onclick" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "seen"), [("PR lead", ["contacts"]), ("Administrator", ["contacts", "fundraisers"])]
)
def test_shows_only_what_belongs_to_the_desks_of_the_viewer(client, role, seen):
    for app in ["contacts", "fundraisers"]:
        baker.make(Message, template=f"{app}/email/note", to=f"{app}@x.example", state="queued")
    client.force_login(member(role))
    html = client.get(reverse("admin:mail_message_changelist")).text

    assert [app for app in ["contacts", "fundraisers"] if f"{app}@x.example" in html] == seen
