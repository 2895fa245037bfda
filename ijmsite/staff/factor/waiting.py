"""Who has given the right password and not yet the code: nobody, but to the pages for the code."""

import time

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django_otp.models import Device

from ..known import remember
from ..models import User

KEY = "waiting_for_code"
PATIENCE = 10 * 60  # seconds


def let_in(request: HttpRequest, user: User, goal: str = "") -> HttpResponse:
    """Sign in somebody whose password was right, or lead to the page that asks for the code.

    `goal` is a path of this site.
    """
    goal = goal or reverse("admin:index")
    if not settings.SECOND_FACTOR:
        login(request, user)
        return remember(redirect(goal), user)
    # A new key, and nothing of whoever was here before.
    request.session.flush()
    state = user.get_session_auth_hash()
    request.session[KEY] = {"user": user.pk, "state": state, "at": time.time(), "goal": goal}
    return redirect("admin_factor")


def who_waits(request: HttpRequest) -> User | None:
    """Return who has given the password and still has time to give the code."""
    if not settings.SECOND_FACTOR or request.user.is_authenticated:
        return None
    if user := getattr(request, "half_signed_in", None):
        # Signed in before this site asked for a code.
        return user if user.is_staff else None
    kept = request.session.get(KEY)
    if not kept or not 0 <= time.time() - kept["at"] < PATIENCE:
        return None
    user = User.objects.filter(pk=kept["user"], is_active=True, is_staff=True).first()
    is_same = user and constant_time_compare(kept["state"], user.get_session_auth_hash())
    return user if is_same else None


def finish(request: HttpRequest, user: User, device: Device) -> str:
    """Sign in whoever has proven to have `device`, and return the path to go on to."""
    goal = request.session.pop(KEY, {}).get("goal") or reverse("admin:index")
    user.otp_device = device
    # The session gets a new key.
    login(request, user)
    return goal
