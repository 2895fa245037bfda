"""A request as a WSGI server hands it over, to whatever stands in front of Django."""

import io
import sys
from typing import NamedTuple
from urllib.parse import unquote, urlsplit


class Said(NamedTuple):
    status: int
    headers: dict[str, str]  # by their names in lower case
    content: bytes


def environ(address: str, method: str = "GET", **more: str) -> dict:
    """Return the environ of a request; `more` are further entries, such as HTTP_COOKIE."""
    parts = urlsplit(address)
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(parts.path, "latin-1"),
        "QUERY_STRING": parts.query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "REMOTE_ADDR": "192.0.2.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    } | more


def ask(application, address: str, method: str = "GET", **more: str) -> Said:
    said = []
    parts = application(
        environ(address, method, **more), lambda status, headers, *_: said.append((status, headers))
    )
    content = b"".join(parts)
    if hasattr(parts, "close"):
        parts.close()
    status, headers = said[-1]
    return Said(int(status[:3]), {name.lower(): value for name, value in headers}, content)
