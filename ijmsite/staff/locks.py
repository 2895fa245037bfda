"""Wrong passwords: how many somebody may try, without anybody being able to lock staff out.

Ten from one place for one address lock that address for that place alone, and thirty from one
network for that network: who has one network of IPv6 has very many places. A hundred in a row for
one account, from anywhere, stop it until its owner has chosen a new password: whoever has many
places cannot guess on, and the owner is back within minutes by mail. Sessions go on, and a device
on which the owner signed in lately is a place of its own (`known`): no lock and no stop that
strangers bring about holds there. An address without an account is locked alike, so that nobody
learns which there are.
"""

from datetime import datetime, timedelta
from math import ceil

from axes.handlers.base import AxesHandler
from django.db.models import F
from django.utils import timezone

from ijmsite.web import rates

from . import audit
from .known import device_of
from .models import User
from .services import send_stopped

WRONG, LOCKED = "wrong password", "too many wrong passwords"
TRIES = 10
LOCKED_FOR = timedelta(minutes=15)
# By days, so that one network alone does not come near to a stop.
OF_NETWORK = {"what": "wrong password from network", "limit": 30, "per": timedelta(days=1)}
STOP = 100  # in a row, from anywhere


class PasswordLocks(AxesHandler):
    """What django-axes asks before a password is looked at, and tells after a wrong one.

    Its own tables would keep addresses, browsers and what was posted.
    """

    def is_locked(self, request, credentials=None):
        return locked_until(credentials["username"], request) is not None

    def user_login_failed(self, sender, credentials, request=None, **kwargs):
        if request is None:
            return
        request.axes_credentials = credentials  # for `too_many`
        if request.axes_locked_out:
            return  # What is refused unseen is no try.
        name = credentials.get("username") or ""
        of_place, of_network = _count_for_place(name, request), _count_for_network(name, request)
        request.axes_locked_out = of_place or of_network
        _count_for_account(name)


def too_many(request, response, credentials):
    """Answer with the page that was made anyway, whose form says what to do."""
    until = locked_until(credentials["username"], request) or timezone.now() + LOCKED_FOR
    response.status_code = 429
    response.headers["Retry-After"] = str(ceil((until - timezone.now()).total_seconds()))
    return response


def locked_until(name: str | None, request) -> datetime | None:
    """Return until when no password for an address, as typed, is looked at from this place."""
    ends = [
        rates.ends_at(LOCKED, _host(name, request), limit=1, per=LOCKED_FOR),
        rates.ends_at(**OF_NETWORK, who=_network(name, request)),
    ]
    return max(filter(None, ends), default=None)


def _host(name: str | None, request) -> str:
    name = _plain(name)
    return f"{name} {device_of(request, name) or rates.host_of(_address(request))}"


def _network(name: str | None, request) -> str:
    name = _plain(name)
    return f"{name} {device_of(request, name) or rates.network_of(_address(request))}"


def _plain(name: str | None) -> str:
    return (name or "").strip().lower()


def _address(request) -> str:
    return request.META.get("REMOTE_ADDR", "")


def is_stopped(user: User, request=None) -> bool:
    """Return whether no password opens an account; to a request of a known device, it does."""
    is_known = request is not None and device_of(request, user.email)
    return user.wrong_passwords >= STOP and not is_known


def forget(user: User, request) -> None:
    """Forget the wrong passwords of somebody who knew the right one, or has chosen a new one.

    A stop stays for the others, until there is a new one.
    """
    tries = _host(user.email, request)
    of_network = (OF_NETWORK["what"], _network(user.email, request))
    rates.forget((WRONG, tries), (LOCKED, tries), of_network)
    if user.wrong_passwords:
        # By the row as it is now: while the password was looked at, others may have stopped it.
        User.objects.filter(pk=user.pk, wrong_passwords__lt=STOP).update(wrong_passwords=0)


def _count_for_place(name: str, request) -> bool:
    """Count a wrong password, and return whether it was the last one that may be tried now."""
    tries = _host(name, request)
    if rates.count_if_allowed(WRONG, tries, limit=TRIES - 1, per=LOCKED_FOR):
        return False
    if rates.count_if_allowed(LOCKED, tries, limit=1, per=LOCKED_FOR):
        # After the lock they are counted anew.
        rates.forget((WRONG, tries))
        _record_lock(name, TRIES, LOCKED_FOR)
    return True


def _count_for_network(name: str, request) -> bool:
    limit = {**OF_NETWORK, "who": _network(name, request)}
    if rates.count_if_allowed(**limit) and rates.ends_at(**limit):
        _record_lock(name, limit["limit"], limit["per"])
    return rates.ends_at(**limit) is not None


def _record_lock(name: str, tries: int, duration: timedelta) -> None:
    if user := User.objects.filter(email=_plain(name), is_active=True).first():
        minutes = duration // timedelta(minutes=1)
        audit.record(audit.Action.LOCK, user, None, tries=tries, minutes=minutes)


def _count_for_account(name: str) -> None:
    of_account = User.objects.filter(email=_plain(name), is_active=True)
    counted = of_account.filter(wrong_passwords__lt=STOP)
    is_counted = counted.update(wrong_passwords=F("wrong_passwords") + 1)
    if is_counted and (stopped := of_account.filter(wrong_passwords=STOP).first()):
        audit.record(audit.Action.STOP, stopped, None, tries=STOP)
        send_stopped(stopped)
