from datetime import timedelta

import pytest
from django.utils import timezone

from ijmsite.mail.models import Message
from ijmsite.staff.models import User
from ijmsite.staff.services import send_invitation

from .people import PASSWORD, member

pytestmark = pytest.mark.django_db
ADD = "/admin/staff/user/add/"
OWN = {"own_password": PASSWORD}
LEE = {
    "first_name": "Lee",
    "last_name": "Ng",
    "email": "Lee@Newsroom.EXAMPLE",
    "roles": ["PR lead"],
}
NEW = "a lantern for every harbor"


def test_stores_account_and_mail_and_says_so(client, administrator):
    response = client.post(ADD, LEE, follow=True)

    user = User.objects.get(email="lee@newsroom.example")
    assert user.is_staff
    assert not user.is_superuser
    assert not user.has_usable_password()
    assert [group.name for group in user.groups.all()] == ["PR lead"]
    message = Message.objects.get()
    assert message.to == "lee@newsroom.example"
    assert message.subject == "Your invitation to the IJM Canada newsroom"
    assert message.is_secret
    assert "waiting to be sent" in response.text
    assert "Its link works until" in response.text


@pytest.mark.parametrize("is_on", [True, False])
def test_says_that_a_phone_is_needed_where_it_is(administrator, settings, is_on):
    settings.SECOND_FACTOR = is_on
    send_invitation(administrator)

    assert ("app on your phone" in Message.objects.get().text) is is_on


def test_asks_for_no_password(client, administrator):
    html = client.get(ADD).text

    assert 'type="password"' not in html
    for word in ["Writer", "PR lead", "Fundraising", "Administrator"]:
        assert f"{word}:" in html


def test_link_lets_choose_a_password_once(client, administrator, client_factory, last_link):
    client.post(ADD, LEE)
    path = last_link()
    lee = client_factory()

    form = lee.get(path, follow=True).redirect_chain[-1][0]
    done = lee.post(form, {"new_password1": NEW, "new_password2": NEW}, follow=True)

    assert "You can sign in" in done.text
    assert lee.login(email="lee@newsroom.example", password=NEW)
    assert "ask an administrator" in client_factory().get(path, follow=True).text


def test_invitation_and_reset_links_are_not_the_same(client, administrator, last_link):
    client.post(ADD, LEE)
    path = last_link().replace("/invitation/", "/password-reset/")

    assert "This link no longer works" in client.get(path, follow=True).text


def test_duplicate_is_said_beside_the_field(client, administrator):
    member("Writer", email="lee@newsroom.example")

    response = client.post(ADD, LEE)

    assert response.context["adminform"].form.errors == {
        "email": ["There is an account with this address already."]
    }
    assert not Message.objects.exists()


def test_needs_a_role(client, administrator):
    response = client.post(ADD, {**LEE, "roles": []})

    assert response.context["adminform"].form.errors == {"roles": ["Choose at least one."]}


@pytest.mark.django_db(transaction=True)
def test_no_account_without_its_mail(client, administrator, monkeypatch):
    monkeypatch.setattr("ijmsite.mail.outbox.put", fail)

    with pytest.raises(OSError, match="disk full"):
        client.post(ADD, LEE)

    assert not User.objects.filter(email="lee@newsroom.example").exists()


def test_can_be_sent_again_from_the_list(client, administrator, time_machine):
    # Within one minute it would be the same mail.
    time_machine.move_to(timezone.now() - timedelta(minutes=2))
    client.post(ADD, LEE)
    lee = User.objects.get(email="lee@newsroom.example")
    time_machine.shift(61)

    response = client.post(
        "/admin/staff/user/",
        {"action": "invite_again", "_selected_action": [lee.pk, administrator.pk]},
        follow=True,
    )

    assert Message.objects.filter(to="lee@newsroom.example").count() == 2
    assert not Message.objects.filter(to=administrator.email).exists()
    assert "1 account needs no invitation" in response.text


def test_can_be_sent_again_from_the_account(client, administrator):
    client.post(ADD, LEE)
    lee = User.objects.get(email="lee@newsroom.example")
    path = f"/admin/staff/user/{lee.pk}/change/"
    assert "Save and send the invitation again" in client.get(path).text

    client.post(
        path,
        {**LEE, "email": "lee.ng@newsroom.example", "is_active": "on", "_invite": "1", **OWN},
    )

    assert Message.objects.latest("created_at").to == "lee.ng@newsroom.example"


def test_lost_invitation_is_mended_by_forgotten_password(client, administrator, last_link):
    client.post(ADD, LEE)
    client.logout()

    client.post("/admin/password-reset/", {"email": "lee@newsroom.example"})

    assert "new_password1" in client.get(last_link(), follow=True).text


def test_administrator_is_a_superuser(client, administrator):
    client.post(ADD, {**LEE, "roles": ["Administrator"], **OWN})

    assert User.objects.get(email="lee@newsroom.example").is_superuser


def fail(*args, **kwargs):
    raise OSError("disk full")
