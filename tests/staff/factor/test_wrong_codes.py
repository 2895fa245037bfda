"""Wrong codes: the owner hears of them, and mails buy no more tries."""

import pytest

from ijmsite.mail.models import Message
from ijmsite.staff.factor import devices
from ijmsite.staff.models import AuditEvent
from ijmsite.web.rates import TooOftenError

from ..people import member
from .people import CODE, give_password, shown, sign_in, wrong

pytestmark = pytest.mark.django_db


def type_wrong_codes(user, key, times=5):
    for _time in range(times):
        assert not devices.accepts(devices.phone_of(user), wrong(key))


def is_in(client):
    return client.get("/admin/").status_code == 200


def test_the_owner_hears_that_somebody_knows_the_password(client, ana, key):
    give_password(client, ana)
    for _time in range(7):
        client.post(CODE, {"code": wrong(key)})

    event = AuditEvent.objects.get()
    assert (event.action, event.object_id) == ("wrong_codes", str(ana.pk))
    assert event.details == {"tries": 5}
    message = Message.objects.get()
    assert (message.to, message.is_secret) == (ana.email, True)
    assert "somebody else knows your password" in message.text
    assert "/admin/password-reset/" in message.text


def test_four_are_nobodys_business(client, ana, key):
    type_wrong_codes(ana, key, 4)

    assert not AuditEvent.objects.exists()
    assert not Message.objects.exists()


def test_the_owner_gets_no_more_than_three_mails_an_hour(ana, key):
    devices.new_codes(ana)
    for _time in range(5):
        for _code in range(5):
            devices.accepts(devices.paper_of(ana), "aaaaaaaa")
        devices.forget_wrong_codes(ana)

    # Within one minute all of them are one.
    assert Message.objects.count() == 1
    assert AuditEvent.objects.filter(action="wrong_codes").count() == 5


@pytest.fixture
def worn_out(ana, key):
    """Have somebody type fifteen wrong codes, with a new password after each five."""
    for _time in range(3):
        type_wrong_codes(ana, key)
        devices.forget_wrong_codes(ana)
    return ana


def test_after_fifteen_wrong_codes_no_new_password_helps(client, worn_out, key, time_machine):
    refused = sign_in(client, worn_out, key)

    [said] = refused.context["form"].errors["code"]
    assert "until Wed 4 Mar 2026 09:00 EST" in said
    assert "A recovery code signs you in" in said
    assert not is_in(client)
    time_machine.shift(24 * 60 * 60)
    sign_in(client, worn_out, key)
    assert is_in(client)


def test_a_recovery_code_ends_that(worn_out, key):
    paper = devices.new_codes(worn_out) and devices.codes_of(worn_out)

    assert devices.accepts(devices.paper_of(worn_out), paper[0])
    assert devices.accepts(devices.phone_of(worn_out), shown(key))


def test_a_right_code_between_them_does_not(ana, key, time_machine):
    for _time in range(3):
        type_wrong_codes(ana, key, 4)
        time_machine.shift(60)
        assert devices.accepts(devices.phone_of(ana), shown(key))
    time_machine.shift(60)
    type_wrong_codes(ana, key, 3)

    with pytest.raises(devices.TooManyTodayError):
        devices.accepts(devices.phone_of(ana), shown(key))


def test_an_administrator_ends_that_too(worn_out, key):
    devices.reset(worn_out, member("Administrator"), "Lost")
    phone = devices.TOTPDevice.objects.create(user=worn_out, name="phone", key=key)

    assert devices.accepts(phone, shown(key))


def test_wrong_recovery_codes_use_up_no_tries_of_the_phone(ana, key):
    devices.new_codes(ana)
    for _time in range(4):
        for _code in range(5):
            devices.accepts(devices.paper_of(ana), "aaaaaaaa")
        with pytest.raises(TooOftenError):
            devices.accepts(devices.paper_of(ana), "aaaaaaaa")
        devices.forget_wrong_codes(ana)

    assert devices.accepts(devices.phone_of(ana), shown(key))
