from datetime import UTC, datetime, timedelta

import pytest

from ijmsite.mail.models import Message

from .people import PASSWORD, member

pytestmark = pytest.mark.django_db
RESET = "/admin/password-reset/"
NEW = "a lantern for every harbor"


def test_answers_the_same_for_known_and_unknown(client):
    member("Writer", email="ana@newsroom.example")

    known = client.post(RESET, {"email": "Ana@newsroom.example"}, follow=True)
    unknown = client.post(RESET, {"email": "nobody@newsroom.example"}, follow=True)

    assert known.text == unknown.text
    assert known.redirect_chain == unknown.redirect_chain
    assert [message.to for message in Message.objects.all()] == ["ana@newsroom.example"]


def test_mail_keeps_its_secret_and_names_nobody(client):
    member("Writer", email="ana@newsroom.example", first_name="Zephyrine")

    client.post(RESET, {"email": "ana@newsroom.example"}, headers={"host": "testserver"})

    message = Message.objects.get()
    assert message.is_secret
    assert message.headers["Auto-Submitted"] == "auto-generated"
    assert message.subject == "Choose a new password for the IJM Canada newsroom"
    token = message.text.split("/password-reset/")[1].split("/")[1]
    assert token not in message.key


def test_link_ignores_the_host_header(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    member("Writer", email="ana@newsroom.example")

    client.post(RESET, {"email": "ana@newsroom.example"}, headers={"host": "evil.example"})

    assert "evil.example" not in Message.objects.get().text
    assert "https://newsroom.example/admin/password-reset/" in Message.objects.get().text


def test_sends_one_mail_a_minute(client, time_machine):
    member("Writer", email="ana@newsroom.example")
    time_machine.move_to(datetime(2026, 3, 3, 14, 0, tzinfo=UTC), tick=False)

    for _attempt in range(5):
        client.post(RESET, {"email": "ana@newsroom.example"})
        time_machine.shift(5)
    assert Message.objects.count() == 1
    time_machine.shift(60)
    client.post(RESET, {"email": "ana@newsroom.example"})

    assert Message.objects.count() == 2


def test_sends_three_mails_an_hour_and_says_the_same(client, time_machine):
    member("Writer", email="ana@newsroom.example")
    time_machine.move_to(datetime(2026, 3, 3, 14, 0, tzinfo=UTC), tick=False)

    for _attempt in range(6):
        page = client.post(RESET, {"email": "ana@newsroom.example"}, follow=True)
        time_machine.shift(61)
    assert "a mail with a link is on its way" in page.text
    assert Message.objects.count() == 3
    time_machine.shift(60 * 60)
    client.post(RESET, {"email": "ana@newsroom.example"})

    assert Message.objects.count() == 4


def test_new_password_works_and_ends_link_and_sessions(client, last_link, client_factory):
    user = member("Writer", email="ana@newsroom.example")
    elsewhere = client_factory()
    elsewhere.force_login(user)
    client.post(RESET, {"email": "ana@newsroom.example"})
    path = last_link()

    page = client.get(path, follow=True)
    form = page.redirect_chain[-1][0]
    client.post(form, {"new_password1": NEW, "new_password2": NEW})

    assert client.login(email="ana@newsroom.example", password=NEW)
    assert elsewhere.get("/admin/").status_code == 302
    assert "This link no longer works" in client_factory().get(path, follow=True).text


@pytest.mark.parametrize(
    ("after", "works"), [(timedelta(days=2, hours=23), True), (timedelta(days=3, minutes=2), False)]
)
def test_link_ends_after_three_days(client, last_link, time_machine, after, works):
    start = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
    time_machine.move_to(start)
    member("Writer", email="ana@newsroom.example")
    client.post(RESET, {"email": "ana@newsroom.example"})
    time_machine.move_to(start + after)

    assert ("new_password1" in client.get(last_link(), follow=True).text) is works


def test_deactivated_account_gets_nothing(client):
    member("Writer", email="ana@newsroom.example", is_active=False)

    client.post(RESET, {"email": "ana@newsroom.example"})

    assert not Message.objects.exists()


def test_error_while_storing_is_not_hidden(client, monkeypatch):
    member("Writer", email="ana@newsroom.example")
    monkeypatch.setattr("ijmsite.mail.outbox.put", fail)

    with pytest.raises(OSError, match="disk full"):
        client.post(RESET, {"email": "ana@newsroom.example"})


def test_weak_password_is_refused_beside_the_field(client, last_link):
    member("Writer", email="ana@newsroom.example")
    client.post(RESET, {"email": "ana@newsroom.example"})
    form = client.get(last_link(), follow=True).redirect_chain[-1][0]

    page = client.post(form, {"new_password1": "short", "new_password2": "short"})

    assert "new_password2" in page.context["form"].errors
    assert client.login(email="ana@newsroom.example", password=PASSWORD)


def fail(*args, **kwargs):
    raise OSError("disk full")
