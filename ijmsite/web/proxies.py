import ipaddress
import logging
import re
from functools import cache

from django.conf import settings

from .limits import Application

logger = logging.getLogger(__name__)

FORWARDED = [
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_FORWARDED",
]
# Some proxies add a port, which is another one for each connection.
WITH_PORT = re.compile(r"\[(?P<six>[^\]]*)\](:\d+)?|(?P<four>[^:]*):\d+")


def trust_proxies(application: Application) -> Application:
    """Wrap a WSGI application so that it believes X-Forwarded-* from TRUSTED_PROXIES only.

    From anyone else the headers are dropped. From a trusted proxy, REMOTE_ADDR becomes the last
    address in X-Forwarded-For that is not itself a trusted proxy, without its port. Where that one
    cannot be read, it stays the proxy's own: what stands before it may be a stranger's.

    WSGI has one name for "X-Forwarded-For" and "X_Forwarded_For", and the server hands over the
    last of both: only the proxy can drop the other one.
    """

    # Here, and not for each request: to look up one setting takes a seventh of a kept page's time.
    trusted = settings.TRUSTED_PROXIES

    def trusting(environ, start_response):
        if environ.get("REMOTE_ADDR") in trusted:
            addresses = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
            for address in map(readable, reversed([a.strip() for a in addresses if a.strip()])):
                if address is None:
                    warn_of_unreadable()
                    break
                if address not in trusted:
                    environ["REMOTE_ADDR"] = address
                    break
        elif not environ.keys().isdisjoint(FORWARDED):
            for name in FORWARDED:
                environ.pop(name, None)
        return application(environ, start_response)

    return trusting


def readable(address: str) -> str | None:
    """Return an address as all of its spellings are written, without a port; None if it is none."""
    if found := WITH_PORT.fullmatch(address):
        address = found["six"] or found["four"] or ""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return None
    return str(getattr(ip, "ipv4_mapped", None) or ip)


@cache
def warn_of_unreadable() -> None:
    """Say once that all who come through this proxy count as one sender."""
    logger.warning(
        "A trusted proxy sends an X-Forwarded-For whose last address cannot be read: "
        "limits take its senders for one."
    )
