"""The one-time sign-in link of `make run`: no password to know, and none to leave in place.

It works for 15 minutes and once: what is signed contains the time of the last sign-in and the
password hash, so that any sign-in and any new password end it. Not with PRODUCTION=1.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from .models import User

SALT = "ijmsite.staff.signin"
VALID_FOR = timedelta(minutes=15)


def signin_link(user: User) -> str:
    token = signing.dumps([user.pk, _state(user)], salt=SALT)
    return settings.SITE_URL + reverse("admin_signin", args=[token])


def user_of(token: str) -> User | None:
    """Return whom the token signs in now, or None."""
    try:
        pk, state = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    except signing.BadSignature:
        return None
    # Locked, so that two clicks at once are one sign-in.
    user = User.objects.select_for_update().filter(pk=pk, is_active=True, is_staff=True).first()
    return user if user and constant_time_compare(state, _state(user)) else None


@transaction.atomic
def use_up(token: str) -> User | None:
    """Return whom the token signs in, which it does not a second time."""
    user = user_of(token)
    if user:
        user.last_login = timezone.now()
        user.save(update_fields=["last_login"])
    return user


def _state(user: User) -> str:
    last = user.last_login.isoformat() if user.last_login else ""
    return salted_hmac(SALT, f"{last} {user.password}", algorithm="sha256").hexdigest()
