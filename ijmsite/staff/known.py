"""Devices on which somebody signed in lately: what strangers try elsewhere does not lock them.

A cookie says so ("device cookie": OWASP, "Slow Down Online Guessing Attacks with Device Cookies").
It opens nothing: the password and the code are asked for as ever, and wrong ones are counted for
the device as for a place, see `locks`. A new password ends it.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

from .models import User

SALT = "ijmsite.staff.known"
KNOWN_FOR = timedelta(days=30)


def remember(response: HttpResponse, user: User) -> HttpResponse:
    """Let the browser of somebody who has just signed in be known, by the returned response."""
    response.set_cookie(
        _name(),
        signing.dumps([user.pk, get_random_string(22), _state(user)], salt=SALT),
        max_age=KNOWN_FOR,
        path=reverse("admin:index"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def device_of(request: HttpRequest, email: str) -> str:
    """Return what stands for the device of a request, if it is known for the account, or ""."""
    try:
        pk, device, state = signing.loads(
            request.COOKIES.get(_name(), ""), salt=SALT, max_age=KNOWN_FOR
        )
    except signing.BadSignature:
        return ""
    user = User.objects.filter(pk=pk, email=email).first()
    return f"device {device}" if user and constant_time_compare(state, _state(user)) else ""


def _name() -> str:
    # The prefix makes browsers refuse one that was set without TLS. `__Host-` asks for all pages.
    return f"{'__Secure-' if settings.SESSION_COOKIE_SECURE else ''}known_device"


def _state(user: User) -> str:
    return salted_hmac(SALT, user.password, algorithm="sha256").hexdigest()
