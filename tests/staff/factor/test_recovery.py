"""Where the phone is lost: a recovery code, and the reset on the machine."""

import pytest
from django.core.management import CommandError, call_command
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from ijmsite.staff.factor import devices
from ijmsite.staff.models import AuditEvent
from tests.threads import at_once

from ..people import PASSWORD, member
from .people import CODE, RECOVERY, SET_UP, give_password, shown, sign_in, with_phone, wrong

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(ana, key):
    return devices.new_codes(ana)


def recover(client, user, code):
    give_password(client, user)
    return client.post(RECOVERY, {"code": code})


def test_a_recovery_code_signs_in_once(client, client_factory, ana, paper):
    first, second = client, client_factory()

    assert recover(first, ana, paper[0]).url == "/admin/"
    refused = recover(second, ana, paper[0])

    page = first.get("/admin/")
    assert page.status_code == 200
    assert "9 recovery codes left" in page.text
    assert "none of your recovery codes" in refused.context["form"].errors["code"][0]
    assert second.get("/admin/").status_code == 302
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.details) == ("recovery", ana, {"codes_left": 9})


def test_whoever_came_in_by_one_makes_new_ones_and_goes_on(client, ana, paper):
    recover(client, ana, paper[0])

    made = client.post("/admin/second-factor/new-codes/", {"password": PASSWORD}, follow=True)

    assert made.redirect_chain[-1][0] == "/admin/second-factor/codes/"
    assert client.get("/admin/").status_code == 200
    assert {*devices.codes_of(ana)}.isdisjoint(paper)


def test_two_papers_from_former_times_are_no_error_and_void_together(ana, paper):
    other = StaticDevice.objects.create(user=ana, name="paper")
    other.token_set.create(token="aaaaaaaa")

    assert devices.paper_of(ana)
    assert len(devices.new_codes(ana)) == devices.codes_left(ana) == 10


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_leave_ten(ana):
    at_once(lambda number: devices.new_codes(ana), 3)

    assert devices.codes_left(ana) == 10
    assert StaticDevice.objects.count() == 1


def test_is_read_however_it_is_typed(client, ana, paper):
    code = paper[3]

    assert recover(client, ana, f" {code[:4].upper()}-{code[4:]} ").url == "/admin/"


@pytest.mark.parametrize("typed", ["", "x", "\0", "1" * 5000, "aaaaaaaa"])
def test_what_is_none_is_said_beside_the_field(client, ana, paper, typed):
    response = recover(client, ana, typed)

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["code"]
    assert devices.codes_left(ana) == 10


def test_wrong_ones_count_with_the_wrong_codes_of_the_phone(client, ana, key, paper):
    give_password(client, ana)
    for _time in range(3):
        client.post(CODE, {"code": wrong(key)})
    for _time in range(2):
        client.post(RECOVERY, {"code": "aaaaaaaa"})

    assert "Try again at" in client.post(RECOVERY, {"code": paper[0]}).text
    assert devices.codes_left(ana) == 10


def test_no_code_is_left(client, ana, paper):
    for code in paper:
        assert devices.accepts(devices.paper_of(ana), code)

    assert recover(client, ana, paper[0]).status_code == 200


def test_reset_signs_out_and_asks_to_set_up_a_phone(
    client, client_factory, ana, key, paper, capsys
):
    sign_in(client, ana, key)
    half = client_factory()
    give_password(half, ana)

    call_command("second_factor_reset", "ANA@newsroom.example")

    assert client.get("/admin/").status_code == 302
    assert half.get(CODE).url == "/admin/login/"
    assert give_password(client, ana).url == CODE
    assert client.get(CODE).url == SET_UP
    assert devices.codes_left(ana) == 0
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.object_id) == ("reset_factor", None, str(ana.pk))
    assert "signed out everywhere" in capsys.readouterr().out


def test_reset_leaves_others_alone(client, ana, key):
    other = member("Writer")
    others = with_phone(other)
    sign_in(client, other, others)

    call_command("second_factor_reset", ana.email)

    assert client.get("/admin/").status_code == 200


def test_reset_knows_staff_only():
    with pytest.raises(CommandError, match="no staff account"):
        call_command("second_factor_reset", "nobody@newsroom.example")


def test_a_session_whose_phone_is_gone_sets_up_no_other(client, ana, key):
    sign_in(client, ana, key)
    TOTPDevice.objects.all().delete()

    assert client.get(SET_UP).url == "/admin/login/"


def test_a_new_password_lets_one_try_codes_again(client, ana, key):
    phone = devices.phone_of(ana)
    for _time in range(5):
        assert not devices.accepts(phone, wrong(key))
    devices.forget_wrong_codes(ana)

    assert devices.accepts(devices.phone_of(ana), shown(key))


# By an administrator


@pytest.fixture
def administrator(client, settings):
    settings.SECOND_FACTOR = False
    user = member("Administrator", email="lee@newsroom.example")
    client.force_login(user)
    return user


def reset_page(user):
    return f"/admin/staff/user/{user.pk}/reset_factor/"


def test_an_administrator_resets_it_and_says_why(client, administrator, ana, key):
    assert reset_page(ana) in client.get(f"/admin/staff/user/{ana.pk}/change/").text

    client.post(reset_page(ana), {"reason": "Phone stolen", "is_certain": "on"})

    assert devices.phone_of(ana) is None
    event = AuditEvent.objects.get()
    assert (event.action, event.actor) == ("reset_factor", administrator)
    assert event.reason == "Phone stolen"


def test_the_page_names_the_person_and_what_is_lost_and_lets_one_go_back(
    client, administrator, ana, key
):
    page = client.get(reset_page(ana)).text

    assert f"<h1>Reset the second factor of {ana}</h1>" in page
    assert "recovery codes are void" in page
    assert f'<a href="/admin/staff/user/{ana.pk}/change/">Cancel</a>' in page


@pytest.mark.parametrize("data", [{"reason": "Lost"}, {"is_certain": "on"}])
def test_not_without_a_reason_nor_in_doubt(client, administrator, ana, key, data):
    response = client.post(reset_page(ana), data)

    assert len(response.context["form"].errors) == 1
    assert devices.phone_of(ana)


def test_nobody_resets_the_own(client, administrator):
    with_phone(administrator)

    client.post(reset_page(administrator), {"reason": "Lost", "is_certain": "on"})

    assert devices.phone_of(administrator)
    assert reset_page(administrator) not in client.get("/admin/").text


def test_nobody_else_resets_anything(client, ana, key, settings):
    settings.SECOND_FACTOR = False
    client.force_login(member("PR lead", "Fundraising"))

    assert client.post(reset_page(ana), {"reason": "x", "is_certain": "on"}).status_code == 403
    assert devices.phone_of(ana)
