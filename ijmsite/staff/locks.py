"""Wrong passwords: how many somebody may try, without anybody being able to lock staff out.

Ten from one place for one address lock that address for that place alone. A hundred in a row for
one account, from anywhere, stop it until its owner has chosen a new password by mail: whoever has
many places cannot guess on, and the owner is back within minutes. Sessions go on. An address
without an account is locked alike, so that nobody learns which there are.
"""

from datetime import datetime, timedelta

from axes.handlers.base import AxesHandler
from django.db.models import F

from ijmsite.web import rates

from . import audit
from .models import User
from .services import send_stopped

WRONG, LOCKED = "wrong password", "too many wrong passwords"
TRIES = 10
LOCKED_FOR = timedelta(minutes=15)
STOP = 100  # in a row, from anywhere


class PasswordLocks(AxesHandler):
    """What django-axes asks before a password is looked at, and tells after a wrong one.

    Its own tables would keep addresses, browsers and what was posted.
    """

    def is_locked(self, request, credentials=None):
        return locked_until(who(credentials["username"], request)) is not None

    def user_login_failed(self, sender, credentials, request=None, **kwargs):
        if request is None or request.axes_locked_out:
            return  # What is refused unseen is no try.
        name = credentials.get("username") or ""
        request.axes_locked_out = _count_for_place(name, who(name, request))
        _count_for_account(name)


def too_many(request, response, credentials):
    """Answer with the page that was made anyway, whose form says what to do."""
    response.status_code = 429
    response.headers["Retry-After"] = str(int(LOCKED_FOR.total_seconds()))
    return response


def who(name: str | None, request) -> str:
    """Return who tries: an address as typed, and where it was typed."""
    return f"{(name or '').strip().lower()} {rates.host_of(request.META.get('REMOTE_ADDR', ''))}"


def locked_until(tries: str) -> datetime | None:
    try:
        rates.check(LOCKED, tries, limit=1, per=LOCKED_FOR)
    except rates.TooOftenError as error:
        return error.until
    return None


def is_stopped(user: User) -> bool:
    return user.wrong_passwords >= STOP


def forget(user: User, request) -> None:
    """Forget the wrong passwords of somebody who knew the right one, or has chosen a new one."""
    tries = who(user.email, request)
    rates.forget((WRONG, tries), (LOCKED, tries))
    if user.wrong_passwords:
        User.objects.filter(pk=user.pk).update(wrong_passwords=0)


def _count_for_place(name: str, tries: str) -> bool:
    """Count a wrong password, and return whether it was the last one that may be tried now."""
    if rates.allows(WRONG, tries, limit=TRIES - 1, per=LOCKED_FOR):
        return False
    if rates.allows(LOCKED, tries, limit=1, per=LOCKED_FOR):
        # After the lock they are counted anew.
        rates.forget((WRONG, tries))
        if user := User.objects.filter(email=name.strip().lower(), is_active=True).first():
            minutes = LOCKED_FOR // timedelta(minutes=1)
            audit.record(audit.Action.LOCK, user, None, tries=TRIES, minutes=minutes)
    return True


def _count_for_account(name: str) -> None:
    of_account = User.objects.filter(email=name.strip().lower(), is_active=True)
    counted = of_account.filter(wrong_passwords__lt=STOP)
    is_counted = counted.update(wrong_passwords=F("wrong_passwords") + 1)
    if is_counted and (stopped := of_account.filter(wrong_passwords=STOP).first()):
        audit.record(audit.Action.STOP, stopped, None, tries=STOP)
        send_stopped(stopped)
