"""How long a session lasts, and what ends it on the next request."""

import pytest
from django.contrib.auth.models import Group

from ijmsite.staff import presence

from .people import PASSWORD, member

pytestmark = pytest.mark.django_db
ENDPOINT = "/admin/jsi18n/"


@pytest.fixture
def ana(client, time_machine):
    time_machine.move_to("2026-03-03T14:00:00Z", tick=False)
    user = member("Writer", "PR lead", email="ana@newsroom.example")
    client.force_login(user)
    return user


def is_in(client):
    response = client.get("/admin/")
    assert response.status_code in {200, 302}
    return response.status_code == 200


@pytest.mark.parametrize(("minutes", "lasts"), [(29, True), (31, False)])
def test_ends_after_half_an_hour_without_a_request(client, ana, time_machine, minutes, lasts):
    time_machine.shift(minutes * 60)

    assert is_in(client) is lasts


def test_each_request_is_a_sign_of_life(client, ana, time_machine):
    for _time in range(4):
        time_machine.shift(20 * 60)
        assert is_in(client)


@pytest.mark.parametrize(("hours", "lasts"), [(12, True), (12.1, False)])
def test_ends_after_twelve_hours_whatever_is_done(client, ana, time_machine, hours, lasts):
    for _time in range(int(12 * 3600 // 1200) - 1):
        time_machine.shift(20 * 60)
        client.get(ENDPOINT)
    time_machine.shift(20 * 60 + (hours - 12) * 3600)

    assert is_in(client) is lasts


def test_what_has_ended_is_gone_for_good(client, ana, time_machine):
    cookie = client.cookies["sessionid"].value
    time_machine.shift(31 * 60)
    client.get("/admin/")
    time_machine.shift(-31 * 60)
    client.cookies["sessionid"] = cookie

    assert not is_in(client)


def test_not_every_request_writes(client, ana, time_machine, django_assert_num_queries):
    client.get(ENDPOINT)
    time_machine.shift(59)
    before = client.session[presence.SEEN]
    client.get(ENDPOINT)
    assert client.session[presence.SEEN] == before
    time_machine.shift(1)
    client.get(ENDPOINT)

    assert client.session[presence.SEEN] == before + 60


def test_a_session_that_nobody_began_has_ended(client, ana):
    session = client.session
    del session[presence.SINCE]
    session.save()

    assert not is_in(client)


def lose_password(user):
    user.set_password("another one for the harbor")
    user.save()


def disable(user):
    user.is_active = False
    user.save()


def lose_role(user):
    user.groups.remove(Group.objects.get(name="PR lead"))


def gain_all(user):
    user.is_superuser = True
    user.save()


def leave_staff(user):
    user.is_staff = False
    user.save()


def role_changes(user):
    Group.objects.get(name="PR lead").permissions.clear()


CHANGES = [lose_password, disable, lose_role, gain_all, leave_staff, role_changes]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_change_of_the_account_ends_it_on_the_next_request(client, ana, change):
    assert is_in(client)
    change(ana)

    response = client.get("/admin/")

    assert response.status_code == 302
    assert response.url.startswith("/admin/login/")


def test_a_new_name_does_not(client, ana):
    ana.first_name = "Zoë"
    ana.save()

    assert is_in(client)


def test_whoever_changes_the_own_password_works_on_and_is_out_elsewhere(
    client, client_factory, ana
):
    elsewhere = client_factory()
    elsewhere.force_login(ana)
    new = "a lantern for every harbor"
    client.post(
        "/admin/password_change/",
        {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
    )

    assert is_in(client)
    assert not is_in(elsewhere)


def test_sign_out_ends_it_for_the_old_cookie_too(client, ana):
    cookie = client.cookies["sessionid"].value
    client.post("/admin/logout/")
    client.cookies["sessionid"] = cookie

    assert not is_in(client)


def test_cookies_stay_with_this_site_and_away_from_scripts(client, settings):
    member("Writer", email="bo@newsroom.example")
    client.get("/admin/login/")
    client.post("/admin/login/", {"username": "bo@newsroom.example", "password": PASSWORD})

    for cookie in (client.cookies["sessionid"], client.cookies["csrftoken"]):
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/"
        assert not cookie["domain"]


def test_a_reader_has_no_session(client):
    assert "Cookie" not in client.get("/").headers.get("Vary", "")
