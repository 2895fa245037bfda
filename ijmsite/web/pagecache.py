"""Public pages as prebuilt bytes, in front of Django.

What is kept was made for nobody: Django is asked anew, with nothing of the visitor's request but
the address. It is given out while the content has the number that it had before the page was made
(`ijmsite.web.content`), and no moment has passed at which pages change by themselves. A request
with a session, and whatever is not in the list of pages, goes to Django.
"""

import io
import sys
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from threading import Lock
from time import time
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.http.request import split_domain_port, validate_host
from django.urls import Resolver404, resolve
from django.utils import translation

from .language import language_of
from .limits import Application
from .variants import Headers, Variants, confirms

METHODS = {"GET", "HEAD"}
# Characters of a path, a query and a host together: what is remembered of strangers has a bound.
LONGEST = 500
# Then all are forgotten: to find one again takes little.
MOST_KEYS = 4_096
# What an entry takes beside its bytes.
OVERHEAD = 4_000
ONE_VISITOR = {"private", "no-store"}

Environ = dict[str, Any]
Key = tuple[str, str]


class Page(NamedTuple):
    """What the view of a public page reads of the query.

    It is kept for each value of `params`; where one of `live` is given, Django answers. Every
    other parameter is left out.
    """

    params: tuple[str, ...] = ()
    live: frozenset[str] = frozenset()


class Answer(NamedTuple):
    """What Django said."""

    status: str
    headers: Headers
    content: bytes

    @property
    def is_for_everybody(self) -> bool:
        given = {name.lower(): value.lower() for name, value in self.headers}
        says = {part.strip() for part in given.get("cache-control", "").split(",")}
        return (
            self.status[:3] == "200"
            and says.isdisjoint(ONE_VISITOR)
            and "set-cookie" not in given
            and "cookie" not in given.get("vary", "")
            and "'nonce-" not in given.get("content-security-policy", "")
        )


class Entry(Variants):
    """A page that is kept."""

    def __init__(self, answer: Answer, version: Hashable, since: float, until: float) -> None:
        super().__init__(answer.headers, answer.content)
        self.version = version
        self.since, self.until = since, until
        # Whether it was given out since it last stood first among those to be thrown away.
        self.is_asked = False
        self.cost = OVERHEAD + self.size


