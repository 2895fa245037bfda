"""The first sign-in, which sets up the phone; and a new one later."""

import re

import pytest
from django.urls import reverse
from django.utils.html import escape
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from ijmsite.staff.factor import devices
from ijmsite.staff.factor.forms import PasswordForm
from ijmsite.staff.models import AuditEvent

from ..people import PASSWORD
from .people import CODE, LOGIN, SET_UP, give_password, shown, sign_in, with_phone, wrong

pytestmark = pytest.mark.django_db
ENDED = "another phone was set up for your account"
NEW_CODES, NEW_PHONE = "/admin/second-factor/new-codes/", "/admin/second-factor/new-phone/"
CODES, OWN = "/admin/second-factor/codes/", "/admin/second-factor/own/"


def offered(client):
    return client.session["second_factor_key"]


def offered_later(client):
    """Give the password for a new phone, and return the secret that is shown then."""
    page = client.post(NEW_PHONE, {"password": PASSWORD})
    key = client.session["new_phone_key"][0]
    assert devices.in_groups(key) in page.text
    return key


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


def test_a_code_from_the_phone_signs_in_and_shows_ten_codes(waiting, ana):
    page = waiting.post(SET_UP, {"code": shown(offered(waiting))}, follow=True)

    assert page.redirect_chain == [(CODES, 302)]
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

    client.post(SET_UP, {"code": shown(offered(client))})

    assert client.post(CODES).url == goal


def test_the_same_codes_are_shown_again_until_one_goes_on(waiting, ana):
    waiting.post(SET_UP, {"code": shown(offered(waiting))})
    first, again = codes_of(waiting.get(CODES).text), codes_of(waiting.get(CODES).text)

    assert first == again
    assert devices.codes_left(ana) == 10
    assert waiting.post(CODES).url == "/admin/"
    assert waiting.get(CODES).url == OWN
    assert waiting.post(CODES).url == OWN


def test_after_ten_minutes_an_empty_desk_shows_no_codes(waiting, time_machine):
    waiting.post(SET_UP, {"code": shown(offered(waiting))})
    time_machine.shift(10 * 60)

    assert waiting.get(CODES).url == OWN


def test_the_codes_are_shown_where_they_were_made_alone(waiting, client_factory, ana, time_machine):
    waiting.post(SET_UP, {"code": shown(offered(waiting))})
    time_machine.shift(60)
    other = client_factory()
    sign_in(other, ana, devices.phone_of(ana).key)

    assert other.get(CODES).url == OWN


def test_the_printed_codes_say_of_which_site_they_are(waiting, settings):
    settings.SITE_URL = "https://news.ijm.example"
    waiting.post(SET_UP, {"code": shown(offered(waiting))})

    page = waiting.get(CODES).text
    assert "newsroom of IJM Canada, https://news.ijm.example/admin/" in " ".join(page.split())
    assert "ana@newsroom.example" in page


def test_the_phone_itself_can_open_it_in_its_app(waiting, ana):
    page = waiting.get(SET_UP).text

    address = escape(devices.address_of(ana, offered(waiting)))
    assert f'href="{address}"' in page
    assert "<details" not in page


# Later


@pytest.fixture
def signed_in(client, ana, key):
    sign_in(client, ana, key)
    return client


def test_new_codes_make_the_former_ones_void(signed_in, ana):
    former = {*devices.new_codes(ana)}

    page = signed_in.post(NEW_CODES, {"password": PASSWORD}, follow=True)

    assert {code.replace(" ", "") for code in codes_of(page.text)}.isdisjoint(former)
    assert devices.codes_left(ana) == 10
    assert AuditEvent.objects.get().action == "new_codes"


def test_new_codes_lead_back_to_what_one_has(signed_in):
    signed_in.post(NEW_CODES, {"password": PASSWORD})

    assert signed_in.post(CODES).url == OWN


@pytest.mark.parametrize("page", [NEW_CODES, NEW_PHONE])
def test_an_open_session_alone_is_not_enough(signed_in, ana, page):
    former = {*devices.new_codes(ana)}
    signed_in.get(page)
    code = shown(signed_in.session.get("second_factor_key", "00" * 20))

    response = signed_in.post(page, {"password": "wrong", "code": code})

    assert response.context["form"].errors == {"password": ["This is not your password."]}
    assert {*StaticToken.objects.values_list("token", flat=True)} == former


