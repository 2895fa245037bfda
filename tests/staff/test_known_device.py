"""Strangers who try passwords keep nobody from working: where one signed in lately, one comes in.

It is the "device cookie" of OWASP, against guessing as well as against locking others out.
"""

import pytest
from django.urls import reverse

from ijmsite.staff import locks
from ijmsite.staff.models import User

from .people import PASSWORD, member

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"
HERE, THERE = "203.0.113.7", "198.51.100.9"
NEW, WRONG = "a lantern for every harbor", "wrong"
DAY = 24 * 60 * 60


@pytest.fixture(autouse=True)
def on_a_day(time_machine):
    time_machine.move_to("2026-03-03T14:00:00Z", tick=False)


@pytest.fixture
def ana():
    return member("Writer", email="ana@newsroom.example")


@pytest.fixture
def stranger(client_factory):
    return client_factory()


def enter(client, password=PASSWORD, at=HERE, name="ana@newsroom.example"):
    """Try a password, and return whether it opened the desk."""
    typed = {"username": name, "password": password}
    return client.post(LOGIN, typed, REMOTE_ADDR=at).status_code == 302


@pytest.fixture
def known(client, ana):
    """Ana's own browser, signed out."""
    assert enter(client)
    client.post("/admin/logout/")
    return client


def stop(user):
    User.objects.filter(pk=user.pk).update(wrong_passwords=locks.STOP)


def cookie_of(client):
    return client.cookies["known_device"]


def test_who_signed_in_here_comes_in_though_strangers_stopped_the_account(known, stranger, ana):
    stop(ana)

    assert not enter(stranger)
    assert enter(known)


def test_it_does_not_open_the_account_to_the_strangers(known, stranger, ana):
    stop(ana)
    enter(known)

    assert not enter(stranger)
    ana.refresh_from_db()
    assert locks.is_stopped(ana)


@pytest.mark.parametrize(("tries", "pause"), [(10, 0), (30, 2 * 60)])
def test_nor_does_a_neighbor_at_the_same_address_keep_it_out(
    known, stranger, time_machine, tries, pause
):
    for _try in range(tries):
        enter(stranger, WRONG)
        time_machine.shift(pause)

    assert not enter(stranger)
    assert enter(known)


def test_gives_rights_with_its_password_while_the_account_is_stopped(known):
    user = member("Administrator", email="bo@newsroom.example")
    enter(known, name=user.email)
    stop(user)
    typed = {"own_password": PASSWORD, "first_name": "Lee", "email": "lee@newsroom.example"}

    known.post("/admin/staff/user/add/", typed | {"roles": ["Administrator"]})

    assert User.objects.filter(email="lee@newsroom.example").exists()


def test_its_own_wrong_passwords_lock_it_wherever_it_is(known, stranger):
    for number in range(10):
        enter(known, WRONG, at=f"192.0.2.{number}")

    assert not enter(known, at=THERE)
    assert enter(stranger)


def test_it_may_try_thirty_in_a_day(known, time_machine):
    for _try in range(30):
        enter(known, WRONG)
        time_machine.shift(2 * 60)

    assert not enter(known, at=THERE)


def test_is_known_for_thirty_days_from_its_last_sign_in(known, ana, time_machine):
    stop(ana)
    time_machine.shift(30 * DAY - 1)
    assert enter(known)
    known.post("/admin/logout/")

    time_machine.shift(30 * DAY + 1)
    assert not enter(known)


def test_a_new_password_ends_it(known, ana):
    ana.set_password(NEW)
    ana.save()
    stop(ana)

    assert not enter(known, NEW)


def test_knows_nobody_else(known):
    other = member("Writer", email="bo@newsroom.example")
    stop(other)

    assert not enter(known, name=other.email)


@pytest.mark.parametrize("change", [str.upper, str.lower, lambda value: "", lambda value: "x:y:z"])
def test_a_cookie_that_somebody_made_up_is_none(known, ana, change):
    stop(ana)
    known.cookies["known_device"] = change(cookie_of(known).value)

    assert not enter(known)


def test_only_the_pages_of_the_desk_get_it_and_no_script(known):
    cookie = cookie_of(known)

    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/admin/", True, "Strict")
    assert cookie["max-age"] == 30 * DAY
    assert "ana" not in cookie.value


def test_goes_over_tls_alone_in_production(client, ana, settings):
    settings.SESSION_COOKIE_SECURE = True
    enter(client)

    assert client.cookies["__Secure-known_device"]["secure"]


def test_a_look_at_the_page_or_a_wrong_password_gives_none(client, ana):
    client.get(LOGIN)
    enter(client, WRONG)

    assert [*client.cookies] == ["csrftoken"]


def test_the_link_of_a_new_password_gives_none(client, ana, last_link):
    client.post(reverse("admin_password_reset"), {"email": ana.email})
    client.get(last_link(), follow=True)

    assert "known_device" not in client.cookies
