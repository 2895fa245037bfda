from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from ijmsite.staff.models import User

from .people import PASSWORD, member

pytestmark = pytest.mark.django_db
NO_LONGER = "This link no longer works"


def link(**options):
    out = StringIO()
    call_command("signin_link", stdout=out, **options)
    (line,) = out.getvalue().splitlines()
    assert line.startswith("https://newsroom.example/admin/sign-in/")
    return line.removeprefix("https://newsroom.example")


def test_makes_the_first_administrator_without_a_password():
    link()
    link()

    user = User.objects.get()
    assert user.email == "admin@newsroom.example"
    assert user.is_superuser
    assert not user.has_usable_password()


def test_takes_the_administrator_there_is(client):
    member("Writer")
    administrator = member("Administrator")

    client.post(link())

    assert client.session["_auth_user_id"] == str(administrator.pk)


def test_brings_back_a_deactivated_first_administrator(client):
    member("Administrator", email="admin@newsroom.example", is_active=False)

    assert client.post(link()).status_code == 302
    assert User.objects.get().is_active


def test_signs_in_whom_it_is_told(client):
    writer = member("Writer", email="ana@newsroom.example")

    client.post(link(email="ANA@newsroom.example"))

    assert client.session["_auth_user_id"] == str(writer.pk)
    with pytest.raises(CommandError, match="no active staff account"):
        link(email="nobody@newsroom.example")


def test_looking_at_it_does_not_sign_in(client):
    path = link()

    page = client.get(path)

    assert page.status_code == 200
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in page.headers["Cache-Control"]
    assert client.get("/admin/").status_code == 302


def test_works_once_and_gives_a_new_session_key(client, client_factory):
    path = link()
    session = client.session
    session["seen"] = True
    session.save()
    before = session.session_key

    response = client.post(path)

    assert response.status_code == 302
    assert response.url == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert client.session.session_key != before
    again = client_factory().post(path)
    assert again.status_code == 410
    assert NO_LONGER in again.text
    assert "signin_link" in again.text


@pytest.mark.parametrize(("after", "works"), [(14 * 60, True), (15 * 60 + 1, False)])
def test_works_for_fifteen_minutes(client, time_machine, after, works):
    start = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
    time_machine.move_to(start, tick=False)
    path = link()
    time_machine.move_to(start + timedelta(seconds=after), tick=False)

    assert (client.get(path).status_code == 200) is works
    assert (client.post(path).status_code == 302) is works


def test_any_other_sign_in_ends_it(client, client_factory):
    member("Administrator", email="ana@newsroom.example")
    path = link()

    client_factory().post(
        "/admin/login/", {"username": "ana@newsroom.example", "password": PASSWORD}
    )

    assert client.post(path).status_code == 410


def test_new_password_ends_it(client):
    user = member("Administrator")
    path = link()
    user.set_password("another one for the harbor")
    user.save()

    assert client.post(path).status_code == 410


def test_deactivation_ends_it(client):
    user = member("Administrator")
    path = link()
    user.is_active = False
    user.save()

    assert client.post(path).status_code == 410


def test_another_users_number_does_not_fit(client):
    first, second = link(), None
    member("Administrator")
    second = link(email=User.objects.latest("pk").email)
    body = first.split("/")[3].split(":")[0]
    mixed = second.replace(second.split("/")[3].split(":")[0], body)

    assert client.post(mixed).status_code == 410


def test_signed_for_something_else_does_not_fit(client):
    from django.core import signing

    user = member("Administrator")
    token = signing.dumps([user.pk, ""], salt="another.salt")

    assert client.post(f"/admin/sign-in/{token}/").status_code == 410


@pytest.mark.parametrize("token", ["x", "WzFd:1abc:def", "a" * 2000, "%00", "é"])
def test_nonsense_is_a_link_that_no_longer_works(client, token):
    assert client.get(f"/admin/sign-in/{token}/").status_code == 410


def test_is_impossible_in_production(client, settings):
    path = link()
    settings.PRODUCTION = True

    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404
    assert client.get("/admin/sign-in/x/").status_code == 404
    with pytest.raises(CommandError, match="PRODUCTION=1"):
        link()


def test_needs_the_token_of_the_page(client_factory):
    strict = client_factory(enforce_csrf_checks=True)

    assert strict.post(link()).status_code == 403