def test_an_account_without_a_password_is_told_how_to_get_one(ana, rf):
    ana.set_unusable_password()
    request = rf.post(NEW_PHONE)
    request.user = ana

    form = PasswordForm({"password": "whatever"}, request=request)

    assert "no password yet" in form.errors["password"][0]


def test_a_new_phone_ends_the_former_one_and_what_it_opened(
    signed_in, client_factory, ana, time_machine
):
    elsewhere, key = client_factory(), devices.phone_of(ana).key
    time_machine.shift(60)
    sign_in(elsewhere, ana, key)
    assert elsewhere.get("/admin/").status_code == 200
    code = shown(offered_later(signed_in))

    signed_in.post(NEW_PHONE, {"code": code})

    assert devices.phone_of(ana).key != key
    assert signed_in.get("/admin/").status_code == 200
    asked = elsewhere.get("/admin/", follow=True)
    assert asked.redirect_chain[-1][0].startswith("/admin/login/")
    assert ENDED in asked.text
    assert ENDED not in elsewhere.get("/admin/", follow=True).text
    assert TOTPDevice.objects.count() == 1


def test_the_first_phone_of_somebody_who_is_in_brings_recovery_codes(
    client, ana, settings, time_machine
):
    settings.SECOND_FACTOR = False
    client.force_login(ana)
    key = offered_later(client)
    asked = client.post(NEW_PHONE, {"code": wrong(key)}).text
    assert "former phone" not in asked

    done = client.post(NEW_PHONE, {"code": shown(key)}, follow=True)

    assert done.redirect_chain[-1][0] == "/admin/second-factor/codes/"
    assert len(done.context["codes"]) == devices.codes_left(ana) == 10
    assert "a code of your phone is asked for" in done.text


def test_whoever_has_no_password_hears_how_to_choose_one(client, ana, settings):
    settings.SECOND_FACTOR = False
    ana.set_unusable_password()
    ana.save()
    client.force_login(ana)

    assert "This account has no password yet" in client.get(NEW_PHONE).text


def test_a_session_that_ended_by_itself_is_not_said_to_end_by_a_phone(signed_in, time_machine):
    time_machine.shift(31 * 60)

    asked = signed_in.get("/admin/", follow=True)

    assert asked.redirect_chain[-1][0].startswith("/admin/login/")
    assert ENDED not in asked.text


def test_the_secret_of_a_new_phone_comes_after_the_password(signed_in):
    page = signed_in.get(NEW_PHONE)
    assert "<svg class" not in page.text
    assert "new_phone_key" not in signed_in.session

    refused = signed_in.post(NEW_PHONE, {"password": "wrong"})
    assert "<svg class" not in refused.text

    key = offered_later(signed_in)
    again = signed_in.post(NEW_PHONE, {"code": wrong(key)})
    assert "does not belong to the QR code" in again.context["form"].errors["code"][0]
    assert devices.in_groups(key) in again.text


def test_each_time_it_is_another_secret(signed_in, ana):
    former = devices.phone_of(ana).key
    code = shown(offered_later(signed_in))
    signed_in.get(NEW_PHONE)

    refused = signed_in.post(NEW_PHONE, {"code": code})

    assert list(refused.context["form"].errors) == ["password"]
    assert devices.phone_of(ana).key == former
    assert shown(offered_later(signed_in)) != code


@pytest.mark.parametrize("kept", ["second_factor_key", "new_phone_key"])
def test_a_secret_from_before_the_password_sets_up_nothing(signed_in, ana, kept, time_machine):
    key = offered_later(signed_in)
    session = signed_in.session
    value = session.pop("new_phone_key")
    session[kept] = value if kept == "new_phone_key" else key
    session.save()
    time_machine.shift(11 * 60)

    signed_in.post(NEW_PHONE, {"code": shown(key)})

    assert devices.phone_of(ana).key != key


def test_the_own_page_says_what_one_has(signed_in, ana):
    devices.new_codes(ana)

    page = signed_in.get("/admin/second-factor/own/").text

    assert "set up on 3 March 2026" in page
    assert "10 recovery codes left" in page
