"""Addresses and queries at random, always the same ones: none is a failure of the site."""

import random

import pytest
from django.urls import get_resolver

from tests.addresses import named

pytestmark = pytest.mark.django_db

SEED = 2026
WORDS = ["news", "press", "fundraise", "fr", "admin", "media", "me", "topics", "feed", "static"]
WORDS += ["confirm", "unsubscribe", "reading", "text", "guide", "ideas", "kit", "thanks", "privacy"]
WORDS += ["%00", "%ff%fe", "..", "%2e%2e", "%252e", "é", "%0d%0aX: y", "\\", "'", "x" * 300, "-1"]
WORDS += [
    "9" * 30,
    "sitemap-0.xml",
    "sitemap-99999999999.xml",
    "favicon.ico",
    "~",
    ";a=b",
    "*",
    "🚤",
]
NAMES = ["page", "q", "year", "language", "topic", "before", "article", "idea", "reference", "done"]
NAMES += ["next", "o", "p", "e", "_to_field", "_popup", "id__in", "sort", "receipt", "utm_source"]
VALUES = [
    "0",
    "-1",
    "1e9",
    "abc",
    "1'--",
    "[]",
    "%00",
    "%ff",
    "x" * 10_000,
    "2026",
    "fr",
    "//[",
    "",
]
VALUES += ["20991231T000000.000000-1", "9" * 40, "../../etc/passwd", "{{7*7}}", "%ED%A0%80", "🚤"]


def routes():
    """Return the routes of all addresses outside of the admin, with holes to fill in."""
    every = sorted(named(get_resolver().url_patterns))
    # It asks the whole machine, and says 503 where that is not ready.
    return [route for name, route in every if name != "readyz"]


def addresses(count):
    """Yield addresses: half of words, half of our own routes with odd parts."""
    chance = random.Random(SEED)  # noqa: S311 (the same addresses each time)
    known = routes()
    for number in range(count):
        if number % 2:
            route = chance.choice(known)
            parts = [
                chance.choice(WORDS) if "<" in part else part
                for part in route.replace("^", "").replace("$", "").split("/")
            ]
        else:
            parts = [*chance.choices(WORDS, k=chance.randint(1, 5)), ""]
        pairs = zip(chance.choices(NAMES, k=3), chance.choices(VALUES, k=3), strict=True)
        query = "&".join(f"{name}={value}" for name, value in list(pairs)[: chance.randint(0, 3)])
        yield "/" + "/".join(parts), query


def failures(client, count):
    client.raise_request_exception = False
    found = []
    for path, query in addresses(count):
        response = client.generic("GET", path, QUERY_STRING=query.encode().decode("latin-1"))
        if response.streaming:
            b"".join(response.streaming_content)
        if response.status_code >= 500:
            found.append((path[:200], query[:200]))
    return found


def test_some_addresses_are_no_failure(client):
    assert failures(client, 150) == []


@pytest.mark.ci
def test_two_thousand_addresses_are_no_failure(client):
    assert failures(client, 2_000) == []


@pytest.mark.audit
def test_nor_are_they_for_whoever_sees_everything(admin_client):
    assert failures(admin_client, 2_000) == []


def test_a_failure_would_be_seen(client, monkeypatch):
    def fails(*arguments, **options):
        raise RuntimeError

    monkeypatch.setattr("ijmsite.pages.views.HomeView.get", fails, raising=False)
    monkeypatch.setattr("news.views.ArticleListView.get", fails, raising=False)
    monkeypatch.setattr(f"{__name__}.addresses", lambda count: [("/", ""), ("/news/", "")])

    assert failures(client, 2)
