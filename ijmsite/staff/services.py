import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from ijmsite import mail
from ijmsite.web import rates

from .models import User
from .tokens import invitation_tokens, reset_tokens

HOUR = timedelta(hours=1)


def link_ends_at() -> datetime:
    """Return until when a link made now works."""
    return timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def send_invitation(user: User) -> None:
    """Store the mail with the link at which an invited person chooses a password."""
    _send("invitation", user, invitation_tokens.make_token(user))


def send_password_reset(user: User) -> None:
    """Store the mail with the link at which somebody who forgot the password chooses a new one.

    Beyond three of them within an hour, do nothing: the links of the former ones work.
    """
    token = reset_tokens.make_token(user)
    # Asked for again within the minute, it is the same.
    is_new = rates.count_if_allowed("reset link", f"{user.pk} {token}", limit=1, per=HOUR)
    if is_new and rates.count_if_allowed("reset mail", str(user.pk), limit=3, per=HOUR):
        _send("password_reset", user, token)


def send_stopped(user: User) -> None:
    """Store the mail with which somebody whom `locks` stopped comes in again."""
    _send("stopped", user, reset_tokens.make_token(user))


def send_wrong_codes(user: User) -> None:
    """Store the mail that somebody knows the password; at most three within an hour."""
    if rates.count_if_allowed("mail about wrong codes", str(user.pk), limit=3, per=HOUR):
        _send("wrong_codes", user, reset_tokens.make_token(user))


def _send(kind: str, user: User, token: str) -> None:
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    name = "admin_invitation" if kind == "invitation" else "password_reset_confirm"
    mail.enqueue(
        f"staff/email/{kind}",
        to=user.email,
        # The site's own address: a Host header could make the link lead elsewhere.
        context={
            "link": settings.SITE_URL + reverse(name, args=[uid, token]),
            "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60),
            "needs_phone": settings.SECOND_FACTOR,
        },
        # Staff may see keys: of the token only a digest.
        key=f"{kind}:{user.pk}:{hashlib.sha256(token.encode()).hexdigest()[:16]}",
        secret=True,
        expires_at=link_ends_at(),
    )


def require_an_administrator() -> None:
    """Refuse, and so undo the transaction, when nobody is left who may touch accounts."""
    # Locked, so that two administrators cannot remove each other at the same moment.
    if not list(User.objects.administrators().select_for_update()):
        raise PermissionDenied("No active administrator would be left.")
