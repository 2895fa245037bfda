"""Say to a watch beyond this machine that something was done; it alarms where nobody says so.

The addresses are secrets: whoever knows one can keep the alarm silent.
"""

import logging
import urllib.request
from datetime import datetime
from http.client import HTTPException
from threading import Lock, Thread
from urllib.parse import urlsplit

from django.conf import settings

from .models import ContentVersion

logger = logging.getLogger(__name__)

TIMEOUT = 5  # seconds
_at_it = Lock()


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """Ask nobody but the address that was set."""

    def redirect_request(self, *arguments):
        return None


def ping(what: str) -> bool:
    """Call the address of PING_<what>_URL, if there is one; return whether it answered.

    `what` is "WORKER", "BACKUP" or "PURGE". An error is noted, and is nobody else's trouble.
    """
    url = settings.PING_URLS.get(what)
    if not url:
        return False
    try:
        opener = urllib.request.build_opener(NoRedirects)
        with opener.open(url, timeout=TIMEOUT):  # the scheme was looked at in the settings
            return True
    except (OSError, HTTPException, ValueError) as error:
        # Without the path, and without what the error says of it.
        reason = getattr(error, "code", "") or type(error).__name__
        host = urlsplit(url).hostname
        logger.error("The watch of PING_%s_URL at %s was not told: %s", what, host, reason)
        return False


def tell_of_worker(now: datetime) -> None:
    """Say that the mail worker makes its rounds, and that its database answers.

    Beside the worker: a watch that is slow must not hold up any mail.
    """
    if settings.PING_URLS.get("WORKER") and ContentVersion.objects.exists():
        Thread(target=_ping_worker, daemon=True).start()


def _ping_worker() -> None:
    # One that has not come back yet is enough.
    if _at_it.acquire(blocking=False):
        try:
            ping("WORKER")
        finally:
            _at_it.release()
