"""What somebody has besides the password: a phone that makes codes, and recovery codes."""

import time
from base64 import b32encode
from datetime import timedelta

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django_otp import verify_token
from django_otp.models import Device
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from ijmsite.web import rates

from .. import audit
from ..models import User
from ..services import send_wrong_codes
from . import waiting

CODES = 10
DRIFT = 1  # steps of 30 seconds that a phone's clock may be off
# Of one account, from anywhere: whoever tries codes knows the password already. A new password
# lets its owner in again.
WRONG_CODES = {"what": "wrong code", "limit": 5, "per": timedelta(minutes=15)}
# Of the phone, whatever passwords are chosen: mails must not buy more and more tries.
WRONG_IN_A_DAY = {"what": "wrong code in a day", "limit": 15, "per": timedelta(days=1)}


class TooManyTodayError(rates.TooOftenError):
    """The limit of a day is reached, which a recovery code ends, or an administrator."""


def phone_of(user: User) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def paper_of(user: User) -> StaticDevice | None:
    return StaticDevice.objects.filter(user=user).order_by("pk").first()


def codes_left(user: User) -> int:
    return StaticToken.objects.filter(device__user=user).count()


def codes_of(user: User) -> list[str]:
    """Return the recovery codes that somebody has, in the order in which they were shown."""
    tokens = StaticToken.objects.filter(device__user=user).order_by("pk")
    return [*tokens.values_list("token", flat=True)]


def new_key() -> str:
    """Return a new secret as hexadecimal digits, of 160 bits (RFC 4226, section 4, R6)."""
    return random_hex(20)


def in_groups(key: str) -> str:
    """Return a secret as apps take it typed, in groups of four letters."""
    letters = b32encode(bytes.fromhex(key)).decode()
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def address_of(user: User, key: str) -> str:
    """Return the otpauth: address that the QR code holds."""
    return TOTPDevice(user=user, key=key).config_url


@transaction.atomic
def set_up(user: User, key: str, code: str, *, may_replace: bool = False) -> TOTPDevice | None:
    """Make a phone with this secret the second factor, where `code` shows that it has it.

    Return None where the code is wrong, or where there is a phone already that the person may not
    replace: somebody else with the password was faster.
    """
    User.objects.select_for_update().get(pk=user.pk)
    clock = TOTP(bytes.fromhex(key))
    clock.time = time.time()
    if not clock.verify(int(code), DRIFT) or (phone_of(user) and not may_replace):
        return None
    TOTPDevice.objects.filter(user=user).delete()
    # What showed it is used up.
    phone = TOTPDevice.objects.create(user=user, name="phone", key=key, last_t=clock.t())
    audit.record(audit.Action.SET_UP_FACTOR, user, user)
    return phone


@transaction.atomic
def new_codes(user: User) -> list[str]:
    """Return new recovery codes; the former ones are void."""
    # Two requests at once would both leave their ten.
    User.objects.select_for_update().get(pk=user.pk)
    # The paper itself stays: whoever came in by it goes on working.
    paper = paper_of(user) or StaticDevice.objects.create(user=user, name="paper")
    StaticToken.objects.filter(device__user=user).delete()
    codes = [StaticToken.random_token() for _number in range(CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=paper, token=code) for code in codes)
    return codes


def accepts(device: Device, code: str) -> bool:
    """Return whether a code is right, and use it up.

    Raises `rates.TooOftenError` after too many wrong ones, then for the right one too;
    `TooManyTodayError` where it is the day's limit.
    """
    limit = {**WRONG_CODES, "who": str(device.user_id)}
    of_day = {**WRONG_IN_A_DAY, "who": str(device.user_id)}
    is_phone = isinstance(device, TOTPDevice)
    if is_phone and (until := rates.ends_at(**of_day)):
        raise TooManyTodayError(until)
    rates.check(**limit)
    if verify_token(device.user, device.persistent_id, code):
        rates.forget((limit["what"], limit["who"]))
        if not is_phone:
            rates.forget((of_day["what"], of_day["who"]))
        return True
    if is_phone:
        rates.count_if_allowed(**of_day)
    if rates.count_if_allowed(**limit) and rates.ends_at(**limit):
        audit.record(audit.Action.WRONG_CODES, device.user, None, tries=limit["limit"])
        send_wrong_codes(device.user)
    return False


def forget_wrong_codes(user: User) -> None:
    """Let somebody who has chosen a new password begin anew, within the limit of the day."""
    rates.forget((WRONG_CODES["what"], str(user.pk)))
    for device in filter(None, [phone_of(user), paper_of(user)]):
        device.throttle_reset()


@transaction.atomic
def reset(user: User, by: User | None, reason: str = "") -> None:
    """Take away somebody's phone and recovery codes, and sign the person out everywhere."""
    for model in (TOTPDevice, StaticDevice):
        model.objects.filter(user=user).delete()
    forget_wrong_codes(user)
    rates.forget((WRONG_IN_A_DAY["what"], str(user.pk)))
    end_sessions(user)
    audit.record(audit.Action.RESET_FACTOR, user, by, reason)


def end_sessions(user: User) -> None:
    for session in Session.objects.iterator():
        kept = session.get_decoded()
        if str(user.pk) in {kept.get(SESSION_KEY), str(kept.get(waiting.KEY, {}).get("user"))}:
            session.delete()
