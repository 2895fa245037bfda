"""What holds for every public page at once."""

import pytest
from django.urls import get_resolver
from django.views import View

PAGES = [
    "/",
    "/news/",
    "/press/",
    "/press/thanks/",
    "/fundraise/",
    "/fundraise/thanks/",
    "/fundraise/plan/",
    "/fundraise/guide/",
    "/fundraise/ideas/polar-dip/",
    "/privacy/",
    "/accessibility/",
]
PATHS = [*PAGES, *(f"/fr{path}" for path in PAGES)]

pytestmark = pytest.mark.django_db


@pytest.mark.matrix
@pytest.mark.parametrize("path", PATHS)
def test_sets_no_cookie_and_speaks_its_language(client, path):
    response = client.get(path, headers={"Accept-Language": "fr;q=0.9,de"})
    language = "fr" if path.startswith("/fr/") else "en"

    assert response.status_code == 200
    assert not response.cookies
    assert "Vary" not in response or "Cookie" not in response["Vary"]
    assert f'<html lang="{language}"' in response.text
    assert response["Content-Language"] == language


@pytest.mark.parametrize("path", PATHS)
def test_offers_the_other_language_and_help(client, path):
    html = client.get(path).text
    other = path.removeprefix("/fr") if path.startswith("/fr/") else f"/fr{path}"

    assert f'href="{other}"' in html
    assert "help@newsroom.example" in html
    assert "100 Sample Street" in html


@pytest.mark.parametrize("path", [path for path in PATHS if "/thanks/" not in path])
def test_tells_search_engines_the_address_in_each_language(client, settings, path):
    settings.SITE_URL = "https://news.example"
    html = client.get(path).text
    english = path.removeprefix("/fr")

    assert f'<link rel="canonical" href="https://news.example{path}">' in html
    for code, address in [("en", english), ("fr", f"/fr{english}"), ("x-default", english)]:
        link = f'<link rel="alternate" hreflang="{code}" href="https://news.example{address}">'
        assert html.count(link) == 1


def test_names_no_address_of_what_is_no_page(client):
    assert 'rel="alternate" hreflang' not in client.get("/nothing-here/").text


@pytest.mark.parametrize("path", ["/", "/admin/login/", "/nothing/"])
def test_sends_the_security_headers(client, path):
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/nothing/",
        "/no%0d%0aFAKE%20LOG/",
        "/%00",
        "/%ff%fe/",
        "/a/../../etc/passwd",
        "/..%2f..%2fetc/passwd",
        "/news/%00/",
        "/fr/nothing/",
        "/news/topics/%252e/",
        "/media/../db.sqlite3",
        "/media/%2e%2e/secret_key",
        f"/{'a' * 8000}",
    ],
)
def test_an_unknown_address_is_not_found_in_the_frame_of_the_site(client, path):
    response = client.get(path)

    assert response.status_code == 404
    assert "<h1" in response.text
    assert "Traceback" not in response.text


def test_an_unknown_host_is_refused(client):
    response = client.get("/", headers={"Host": "evil.example"})

    assert response.status_code == 400


def own_views(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            if getattr(pattern, "app_name", None) != "admin":
                yield from own_views(pattern.url_patterns)
        else:
            yield pattern.callback


def layers(view):
    """Yield a view and what its decorators wrap; the one that names methods closes over them."""
    while view:
        yield view
        view = getattr(view, "__wrapped__", None)


def test_every_view_of_ours_names_its_methods():
    unnamed = []
    for view in own_views(get_resolver().url_patterns):
        view_class = getattr(view, "view_class", None)
        if view_class:
            named = view_class.http_method_names != View.http_method_names
        else:
            named = any("request_method_list" in f.__code__.co_freevars for f in layers(view))
        if not named:
            unnamed.append(view)

    assert not unnamed


def test_healthz_answers_and_robots_keep_out_of_the_admin(client):
    assert client.get("/healthz").text == "ok"
    assert "Disallow: /admin/" in client.get("/robots.txt").text


def test_a_report_of_the_browser_is_logged_without_its_text(client, caplog):
    response = client.post(
        "/csp-report/", b'{"blocked": "secret"}', content_type="application/csp-report"
    )

    assert response.status_code == 204
    assert "secret" not in caplog.text
    assert "content security policy" in caplog.text
