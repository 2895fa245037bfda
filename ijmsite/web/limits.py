"""Refuse what is too large, or of no known length, before Django reads a byte of it."""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from django.core.handlers.wsgi import LimitedStream

METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
PUBLIC_LIMIT = 300_000  # bytes: a form of text
ADMIN_LIMIT = 30_000_000  # bytes: a picture from a good camera
TYPE_LIMIT = 300  # characters of a Content-Type: a boundary has 70 at most
PIECE = 65_536  # bytes
CHARSET = re.compile(r";\s*charset\s*=([^;]*)", re.IGNORECASE)
UTF_8 = {"utf-8", '"utf-8"'}

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def refusal(environ: dict[str, Any]) -> tuple[str, str] | None:
    """Return the status and the sentence with which to refuse a request, or None."""
    if environ["REQUEST_METHOD"] not in METHODS:
        return "405 Method Not Allowed", "This method is not used here."
    if environ.get("HTTP_TRANSFER_ENCODING"):
        # Django would read an empty body: a form that looks empty is worse than a refusal.
        return "411 Length Required", "Please send the request with its length."
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return "400 Bad Request", "The length of the request is not a number."
    limit = ADMIN_LIMIT if environ.get("PATH_INFO", "").startswith("/admin/") else PUBLIC_LIMIT
    if not 0 <= length <= limit:
        return "413 Content Too Large", f"This is too large: at most {limit:,} bytes."
    if not is_utf_8(environ.get("CONTENT_TYPE") or ""):
        return "415 Unsupported Media Type", "Please write in UTF-8, and name no other charset."
    return None


def is_utf_8(content_type: str) -> bool:
    """Tell whether a Content-Type names no charset but UTF-8.

    Django decodes every field by the one named, with whatever codec Python has: punycode takes
    seconds, hex or idna raise where nothing catches it. So do names with an asterisk (RFC 2231),
    which neither a boundary nor a browser needs. What says another charset is refused, not read
    as UTF-8: its letters would be garbled.
    """
    named = {charset.strip().lower() for charset in CHARSET.findall(content_type)}
    return len(content_type) <= TYPE_LIMIT and "*" not in content_type and named <= UTF_8


def limit_requests(application: Application) -> Application:
    """Wrap a WSGI application in these limits."""

    def limited(environ, start_response):
        if refused := refusal(environ):
            status, sentence = refused
            body = f"{sentence}\n".encode()
            start_response(
                status,
                [
                    ("Content-Type", "text/plain; charset=utf-8"),
                    ("Content-Length", str(len(body))),
                    ("Cache-Control", "no-store"),
                    ("X-Content-Type-Options", "nosniff"),
                    ("Connection", "close"),
                    *([("Allow", ", ".join(sorted(METHODS)))] if status[:3] == "405" else []),
                ],
            )
            return [body]
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if not length:
            return application(environ, start_response)
        given = LimitedStream(environ["wsgi.input"], length)
        answer = application({**environ, "wsgi.input": given}, start_response)
        # Whoever is answered early goes on sending. To a connection that is closed on them, a
        # proxy says that the site is away: the answer would be lost (RFC 9112, section 9.6).
        with suppress(OSError):
            while given.read(PIECE):
                pass
        return answer

    return limited
