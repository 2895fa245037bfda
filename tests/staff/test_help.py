"""The help of the admin: every page of `docs/help`, in both languages, for the staff alone."""

import re

import pytest
from django.urls import reverse
from django.utils.html import escape
from model_bakery import baker

from ijmsite.staff import help as staff_help
from ijmsite.staff.roles import ADMINISTRATOR, FUNDRAISING, PR_LEAD, WRITER

from .people import member

pytestmark = pytest.mark.django_db
HOME = "/admin/help/"
MANIFEST = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
LINK = re.compile(r'<a href="([^"]*)">Help(?: with this page)?</a>')


def page(tmp_path, text):
    file = tmp_path / "page.md"
    file.write_text(text)
    return staff_help.render(file)


def main_of(response):
    return response.content.decode().partition('class="help-text"')[2].partition("<footer")[0]


@pytest.mark.parametrize("role", [WRITER, PR_LEAD, FUNDRAISING, ADMINISTRATOR, "no role"])
def test_everybody_of_the_staff_may_read_it(client, role):
    client.force_login(member(role))

    assert client.get(HOME).status_code == 200
    assert client.get(f"{HOME}publishing/").status_code == 200


def test_nobody_else_may(client):
    supporter = baker.make("staff.User", email="amina@supporter.example", is_active=True)
    for user in [None, supporter]:
        if user:
            client.force_login(user)
        response = client.get(f"{HOME}publishing/")
        assert response.status_code == 302
        assert response.url == f"/admin/login/?next={HOME}publishing/"


def test_it_is_there_to_read_only(client, administrator):
    assert client.post(HOME).status_code == 405


@pytest.mark.parametrize(
    "name",
    ["nothing", "README", "../decisions", "fr/fr", "more/privacy", "%2e%2e/README", "x" * 900],
)
def test_other_files_are_not_found(client, administrator, name):
    assert client.get(f"{HOME}{name}/").status_code == 404


def test_every_page_leads_only_to_pages_that_are_there(client, administrator, static_file):
    for name in staff_help.files():
        response = client.get(staff_help.address(name))
        text = main_of(response)
        assert response.status_code == 200, name
        assert f"<h1>{escape(response.context['title'])}</h1>" in text
        for address in set(re.findall(r'href="(/admin/help/[^"#]*)', text)):
            assert client.get(address).status_code == 200, f"{name} leads to {address}"
        for picture in re.findall(r'src="([^"]*)"', text):
            assert static_file(picture)[0] == 200, f"{name} shows {picture}"


def test_no_link_leads_to_a_file(client, administrator):
    for name in staff_help.files():
        text = main_of(client.get(staff_help.address(name)))
        assert not re.search(r'(href|src)="[^"]*\.(md|py)', text), name


def test_a_page_and_its_french_version_lead_to_each_other(client, administrator):
    for english, french in [("", "fr/"), ("writing/", "fr/writing/")]:
        here, there = client.get(f"{HOME}{english}"), client.get(f"{HOME}{french}")
        assert f'<a href="{HOME}{french}" lang="fr" hreflang="fr">Français</a>' in main_of(here)
        assert f'<a href="{HOME}{english}" lang="en" hreflang="en">English</a>' in main_of(there)
        assert '<div class="help-text" lang="fr">' in there.content.decode()


@pytest.mark.parametrize(
    ("desk", "expected"),
    [
        ("admin:index", HOME),
        ("admin:news_article_add", f"{HOME}writing/"),
        ("admin:photos_photo_changelist", f"{HOME}photos/"),
        ("admin:contacts_inquiry_changelist", f"{HOME}inquiries/"),
        ("admin:fundraisers_fundraiser_changelist", f"{HOME}fundraising/"),
        ("admin:privacy_privacyrequest_add", f"{HOME}privacy/"),
        ("admin:staff_user_changelist", f"{HOME}second-factor/"),
        ("admin:staff_auditevent_changelist", HOME),
    ],
)
def test_each_desk_leads_to_what_is_said_about_it(client, administrator, desk, expected):
    assert LINK.findall(client.get(reverse(desk)).content.decode()) == [expected]


def test_the_page_of_one_inquiry_and_of_one_sign_up_do_so_as_well(client, administrator):
    inquiry = baker.make("contacts.Inquiry")
    fundraiser = baker.make("fundraisers.Fundraiser")
    for name, thing, expected in [
        ("admin:contacts_inquiry_change", inquiry, f"{HOME}inquiries/"),
        ("admin:fundraisers_fundraiser_change", fundraiser, f"{HOME}fundraising/"),
    ]:
        response = client.get(reverse(name, args=[thing.pk]))
        assert LINK.findall(response.content.decode()) == [expected]


def test_the_own_page_of_the_second_factor_leads_to_what_is_said_about_it(client, administrator):
    assert f'href="{HOME}second-factor/"' in client.get("/admin/second-factor/own/").text


def test_nothing_that_was_written_for_developers_is_among_it():
    assert {file.parent for file in staff_help.files().values()} == {
        staff_help.HELP,
        staff_help.HELP / "fr",
    }


def test_whoever_is_not_signed_in_sees_no_link_to_it(client):
    assert not LINK.search(client.get("/admin/login/").content.decode())


def test_what_could_run_is_shown_as_it_is_typed_or_dropped(tmp_path):
    html = page(
        tmp_path,
        "# T\n\n<script>alert(1)</script>\n\n[here](javascript:alert(1)) "
        "![x](data:image/svg+xml,x) <img src=x onerror=y>\n",
    )

    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert not re.search(r'(href|src)="(javascript|data):', html)
    assert "<img src=x" not in html


def test_a_link_out_of_the_help_keeps_its_words(tmp_path):
    html = page(
        tmp_path, "# T\n\n[the code](../ijmsite/run.py) and [the law](https://a.example/)\n"
    )

    assert "the code and" in html
    assert 'href="https://a.example/"' in html
    assert "run.py" not in html


def test_of_a_picture_that_is_not_here_the_words_are_shown(tmp_path):
    html = page(tmp_path, "# T\n\n![The form of an article](pictures/form.webp)\n")

    assert html == "<p>The form of an article</p>\n"


def test_a_page_whose_picture_was_not_collected_yet_is_shown_without_it(settings):
    settings.STORAGES = settings.STORAGES | {"staticfiles": MANIFEST}

    html = staff_help.render(staff_help.files()["publishing"])

    assert "<img" not in html
    assert "The button names the day and the time" in html


def test_a_heading_can_be_linked_to(tmp_path):
    html = page(tmp_path, "# T\n\n## It is out, and “should” not be\n\n## À six heures\n")

    assert 'id="it-is-out-and-should-not-be"' in html
    assert 'id="à-six-heures"' in html


def test_every_model_that_it_names_is_there_and_has_one_page():
    named = [model for models in staff_help.chapters().values() for model in models]
    from django.contrib import admin

    known = {model._meta.label_lower for model in admin.site._registry}

    assert len(named) == len(set(named))
    assert set(named) <= known
