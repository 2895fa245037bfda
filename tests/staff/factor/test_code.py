"""Signing in with a password and then a code from the phone."""

import pytest
from django.urls import reverse

from ijmsite.staff.models import AuditEvent

from ..people import PASSWORD, member
from .people import CODE, LOGIN, RECOVERY, SET_UP, give_password, shown, sign_in, with_phone, wrong

pytestmark = pytest.mark.django_db


def is_in(client):
    return client.get("/admin/").status_code == 200


def test_password_leads_to_the_code_and_the_code_to_where_one_wanted_to_go(client, ana, key):
    goal = reverse("admin:news_article_changelist")

    asked = give_password(client, ana, next=goal)
    signed_in = client.post(CODE, {"code": shown(key)})

    assert asked.url == CODE
    assert signed_in.url == goal
    assert is_in(client)


def test_a_device_is_known_after_the_code_and_not_after_the_password(client, ana, key):
    give_password(client, ana)
    assert "known_device" not in client.cookies

    client.post(CODE, {"code": shown(key)})
    assert "known_device" in client.cookies


@pytest.mark.parametrize("evil", ["//evil", "/\\evil", "https:evil", "///evil", "javascript:x"])
def test_leads_nowhere_else(client, ana, key, evil):
    give_password(client, ana, next=evil)

    assert client.post(CODE, {"code": shown(key)}).url == "/admin/"


def test_after_the_password_alone_one_is_nobody(client, ana, key):
    give_password(client, ana)

    pages = ["/admin/", "/admin/jsi18n/", "/admin/autocomplete/", "/admin/password_change/"]
    pages += ["/admin/news/article/add/?_popup=1", "/admin/second-factor/new-codes/"]
    for page in pages:
        for response in [client.get(page), client.post(page, {"headline": "x"})]:
            assert response.status_code == 302, page
            assert response.url.startswith(LOGIN), page
    assert not client.get("/").wsgi_request.user.is_authenticated


def test_a_session_from_before_is_nobody_either(client, ana, key):
    client.force_login(ana)

    assert not client.get("/").wsgi_request.user.is_authenticated
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == CODE
    client.post(CODE, {"code": shown(key)})
    assert is_in(client)


def test_the_session_has_a_new_key_after_each_step(client, ana, key):
    client.get(LOGIN)
    session = client.session
    session["x"] = 1
    session.save()
    keys = [client.session.session_key]
    give_password(client, ana)
    keys.append(client.session.session_key)
    client.post(CODE, {"code": shown(key)})
    keys.append(client.session.session_key)

    assert len({*keys}) == 3


def test_a_code_is_of_use_once(client, client_factory, ana, key):
    sign_in(client, ana, key)
    other = client_factory()

    response = sign_in(other, ana, key)

    assert "used already" in response.context["form"].errors["code"][0]
    assert not is_in(other)


@pytest.mark.parametrize(("steps", "works"), [(-2, 0), (-1, 1), (0, 1), (1, 1), (2, 0)])
def test_a_clock_may_be_off_by_one_step(client, ana, key, steps, works):
    give_password(client, ana)
    client.post(CODE, {"code": shown(key, steps)})

    assert is_in(client) is bool(works)


def test_a_step_off_once_is_not_two_steps_off_later(client, client_factory, ana, key, time_machine):
    give_password(client, ana)
    client.post(CODE, {"code": shown(key, -1)})
    time_machine.shift(300)
    other = client_factory()
    give_password(other, ana)
    other.post(CODE, {"code": shown(key, -2)})

    assert is_in(client)
    assert not is_in(other)


def test_after_five_wrong_codes_the_right_one_is_refused_too(client, ana, key, time_machine):
    give_password(client, ana)
    for _time in range(5):
        client.post(CODE, {"code": wrong(key)})

    refused = client.post(CODE, {"code": shown(key)})
    assert "Try again at 09:15" in refused.context["form"].errors["code"][0]
    assert '<a href="/admin/password-reset/">choose a new password by mail</a>' in refused.text
    assert not is_in(client)
    time_machine.shift(15 * 60)
    sign_in(client, ana, key)
    assert is_in(client)


def test_one_wrong_code_costs_no_time(client, ana, key, time_machine):
    give_password(client, ana)
    client.post(CODE, {"code": wrong(key)})
    time_machine.shift(0.1)
    client.post(CODE, {"code": f" {shown(key)[:3]} {shown(key)[3:]} "})

    assert is_in(client)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "\0", "1" * 5000])
def test_what_is_no_code_is_said_beside_the_field(client, ana, key, typed):
    give_password(client, ana)
    response = client.post(CODE, {"code": typed})

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["code"]


def test_a_code_of_somebody_else_does_not_help(client, ana, key):
    others = with_phone(member("Administrator"))
    give_password(client, ana)
    client.post(CODE, {"code": shown(others)})

    assert not is_in(client)


@pytest.mark.parametrize("page", [CODE, RECOVERY, SET_UP])
def test_without_a_password_there_is_no_code_to_give(client, ana, key, page):
    assert client.get(page).url == LOGIN
    assert client.post(page, {"code": shown(key)}).url == LOGIN
    assert not is_in(client)


@pytest.mark.parametrize("change", ["password", "is_active", "is_staff", "time"])
def test_the_password_is_forgotten_again(client, ana, key, time_machine, change):
    give_password(client, ana)
    if change == "time":
        time_machine.shift(10 * 60)
    elif change == "password":
        ana.set_password("another one for the harbor")
    else:
        setattr(ana, change, False)
    ana.save()

    assert client.post(CODE, {"code": shown(key)}).url == LOGIN


def test_one_can_begin_again_with_another_account(client, ana, key):
    give_password(client, ana)
    assert client.get(LOGIN).url == CODE

    page = client.get(f"{LOGIN}?again")

    assert 'name="password"' in page.text
    assert client.get(CODE).url == LOGIN


def test_the_field_helps_phones_and_readers(client, ana, key):
    give_password(client, ana)
    html = client.post(CODE, {"code": "1"}).text

    for part in ['autocomplete="one-time-code"', 'inputmode="numeric"', '<label for="id_code">']:
        assert part in html
    assert 'aria-invalid="true"' in html
    assert "<title>Error:" in html
    assert "style=" not in html


def test_is_not_asked_for_where_the_setting_is_off(client, ana, settings):
    settings.SECOND_FACTOR = False

    assert give_password(client, ana).url == "/admin/"
    assert is_in(client)
    assert not AuditEvent.objects.exists()


def test_wrong_password_leads_to_no_code(client, ana, key):
    client.post(LOGIN, {"username": ana.email, "password": f"{PASSWORD}x"})

    assert client.get(CODE).url == LOGIN
