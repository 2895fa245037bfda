"""How long somebody who signed in counts as present: see SESSION_COOKIE_AGE and SESSION_IDLE.

A session is over on the next request, too, when the password or the role was changed, the account
deactivated, or the second factor taken away by which it was opened. Until the code was given where
one is asked for, nobody is there: to no page of the site is the visitor a member of staff.
"""

import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.middleware import OTPMiddleware

SINCE, SEEN = "signed_in_at", "seen_at"  # seconds since 1970
# So that not every request writes: the time without a request is counted a minute short at most.
EVERY = 60
ANOTHER_PHONE = _(
    "You were signed out, as another phone was set up for your account. If that was not you, "
    "choose a new password at once and tell an administrator."
)


def begin(sender, request, user, **kwargs) -> None:
    """Note when a session began; called with each sign-in."""
    request.session[SINCE] = request.session[SEEN] = int(time.time())


def is_over(session) -> bool:
    """Return whether a session has ended; one that nobody began has, too."""
    now = time.time()
    since, seen = session.get(SINCE), session.get(SEEN)
    if since is None or seen is None:
        return True
    idle = settings.SESSION_IDLE.total_seconds()
    return now - since > settings.SESSION_COOKIE_AGE or now - seen > idle


class PresenceMiddleware(OTPMiddleware):
    """Say who is there, as django-otp does, to whom the time has not run out.

    Only where a page asks: what is public stays without a session.
    """

    def _verify_user_sync(self, request, user):
        if not user.is_authenticated:
            return super()._verify_user_sync(request, user)
        session = request.session
        proof = session.get(DEVICE_ID_SESSION_KEY)
        user = super()._verify_user_sync(request, user)
        is_disproved = proof and not user.is_verified()
        if is_over(session) or is_disproved:
            session.flush()
            # Said on the page for signing in, to which this leads. Who asks before there can be
            # messages, a middleware, hears nothing.
            if is_disproved and hasattr(request, "_messages"):
                messages.warning(request, ANOTHER_PHONE)
            return self._nobody(request)
        if settings.SECOND_FACTOR and not user.is_verified():
            request.half_signed_in = user
            return self._nobody(request)
        if abs(time.time() - session[SEEN]) >= EVERY:
            session[SEEN] = int(time.time())
        return user

    def _nobody(self, request):
        return super()._verify_user_sync(request, AnonymousUser())
