"""The error pages: a way on, kept out of search engines, and alive without a database."""

import pytest
from django.db import OperationalError
from django.http import Http404
from django.template.loader import render_to_string
from django.test import Client
from django.urls import resolve

from ijmsite.pages import errors
from ijmsite.pages.context import site
from ijmsite.pages.views import HomeView

TEMPLATES = ["400", "403", "403_csrf", "404", "410", "500", "503"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", TEMPLATES)
def test_every_error_page_has_a_way_on_and_is_kept_out_of_search_engines(rf, name):
    request = rf.get("/press/")
    request.resolver_match = resolve("/press/")
    html = render_to_string(f"{name}.html", {"request": request, **site(request)})

    assert 'class="actions"' in html or 'class="button"' in html
    assert '<meta name="robots" content="noindex">' in html


@pytest.mark.parametrize("name", ["500", "503"])
def test_what_tells_of_our_own_failure_needs_no_database(name):
    assert "<h1" in render_to_string(f"{name}.html", site(None))


@pytest.mark.parametrize("path", ["/", "/fr/"])
def test_a_database_that_does_not_answer_is_told_as_503(monkeypatch, path):
    def fail(self, request, *args, **kwargs):
        raise OperationalError("the server is not there")

    monkeypatch.setattr(HomeView, "get", fail)
    response = Client(raise_request_exception=False).get(path)

    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert "server is not there" not in response.text
    assert "<h1" in response.text


def test_where_the_error_page_itself_misses_the_database_503_is_told(monkeypatch):
    def missing(self, request, *args, **kwargs):
        raise Http404

    def fail(*args, **kwargs):
        raise OperationalError

    monkeypatch.setattr(HomeView, "get", missing)
    monkeypatch.setattr(errors, "render", fail)

    assert Client(raise_request_exception=False).get("/").status_code == 503


def test_any_other_failure_stays_a_500(monkeypatch):
    def fail(self, request, *args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(HomeView, "get", fail)
    response = Client(raise_request_exception=False).get("/")

    assert response.status_code == 500
    assert "Retry-After" not in response
