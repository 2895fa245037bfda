"""Somebody with a phone, and what the phone shows."""

import time

from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from ijmsite.staff.factor import devices

from ..people import PASSWORD

LOGIN, CODE, RECOVERY = "/admin/login/", "/admin/second-factor/", "/admin/second-factor/recovery/"
SET_UP = "/admin/second-factor/set-up/"


def with_phone(user):
    """Give somebody a phone, and return its secret."""
    key = devices.new_key()
    TOTPDevice.objects.create(user=user, name="phone", key=key)
    return key


def shown(key, steps=0):
    """Return the code that a phone with this secret shows, or has shown some steps ago."""
    seconds = steps * 30
    return f"{totp(bytes.fromhex(key), drift=0, t0=-seconds):06}"


def wrong(key):
    """Return a code that the phone shows at no time near now."""
    near = {shown(key, steps) for steps in range(-3, 4)}
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in near)


def give_password(client, user, **extra):
    return client.post(LOGIN, {"username": user.email, "password": PASSWORD, **extra})


def sign_in(client, user, key):
    give_password(client, user)
    return client.post(CODE, {"code": shown(key)})


def now():
    return int(time.time())