class PageCache:
    """Wrap a WSGI application so that it is asked once for each public page.

    `pages` are those to be kept, by the name of their view. `read_version` and `until` are
    what `ijmsite.web.content` says. `room` is what the pages may take, in bytes. `on_hit` is called
    for each page that is given out as it was kept.
    """

    def __init__(
        self,
        application: Application,
        *,
        pages: Mapping[str, Page],
        read_version: Callable[[], Hashable | None],
        until: Callable[[Hashable, float], float],
        room: int,
        on_hit: Callable[[], None] | None = None,
    ) -> None:
        self.application = application
        self.pages = pages
        self.read_version = read_version
        self.until = until
        self.room = room
        self.on_hit = on_hit
        self.session = settings.SESSION_COOKIE_NAME
        self.entries: OrderedDict[Key, Entry] = OrderedDict()
        self.taken = 0
        self.lock = Lock()
        # Whoever asks for a page that is being made waits for it; some may wait for another one.
        self.making = [Lock() for _ in range(64)]
        # By path, query, and by which name a visitor has come; an empty one where Django answers.
        self.keys: dict[tuple[str, ...], Key | tuple[()]] = {}

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        # Each step of a hit counts: other threads of the process wait for it.
        get, method = environ.get, environ["REQUEST_METHOD"]
        if method not in METHODS or self.session in get("HTTP_COOKIE", ""):
            return self.application(environ, start_response)
        asked = (
            environ["PATH_INFO"],
            get("QUERY_STRING", ""),
            get("HTTP_HOST", ""),
            environ["wsgi.url_scheme"],
            get("HTTP_X_FORWARDED_PROTO", ""),
        )
        key = self.keys.get(asked)
        if key is None:
            key = self.find_key(asked)
        if not key or (version := self.read_version()) is None:
            return self.application(environ, start_response)
        entry = self.entries.get(key)
        if entry is not None and entry.version == version and entry.since <= time() < entry.until:
            entry.is_asked = True
            if self.on_hit:
                self.on_hit()
        else:
            made = self.make(key, environ)
            if not isinstance(made, Entry):
                if made.status[0] == "3":
                    # Where it leads to may carry what was left out of the address.
                    return self.application(environ, start_response)
                start_response(made.status, made.headers)
                return [made.content] if method == "GET" else []
            entry = made
        variant = entry.best(get("HTTP_ACCEPT_ENCODING", ""))
        tags = get("HTTP_IF_NONE_MATCH")
        if tags and confirms(tags, variant.etag):
            start_response("304 Not Modified", variant.confirmed.copy())
            return []
        start_response("200 OK", variant.headers.copy())
        return [variant.content] if method == "GET" else []

    def find_key(self, asked: tuple[str, ...]) -> Key | None:
        """Return under what the page is kept, or None where Django is to answer."""
        key = self.key_of(*asked)
        # The links of a newsletter are long, each of them another one.
        if sum(map(len, asked)) <= LONGEST:
            if len(self.keys) >= MOST_KEYS:
                self.keys.clear()
            self.keys[asked] = key or ()
        return key

    def key_of(self, path: str, query: str, *visitor: str) -> Key | None:
        page = self.pages.get(view_name(path)) if len(path) <= LONGEST else None
        # As bytes: what they stand for is not of interest here.
        given = dict(parse_qsl(query, keep_blank_values=True, encoding="latin-1"))
        if page is None or not is_welcome(*visitor) or not page.live.isdisjoint(given):
            return None
        # One without a value says as much as one that is left out.
        known = [(name, given[name]) for name in page.params if given.get(name)]
        key = path, urlencode(known, encoding="latin-1", errors="replace")
        return key if sum(map(len, key)) <= LONGEST else None

    def make(self, key: Key, environ: Environ) -> Entry | Answer:
        """Return the page, made once however many wait for it, or what cannot be kept."""
        with self.making[hash(key) % len(self.making)]:
            # Read before the page is made: what changes meanwhile makes it old at once.
            now, version = time(), self.read_version()
            entry = self.entries.get(key)
            if entry is not None and entry.version == version and entry.since <= now < entry.until:
                if self.on_hit:
                    self.on_hit()
                return entry
            answer = ask(self.application, key, environ)
            if version is None or not answer.is_for_everybody:
                return answer
            try:
                entry = Entry(answer, version, now, self.until(version, now))
            except DatabaseError:
                return answer  # It is good, but nobody knows for how long.
            finally:
                # As Django does behind each request, which ends before this is asked.
                close_old_connections()
            self.keep(key, entry)
            return entry

    def keep(self, key: Key, entry: Entry) -> None:
        with self.lock:
            if old := self.entries.pop(key, None):
                self.taken -= old.cost
            if entry.cost > self.room / 4:
                return
            while self.taken + entry.cost > self.room:
                first, oldest = next(iter(self.entries.items()))
                # Whatever was asked for since goes to the end of the queue, once.
                if oldest.is_asked:
                    oldest.is_asked = False
                    self.entries.move_to_end(first)
                else:
                    del self.entries[first]
                    self.taken -= oldest.cost
            self.entries[key] = entry
            self.taken += entry.cost


def view_name(path: str) -> str:
    with translation.override(language_of(path)):
        try:
            return resolve(path).view_name
        except Resolver404:
            return ""


def name_of(environ: Environ) -> tuple[str, str, str]:
    """Return by which name, and how safely, a visitor has come here."""
    get = environ.get
    return get("HTTP_HOST", ""), environ["wsgi.url_scheme"], get("HTTP_X_FORWARDED_PROTO", "")


def is_welcome(host: str, scheme: str, forwarded: str) -> bool:
    """Tell whether Django would answer under this name, and neither refuse nor send to https."""
    domain, _port = split_domain_port(host)
    # A proxy that says how a visitor came knows better than this server.
    is_secure = (settings.TRUSTED_PROXIES and forwarded or scheme) == "https"
    is_named = bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
    return is_named and (is_secure or not settings.SECURE_SSL_REDIRECT)


def ask(application: Application, key: Key, environ: Environ) -> Answer:
    """Return what Django answers to somebody of whom nothing is known."""
    told = ["SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "HTTP_HOST", "HTTP_X_FORWARDED_PROTO"]
    nobody = {
        **{name: environ[name] for name in told if name in environ},
        **{name: environ[name] for name in environ if name.startswith("wsgi.")},
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": key[0],
        "QUERY_STRING": key[1],
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    said: list[tuple[str, Headers]] = []
    parts = application(nobody, lambda status, headers, *_: said.append((status, headers)))
    try:
        content = b"".join(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()
    status, headers = said[-1]
    return Answer(status, headers, content)
