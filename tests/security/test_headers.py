"""What every answer says to browsers, with the settings of a machine in production."""

import json
import os
import subprocess
import sys

import pytest

from tests.check import ROOT
from tests.doors import Said
from tests.web.served import PRODUCTION, database_url

from .observatory import extras, score

# For the tables: what is asked here is another process.
pytestmark = pytest.mark.django_db

# The same door that the web server opens, asked through a proxy that ends TLS and without it.
ASK = """
import json, sys
from tests.doors import ask
from ijmsite.wsgi import application

through = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.7"}
tls = through | {"HTTP_X_FORWARDED_PROTO": "https"}
told = {"plain": ask(application, "/", **through), "made": ask(application, "/", **tls)}
for name, path in json.loads(sys.argv[1]).items():
    told[name] = ask(application, path, **tls)
print(json.dumps({name: [a.status, a.headers] for name, a in told.items()}))
"""
PATHS = {
    "kept": "/",
    "static file": "/static/ijmsite/newsroom.css",
    "not found": "/nothing/",
    "sign in": "/admin/login/",
    "form": "/press/",
    "feed": "/news/feed/",
}
FOR_PEOPLE = ["made", "kept", "not found", "sign in", "form"]


@pytest.fixture(scope="module")
def answers(django_db_setup, tmp_path_factory):
    """Return what each of PATHS answers in production, on the database of the tests."""
    environment = {"PATH": os.environ["PATH"], "DATABASE_URL": database_url(), **PRODUCTION}
    environment |= {"DATA_DIR": str(tmp_path_factory.mktemp("production"))}
    environment |= {"SITE_URL": "https://127.0.0.1:8000", "PYTHONPATH": str(ROOT)}
    environment |= {"DJANGO_SETTINGS_MODULE": "ijmsite.settings"}
    result = subprocess.run(
        [sys.executable, "-c", ASK, json.dumps(PATHS)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr
    told = json.loads(result.stdout.splitlines()[-1])
    return {name: Said(status, headers, b"") for name, (status, headers) in told.items()}


@pytest.mark.parametrize("page", ["made", "kept"])
def test_the_first_page_scores_at_least_140(answers, page):
    assert answers[page].status == 200
    assert score(answers["plain"], answers[page]) >= 140


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("content-security-policy", None),
        ("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'"),
        ("content-security-policy", "default-src 'self' data:"),
        ("referrer-policy", "unsafe-url"),
        ("cross-origin-resource-policy", None),
        ("cross-origin-opener-policy", None),
        ("strict-transport-security", "max-age=60"),
        ("x-content-type-options", None),
        ("set-cookie", "a=b"),
    ],
)
def test_a_header_that_is_missing_or_weak_costs_points(answers, name, value):
    page = answers["made"]
    headers = {n: v for n, v in page.headers.items() if n != name}
    headers |= {name: value} if value else {}

    assert score(answers["plain"], Said(200, headers, b"")) < 140


def test_without_tls_one_is_sent_to_tls_on_our_own_host(answers):
    plain = answers["plain"]

    assert (plain.status, plain.headers["location"]) == (301, "https://127.0.0.1:8000/")
    assert score(Said(200, {}, b""), answers["made"]) < 140


@pytest.mark.parametrize("page", FOR_PEOPLE)
def test_every_page_has_all_headers(answers, page):
    headers = answers[page].headers

    assert len(extras(answers[page])) == 5, extras(answers[page])
    assert headers["strict-transport-security"].endswith("; includeSubDomains; preload")
    assert headers["x-frame-options"] == "DENY"
    for power in ["camera", "microphone", "geolocation", "payment", "usb", "browsing-topics"]:
        assert f"{power}=()" in headers["permissions-policy"]
    assert "x-xss-protection" not in headers
    assert "upgrade-insecure-requests" in headers["content-security-policy"]


@pytest.mark.parametrize("name", ["static file", "feed"])
def test_what_is_no_page_is_read_as_what_it_is(answers, name):
    headers = answers[name].headers

    assert answers[name].status == 200
    assert headers["x-content-type-options"] == "nosniff"
    assert "max-age=63072000" in headers["strict-transport-security"]
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "set-cookie" not in headers


def test_cookies_are_for_our_host_over_tls_alone(answers):
    """The prefix `__Host-` makes a browser refuse one for a whole domain, or set without TLS."""
    cookie = answers["sign in"].headers["set-cookie"].strip()

    assert cookie.startswith("__Host-csrftoken=")
    assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; "))
    assert "SameSite=" in cookie
    assert "Domain" not in cookie
    assert answers["sign in"].headers["cache-control"] == "private, no-store"
    assert "set-cookie" not in answers["made"].headers
