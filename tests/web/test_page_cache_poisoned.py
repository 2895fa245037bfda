"""Whatever somebody sends along with an address, nobody else's page has anything of it."""

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict
from django.utils import timezone

from ijmsite.urls import KEPT
from ijmsite.web.pagecache import view_name
from news.models import Article
from tests.doors import ask

from .kept import add_all_that_pages_show, addresses, cache_before

pytestmark = pytest.mark.django_db(transaction=True)

EVIL = "evil.example"
VISITORS = {
    "forwarded host": {"HTTP_X_FORWARDED_HOST": EVIL, "HTTP_X_FORWARDED_SERVER": EVIL},
    "forwarded scheme": {"HTTP_X_FORWARDED_SCHEME": "https", "HTTP_X_FORWARDED_PROTO": "https"},
    "forwarded port": {"HTTP_X_FORWARDED_PORT": "1", "HTTP_FORWARDED": f"host={EVIL};proto=https"},
    "original address": {"HTTP_X_ORIGINAL_URL": "/admin/", "HTTP_X_REWRITE_URL": "/admin/"},
    "other method": {"HTTP_X_HTTP_METHOD_OVERRIDE": "POST", "HTTP_X_METHOD_OVERRIDE": "DELETE"},
    "another port": {"HTTP_HOST": "127.0.0.1:1", "SERVER_PORT": "1", "SERVER_NAME": EVIL},
    "another allowed host": {"HTTP_HOST": "LOCALHOST"},
    "mounted elsewhere": {"SCRIPT_NAME": f"//{EVIL}"},
    "cookies": {"HTTP_COOKIE": "csrftoken=x; messages=y; django_language=fr; banner=1"},
    "somebody signed in elsewhere": {"HTTP_AUTHORIZATION": "Basic eDp5", "REMOTE_USER": "admin"},
    "languages": {"HTTP_ACCEPT_LANGUAGE": "fr;q=1, de;q=0.5, " + "x" * 10_000},
    "what is accepted": {"HTTP_ACCEPT": "application/json", "HTTP_USER_AGENT": "<script>"},
    "caches": {
        "HTTP_CACHE_CONTROL": "no-cache",
        "HTTP_PRAGMA": "no-cache",
        "HTTP_RANGE": "bytes=1-",
    },
    "a script": {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest", "HTTP_SEC_FETCH_DEST": "empty"},
    "a body": {"CONTENT_TYPE": "application/x-www-form-urlencoded; charset=utf-16"},
    "times": {"HTTP_IF_MODIFIED_SINCE": "Sat, 01 Jan 2050 00:00:00 GMT"},
    "origin": {"HTTP_ORIGIN": f"https://{EVIL}", "HTTP_REFERER": f"https://{EVIL}/"},
}
# Unknown to every view, in each way that a query can be odd.
UNKNOWN = ["utm_source=x", "year[]=2025", "a=b;c=d", "%00=%00", "%ff=%fe", "%ED%A0%80=1", "=", "&&"]
UNKNOWN += [
    "next=//evil.example",
    "article=/news/boat/",
    "idea=gala",
    "YEAR=2025",
    "+year=2025",
    "?",
]
ODD = [
    "year=2025&year=2026",
    "year=2026&year=2025",
    "year=2025;language=fr",
    "year=%00",
    "year=%FF",
]
ODD += ["year=%ED%A0%80", "%79ear=2025", "year=+2025", "year=%EF%BC%92%EF%BC%90%EF%BC%92%EF%BC%95"]
ODD += ["year=", "year", "page=", "page", "page=2", "q=", "q", "q=boat", "before=zzz", "before=%00"]
ODD += ["topic=%00", "topic=boats&topic=x", "language=fr&year=2026", "year=2026&language=fr"]
ODD += ["language=FR", "topic=%C3%A9", "topic=\xc3\xa9", "year=2025%26language=fr", "a&year=2026&b"]
PAGES = ["/", "/news/", "/news/boat/", "/fr/news/boat/text/", "/news/feed/", "/sitemap.xml"]


def one_of_each():
    """Return one address of each kept view, by its name."""
    return {view_name(address.partition("?")[0]): address for address in reversed(addresses())}


def address_with(address, query):
    return f"{address}{'&' if '?' in address else '?'}{query}"


@pytest.mark.parametrize("sent", VISITORS.values(), ids=VISITORS)
def test_nothing_that_a_visitor_sends_is_in_the_page_of_the_next(site, django, article, sent):
    # `trust_proxies` drops what is forwarded by strangers; here it comes as far as the cache.
    for page in PAGES:
        clean = ask(cache_before(django), page)
        poisoned = ask(site, page, **sent)
        after = ask(site, page)

        assert after == clean
        assert poisoned.content == clean.content


def test_nothing_that_a_visitor_sends_reaches_django(site, django, article):
    for sent in VISITORS.values():
        ask(site, f"/news/?{'x' * 9}&year={len(django.asked)}", **sent)
    reached = {name for asked in django.asked for name in asked}
    plain = {"HTTP_HOST", "HTTP_X_FORWARDED_PROTO"}

    assert {name for name in reached if name.startswith("HTTP_")} <= plain
    assert all(asked["QUERY_STRING"].startswith("year=") for asked in django.asked)
    assert {asked["SCRIPT_NAME"] for asked in django.asked} == {""}


def test_a_host_that_is_not_ours_is_refused_each_time(site, article):
    ask(site, "/news/boat/")
    for host in [EVIL, "127.0.0.1:80@evil.example", "127.0.0.1.evil.example", "", "\xff", "[::1"]:
        assert ask(site, "/news/boat/", HTTP_HOST=host).status == 400
    assert ask(site, "/news/boat/").status == 200


@pytest.fixture
def behind_a_proxy(settings):
    settings.SECURE_SSL_REDIRECT, settings.TRUSTED_PROXIES = True, ["192.0.2.1"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


def test_a_proxy_knows_better_than_the_server_how_a_visitor_came(behind_a_proxy, site, article):
    served = {"wsgi.url_scheme": "https"}
    statuses = {
        came: ask(site, "/news/boat/", HTTP_X_FORWARDED_PROTO=came, **served).status
        for came in ["https", "http", "HTTPS", "javascript"]
    }

    assert statuses == {"https": 200, "http": 301, "HTTPS": 301, "javascript": 301}
    assert ask(site, "/news/boat/", **served).status == 200


def test_unknown_parameters_change_nothing_of_what_django_says(django, sample):
    add_all_that_pages_show()
    assert set(one_of_each()) == set(KEPT)
    every = "&".join(UNKNOWN)
    for address in one_of_each().values():
        plain, told = ask(django, address), ask(django, address_with(address, every))
        assert (told.status, told.content) == (plain.status, plain.content), address


@pytest.mark.parametrize("address", ["/news/", "/fr/news/topics/boats/"])
@pytest.mark.parametrize("query", ODD + UNKNOWN)
def test_an_odd_query_is_answered_as_django_answers_it(site, django, article, address, query):
    asked = f"{address}?{query}"
    django_says = ask(django, asked)
    for _ in range(2):
        told = ask(site, asked)
        assert told.status == django_says.status
        assert told.content == django_says.content
        assert told.headers.get("location") == django_says.headers.get("location")


def test_every_parameter_that_a_kept_view_reads_is_known(django, sample, monkeypatch):
    read = set()

    class Recording(QueryDict):
        def __getitem__(self, name):
            read.add(name)
            return super().__getitem__(name)

        def __contains__(self, name):
            read.add(name)
            return super().__contains__(name)

        def getlist(self, name, default=None):
            read.add(name)
            return super().getlist(name, default)

        def seen_whole(self, *arguments, **options):
            raise AssertionError("which of them matter?")

        urlencode = dict = items = lists = seen_whole

    monkeypatch.setattr(WSGIRequest, "GET", property(lambda self: Recording("q=boat")))
    add_all_that_pages_show()
    unknown = {}
    for address in one_of_each().values():
        read.clear()
        name = view_name(address.partition("?")[0])
        ask(django, address)
        if rest := read - set(KEPT[name].params) - KEPT[name].live:
            unknown[name] = rest

    assert unknown == {}


def test_no_kept_page_is_somebodys_own(site, sample):
    add_all_that_pages_show()
    told = {address: ask(site, address) for address in one_of_each().values()}
    told |= {page: ask(site, page) for page in ["/", "/news/", "/news/withdrawn/"]}
    kept = {path + (query and f"?{query}") for path, query in site.entries}

    assert {view_name(address.partition("?")[0]) for address in kept} == set(KEPT)
    for address in kept:
        headers = told[address].headers
        assert "set-cookie" not in headers
        assert headers.get("vary", "Accept-Encoding") == "Accept-Encoding"
        assert not {"private", "no-store"} & set(headers["cache-control"].split(", "))
        assert b"nonce" not in told[address].content
        assert "nonce" not in headers["content-security-policy"]


@pytest.mark.parametrize(
    ("cookie", "status"),
    [("sessionid=x", 3), ("a=b; sessionid=x", 3), ("sessionid=", 3), ("session=x", 1)],
)
def test_a_session_is_answered_by_django(site, django, article, cookie, status):
    for _ in range(3):
        ask(site, "/news/boat/", HTTP_COOKIE=cookie)

    assert len(django.asked) == status


def test_one_page_in_all_spellings_of_its_address(site, django, article):
    spellings = [
        "/news/boat/",
        "/news/%62oat/",
        "/%6eews/boat/",
        "/news/boat/?utm=1",
        "/news/boat/?",
    ]
    told = {ask(site, spelling).content for spelling in spellings}

    assert len(told) == len(site.entries) == len(django.asked) == 1


@pytest.mark.parametrize(
    "path",
    ["/news/boat/nonexistent.css", "/news/boat/a.js?x", "/admin/x.css", "/news/boat", "/NEWS/boat/"]
    + ["/news/boat/%00", "//news/boat/", "/news/../news/boat/", "/news/boat/%2e", "/fr/fr/news/"],
)
def test_what_only_looks_like_a_page_is_not_kept(site, article, path):
    told = ask(site, path)

    assert told.status in {301, 302, 404}
    assert not site.entries
    assert b"A boat came home" not in told.content


def test_of_a_long_address_only_what_matters_counts(site, django, article):
    for _ in range(2):
        assert ask(site, f"/news/boat/?utm={'x' * 600}").status == 200
    assert len(django.asked) == len(site.entries) == 1

    for _ in range(2):
        ask(site, f"/news/?topic={'x' * 600}")
    assert len(django.asked) == 3
    assert len(site.entries) == 1


def test_a_page_of_another_application_that_names_a_visitor_is_not_kept():
    """Each mark by which an answer is one visitor's alone."""
    marks = [
        ("Set-Cookie", "a=b"),
        ("Vary", "Accept-Encoding, Cookie"),
        ("Cache-Control", "private"),
        ("Cache-Control", "max-age=0, No-Store"),
        ("Content-Security-Policy", "script-src 'nonce-x'"),
    ]
    for mark in marks:

        def says(environ, start_response, mark=mark):
            start_response("200 OK", [("Content-Type", "text/html"), mark])
            return [b"Hello"]

        site = cache_before(says, read_version=lambda: 1)
        assert ask(site, "/").content == b"Hello"
        assert not site.entries, mark


def test_bytes_of_a_raw_address_are_no_error(site, article):
    for raw in ["\xc3\xa9", "\xff", "%ff", "\x00"]:
        for given in [{"PATH_INFO": f"/news/{raw}/"}, {"QUERY_STRING": f"year={raw}"}]:
            assert ask(site, "/news/", **given).status in {200, 404}


def test_a_redirect_leads_on_with_what_was_left_out(site, django, article):
    add = {"status": "withdrawn", "successor": article, "publish_at": timezone.now()}
    Article.objects.create(headline="Old", slug="old", **add)
    asked = "/news/old/?utm_source=x"

    assert ask(site, asked).headers["location"] == ask(django, asked).headers["location"]
    assert not site.entries
