"""The first sign-in, which sets up the phone; and a new one later."""

import re

import pytest
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from ijmsite.staff.factor import devices
from ijmsite.staff.models import AuditEvent

from ..people import PASSWORD
from .people import CODE, LOGIN, SET_UP, give_password, shown, sign_in, with_phone, wrong

pytestmark = pytest.mark.django_db
NEW_CODES, NEW_PHONE = "/admin/second-factor/new-codes/", "/admin/second-factor/new-phone/"


def offered(client):
    return client.session["second_factor_key"]


@pytest.fixture
def waiting(client, ana):
    give_password(client, ana)
    client.get(SET_UP)
    return client


def codes_of(page):
    return re.findall(
        r"\b[a-z2-7]{4} [a-z2-7]{4}\b", re.search(r"<textarea.*?</textarea>", page, re.S)[0]
    )


def test_whoever_has_no_phone_comes_to_the_page_for_it_and_nowhere_else(client, ana):
    client.force_login(ana)

    for page in ["/admin/", "/admin/news/article/add/?_popup=1", "/admin/jsi18n/", CODE]:
        assert client.get(page, follow=True).redirect_chain[-1][0] == SET_UP
        assert client.post(page, {"headline": "x"}).url.startswith((LOGIN, SET_UP))


def test_shows_the_secret_as_a_drawing_and_as_text(waiting):
    page = waiting.get(SET_UP)

    assert devices.in_groups(offered(waiting)) in page.text
    assert re.fullmatch(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", devices.in_groups(offered(waiting)))
    svg = re.search(r'<svg class="qr".*?</svg>', page.text)[0]
    assert 'role="img"' in svg
    for forbidden in ["style", "<script", "data:", "href"]:
        assert forbidden not in svg
    assert "no-store" in page.headers["Cache-Control"]


def test_what_is_drawn_is_what_apps_read(ana):
    address = devices.address_of(ana, "00" * 20)

    assert address.startswith("otpauth://totp/IJM%20Canada%20newsroom%3Aana%40newsroom.example?")
    assert f"secret={'A' * 32}" in address


def test_a_code_from_the_phone_signs_in_and_shows_ten_codes_once(waiting, ana):
    page = waiting.post(SET_UP, {"code": shown(offered(waiting))})

    codes = codes_of(page.text)
    assert len({*codes}) == 10
    assert {code.replace(" ", "") for code in codes} == {
        *StaticToken.objects.values_list("token", flat=True)
    }
    assert "no-store" in page.headers["Cache-Control"]
    assert waiting.get("/admin/").status_code == 200
    assert waiting.get(SET_UP).url == LOGIN
    assert AuditEvent.objects.get().action == "set_up_factor"


def test_the_secret_stays_the_same_until_the_code_is_right(waiting):
    key = offered(waiting)
    page = waiting.post(SET_UP, {"code": wrong(key)})

    assert "does not belong to the QR code" in page.context["form"].errors["code"][0]
    assert offered(waiting) == key
    assert not TOTPDevice.objects.exists()


def test_the_code_that_set_it_up_signs_in_no_second_time(waiting, client_factory, ana):
    key = offered(waiting)
    waiting.post(SET_UP, {"code": shown(key)})
    other = client_factory()
    sign_in(other, ana, key)

    assert other.get("/admin/").status_code == 302


def test_two_who_know_the_password_do_not_share_a_secret(waiting, client_factory, ana):
    other = client_factory()
    give_password(other, ana)
    other.get(SET_UP)

    assert offered(other) != offered(waiting)


def test_whoever_is_slower_sets_up_nothing(waiting, ana):
    with_phone(ana)

    assert devices.set_up(ana, offered(waiting), shown(offered(waiting))) is None
    assert waiting.post(SET_UP, {"code": shown(offered(waiting))}).url == CODE
    assert TOTPDevice.objects.count() == 1


def test_goes_on_to_where_one_wanted_to_go(client, ana):
    goal = reverse("admin:news_article_changelist")
    give_password(client, ana, next=goal)
    client.get(SET_UP)

    assert f'href="{goal}"' in client.post(SET_UP, {"code": shown(offered(client))}).text


# Later


@pytest.fixture
def signed_in(client, ana, key):
    sign_in(client, ana, key)
    return client


def test_new_codes_make_the_former_ones_void(signed_in, ana):
    former = {*devices.new_codes(ana)}

    page = signed_in.post(NEW_CODES, {"password": PASSWORD})

    assert {code.replace(" ", "") for code in codes_of(page.text)}.isdisjoint(former)
    assert devices.codes_left(ana) == 10
    assert AuditEvent.objects.get().action == "new_codes"


@pytest.mark.parametrize("page", [NEW_CODES, NEW_PHONE])
def test_an_open_session_alone_is_not_enough(signed_in, ana, page):
    former = {*devices.new_codes(ana)}
    signed_in.get(page)
    code = shown(signed_in.session.get("second_factor_key", "00" * 20))

    response = signed_in.post(page, {"password": "wrong", "code": code})

    assert response.context["form"].errors == {"password": ["This is not your password."]}
    assert {*StaticToken.objects.values_list("token", flat=True)} == former


def test_a_new_phone_ends_the_former_one_and_what_it_opened(
    signed_in, client_factory, ana, time_machine
):
    elsewhere, key = client_factory(), devices.phone_of(ana).key
    time_machine.shift(60)
    sign_in(elsewhere, ana, key)
    assert elsewhere.get("/admin/").status_code == 200
    signed_in.get(NEW_PHONE)
    code = shown(offered(signed_in))

    signed_in.post(NEW_PHONE, {"password": PASSWORD, "code": code})

    assert devices.phone_of(ana).key != key
    assert signed_in.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").status_code == 302
    assert TOTPDevice.objects.count() == 1


def test_the_own_page_says_what_one_has(signed_in, ana):
    devices.new_codes(ana)

    page = signed_in.get("/admin/second-factor/own/").text

    assert "set up on 3 March 2026" in page
    assert "10 recovery codes left" in page
