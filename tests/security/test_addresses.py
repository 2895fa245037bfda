"""What is asked for besides pages: other hosts, other places to go on, endless headers."""

import logging

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.utils.translation import trans_real

from ijmsite.web.logs import MaskingFormatter
from tests.staff.people import PASSWORD, member

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"
ELSEWHERE = [
    *("//evil.example", "/\\evil.example", "https:evil.example", "///evil.example"),
    *("javascript:alert(1)", "/\t/evil.example", "\x08//evil.example"),
    *("https://127.0.0.1@evil.example/", "http:///evil.example", "\\\\evil.example"),
]


def test_a_line_break_in_an_address_makes_no_second_line_of_the_log(client, caplog):
    with caplog.at_level(logging.INFO):
        assert client.get("/no%0d%0aFAKE%20LOG/").status_code == 404
    [line] = [MaskingFormatter().format(record) for record in caplog.records]

    assert "\n" not in line
    assert "\r" not in line
    assert r"\r\nFAKE LOG" in line


@pytest.mark.parametrize("address", ["//evil.example/admin", "///evil.example", "//evil.example"])
def test_an_address_with_two_slashes_leads_to_no_other_host(client, address):
    response = client.request(PATH_INFO=address)

    assert response.status_code in {301, 302, 404}
    where = response.headers.get("Location", "/")
    assert where.startswith("/")
    assert not where.startswith("//")


@pytest.fixture
def ana(db):
    return member("Writer", email="ana@newsroom.example")


@pytest.mark.parametrize("where", ELSEWHERE)
def test_signing_in_leads_to_no_other_host(client, ana, where):
    typed = {"username": ana.email, "password": PASSWORD, "next": where}
    response = client.post(LOGIN, typed)

    assert response.status_code == 302
    assert response.url == "/admin/"


def test_signing_in_leads_to_the_page_that_was_asked_for(client, ana):
    typed = {"username": ana.email, "password": PASSWORD, "next": "/admin/news/article/"}

    assert client.post(LOGIN, typed).url == "/admin/news/article/"


def test_an_unknown_account_costs_as_many_hashes_as_a_known_one(client, ana, monkeypatch):
    """A hash is made to be slow: one more or less would tell who has an account."""
    made, encode = [], MD5PasswordHasher.encode

    def counted(*arguments):
        made.append(arguments)
        return encode(*arguments)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    counts = []
    for name in [ana.email, "nobody@newsroom.example"]:
        made.clear()
        client.post(LOGIN, {"username": name, "password": "wrong"})
        counts.append(len(made))

    assert counts == [1, 1]


@pytest.mark.parametrize(
    "path", ["", "news/article/", "news/article/add/", "jsi18n/", "nothing/", "password_change/"]
)
def test_nothing_behind_the_door_of_the_desk_is_kept_by_anybody(client, ana, path):
    strangers = client.get(f"/admin/{path}")
    client.force_login(ana)

    for response in [strangers, client.get(f"/admin/{path}")]:
        assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", ["/press/", "/fundraise/", "/fr/press/", "/fr/fundraise/"])
def test_a_form_that_says_when_it_was_made_is_not_kept(client, path):
    response = client.get(path)

    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


def test_a_visitor_s_languages_are_neither_read_nor_remembered(client):
    """Each would stay in a cache of Django's, whose keys a stranger chooses (CVE-2026-77050)."""
    known = [trans_real._get_supported_language_variant, trans_real._parse_accept_lang_header]
    before = [cache.cache_info().currsize for cache in known]
    for number in range(10):
        languages = f"x{number}" + ", fr-x" * 2_000
        client.get("/privacy/", headers={"Accept-Language": languages})

    assert [cache.cache_info().currsize for cache in known] == before
