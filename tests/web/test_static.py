"""Styles, scripts and icons as they stand in front of Django, collected as for production."""

import gzip
from functools import partial

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.test import override_settings

from ijmsite.web.static import StaticFiles
from tests.doors import ask

COLLECTED = "whitenoise.storage.CompressedManifestStaticFilesStorage"
YEAR = 365 * 24 * 60 * 60


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """Collect two files as `make run` collects all of them; return where they lie."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("static")
    (source / "a.css").write_text("p { color: #123456 }\n" * 200)
    (source / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(4_000))
    with override_settings(**collecting(source, target)):
        finders.get_finder.cache_clear()
        call_command("collectstatic", verbosity=0, interactive=False)
    finders.get_finder.cache_clear()
    return source, target


def collecting(source, target):
    return {
        "STATICFILES_DIRS": [source],
        "STATICFILES_FINDERS": ["django.contrib.staticfiles.finders.FileSystemFinder"],
        "STATIC_ROOT": target,
        "WHITENOISE_USE_FINDERS": False,
        "STORAGES": settings.STORAGES | {"staticfiles": {"BACKEND": COLLECTED}},
    }


@pytest.fixture
def door(collected):
    """Return a function that asks for a static file as a visitor does.

    What the pages behind it, such as that of an error, name is not collected.
    """
    with override_settings(**collecting(*collected)):
        return partial(ask, StaticFiles(WSGIHandler()))


@pytest.fixture
def address_of(collected):
    with override_settings(**collecting(*collected)):
        return {name: staticfiles_storage.url(name) for name in ("a.css", "b.png")}.get


def test_the_headers_of_a_file_are_made_when_it_is_asked_for(collected, address_of, monkeypatch):
    made = []
    add = StaticFiles.add_cache_headers
    monkeypatch.setattr(
        StaticFiles, "add_cache_headers", lambda *args: made.append(args[-1]) or add(*args)
    )
    with override_settings(**collecting(*collected)):
        door = partial(ask, StaticFiles(WSGIHandler()))
        assert not made
        for _time in range(2):
            assert door(address_of("a.css")).status == 200
    assert made == [address_of("a.css")]


def test_a_hashed_name_is_for_ever(door, address_of, collected):
    # It is looked at when it is first asked for.
    with override_settings(**collecting(*collected)):
        told = door(address_of("a.css"))

    assert told.status == 200
    directives = told.headers["cache-control"].split(", ")
    [age] = [int(d.removeprefix("max-age=")) for d in directives if d.startswith("max-age=")]
    assert {"immutable", "public"} <= set(directives)
    assert age >= YEAR
    assert told.headers["x-content-type-options"] == "nosniff"
    assert told.headers["content-type"].startswith("text/css")
    assert "set-cookie" not in told.headers


@pytest.mark.parametrize(
    ("accepted", "encoding", "read"),
    [
        ("gzip, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("", None, bytes),
    ],
)
def test_comes_compressed_as_it_was_collected(door, accepted, encoding, read, address_of):
    told = door(address_of("a.css"), HTTP_ACCEPT_ENCODING=accepted)

    assert told.headers.get("content-encoding") == encoding
    assert read(told.content).startswith(b"p { color: #123456 }")
    assert told.headers["vary"] == "Accept-Encoding"
    assert told.headers["content-length"] == str(len(told.content))


def test_a_picture_is_not_compressed_again(door, address_of):
    told = door(address_of("b.png"), HTTP_ACCEPT_ENCODING="gzip, br")

    assert told.status == 200
    assert "content-encoding" not in told.headers


def test_head_has_the_headers_alone(door, address_of):
    full, head = door(address_of("a.css")), door(address_of("a.css"), "HEAD")

    assert (head.status, head.headers, head.content) == (200, full.headers, b"")


def test_a_copy_is_confirmed_and_a_part_is_given(door, address_of):
    address = address_of("b.png")
    full = door(address)
    tag = full.headers["etag"]

    assert door(address, HTTP_IF_NONE_MATCH=tag).status == 304
    part = door(address, HTTP_RANGE="bytes=0-3")
    assert (part.status, part.content) == (206, full.content[:4])
    assert part.headers["content-range"].startswith("bytes 0-3/")
    assert door(address, HTTP_RANGE="bytes=9000-").status == 416


def test_anything_else_is_not_found(door, transactional_db):
    names = ["a.css.map", "nothing.css", "../secret_key", "..%2fsecret_key", "%2e%2e/secret_key"]
    names += ["%00", "", "staticfiles.json/", ".collected", "a.css/", "%C3%A9", "%ff"]
    told = {name: door(f"/static/{name}").status for name in names}

    assert told == dict.fromkeys(names, 404)


def test_a_form_that_is_posted_is_not_allowed(door, transactional_db, address_of):
    assert door(address_of("a.css"), "POST", CONTENT_LENGTH="0").status in {403, 404, 405}


def test_another_host_is_refused(door, transactional_db, address_of):
    assert door(address_of("a.css"), HTTP_HOST="evil.example").status == 400


@pytest.fixture
def production(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


def test_is_sent_to_https_in_production(production, door, address_of):
    address = address_of("a.css")
    plain = door(address)

    assert plain.status == 301
    assert plain.headers["location"] == f"https://127.0.0.1:8000{address}"


def test_says_in_production_that_the_site_is_for_https_as_the_pages_do(
    production, door, db, address_of
):
    told = door(address_of("a.css"), HTTP_X_FORWARDED_PROTO="https")
    page = door("/healthz", HTTP_X_FORWARDED_PROTO="https")

    assert told.status == 200
    hsts = told.headers["strict-transport-security"]
    assert hsts == page.headers["strict-transport-security"]
    assert hsts == "max-age=63072000; includeSubDomains; preload"


def test_what_a_stranger_forwards_is_not_believed(settings, production, door, address_of):
    settings.TRUSTED_PROXIES = []
    settings.SECURE_PROXY_SSL_HEADER = None

    assert door(address_of("a.css"), HTTP_X_FORWARDED_PROTO="https").status == 301
