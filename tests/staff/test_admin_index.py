import re
from unittest.mock import Mock

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import ImproperlyConfigured

from ijmsite.staff import apps as reading

from .people import member

pytestmark = pytest.mark.django_db


def desks(client):
    return {
        str(desk["name"]): [str(model["name"]) for model in desk["models"]]
        for desk in client.get("/admin/").context["app_list"]
    }


def test_administrator_sees_all_desks(client, administrator):
    seen = desks(client)

    assert list(seen) == ["News", "Media desk", "Fundraising", "Privacy", "Behind the scenes"]
    assert seen["Media desk"] == ["Media inquiries", "Press contacts", "Boilerplates"]
    assert seen["Privacy"] == [
        *["Privacy requests", "Consents", "Consent wordings"],
        *["Receipts of deletions", "Breach records"],
    ]
    assert "Staff accounts" in seen["Behind the scenes"]


@pytest.mark.parametrize(
    ("role", "names"),
    [
        ("Writer", {"News"}),
        ("PR lead", {"News", "Media desk", "Privacy", "Behind the scenes"}),
        ("Fundraising", {"Fundraising", "Privacy", "Behind the scenes"}),
    ],
)
def test_others_see_theirs(client, role, names):
    client.force_login(member(role))

    assert set(desks(client)) == names


def test_everything_registered_stands_on_some_desk(client, administrator):
    shown = {
        model["model"]
        for desk in client.get("/admin/").context["app_list"]
        for model in desk["models"]
    }

    assert shown == set(admin.site._registry)


@pytest.mark.parametrize(
    ("role", "steps"),
    [
        ("Writer", ["Write an article"]),
        ("PR lead", ["Write an article", "See media inquiries"]),
        ("Fundraising", ["See sign-ups"]),
        ("Administrator", ["Write an article", "See media inquiries", "See sign-ups"]),
    ],
)
def test_greets_with_what_can_be_done(client, role, steps):
    client.force_login(member(role, first_name="Zoë"))

    page = client.get("/admin/")

    assert "Welcome, Zoë" in page.text
    assert [words for _link, words in page.context["first_steps"]] == steps
    for link, _words in page.context["first_steps"]:
        assert client.get(link).status_code == 200


def test_says_each_time_why_it_could_not_be_read(monkeypatch):
    monkeypatch.setattr(reading, "failed", [])
    monkeypatch.setattr(reading, "told", Mock(side_effect=[ImportError("the first"), None]))
    with pytest.raises(ImportError, match="the first"):
        reading.discover()

    # Another look would speak of what stands registered already.
    for _time in range(2):
        with pytest.raises(ImproperlyConfigured) as said:
            reading.discover()
        assert str(said.value.__cause__) == "the first"


def test_without_a_role_it_says_whom_to_ask(client):
    client.force_login(member())

    assert "Ask an administrator" in client.get("/admin/").text


def test_is_named_after_the_organization(client, settings):
    settings.ORG_NAME = "Harrow Bay Relief"

    html = client.get("/admin/login/").text

    assert "Harrow Bay Relief newsroom" in html
    assert "Django" not in html


def test_pages_have_no_inline_style_or_script(client, administrator):
    pages = ["/admin/", "/admin/login/", "/admin/staff/user/", "/admin/staff/user/add/"]
    pages += [f"/admin/{app.label}/" for app in apps.get_app_configs() if app.label == "contacts"]
    for page in pages:
        html = client.get(page).text
        assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=", html), page


def test_app_page_has_a_plain_title(client, administrator):
    assert "<h1>Media desk</h1>" in client.get("/admin/contacts/").text


def test_history_says_the_zone(client, administrator):
    writer = member("Writer")
    data = {"first_name": "Nia", "email": writer.email, "roles": ["Writer"], "is_active": "on"}
    client.post(f"/admin/staff/user/{writer.pk}/change/", data)

    html = client.get(f"/admin/staff/user/{writer.pk}/history/").text

    assert re.search(r"\w{3} \d{1,2} \w{3} \d{4} \d\d:\d\d E[SD]T", html)
