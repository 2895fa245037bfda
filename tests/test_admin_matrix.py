"""Every address of the admin, every role, read and forged: against `admin_matrix.toml`.

The addresses come from the resolver, so a new page without a line in the matrix fails. A letter
stands for a role: W(riter), L (PR lead), F(undraising), A(dministrator), N(o role). Who is not
named is refused, and a refused POST changes nothing.
"""

import tomllib
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.contrib import admin
from django.db import transaction
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone
from model_bakery import baker

from ijmsite.staff import urls as staff_urls
from ijmsite.staff.roles import ADMINISTRATOR, FUNDRAISING, PR_LEAD, WRITER
from tests.staff.people import member

pytestmark = pytest.mark.django_db
MATRIX = tomllib.loads(Path(__file__).with_name("admin_matrix.toml").read_text())
ROLES = {"W": WRITER, "L": PR_LEAD, "F": FUNDRAISING, "A": ADMINISTRATOR, "N": "no role"}
# Signing in and out, and what the site itself answers with: open to whoever is staff, or to all.
OPEN = {"login", "logout", "index", "app_list", "view_on_site", "jsi18n", None} | {
    pattern.name for pattern in staff_urls.urlpatterns
}


def names():
    """Yield the name of every page below /admin/ that belongs to a model."""
    site = next(p for p in get_resolver().url_patterns if str(p.pattern) == "admin/")

    def walk(patterns):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                yield from walk(pattern.url_patterns)
            else:
                yield pattern.name

    return sorted({n for n in walk(site.url_patterns) if n not in OPEN})


def model_of(name):
    for model in admin.site._registry:
        prefix = f"{model._meta.app_label}_{model._meta.model_name}_"
        if name.startswith(prefix):
            return model
    return None


def some(model, **fields):
    label = model._meta.label
    if label == "photos.Photo":
        entry = {"width": 320, "height": 180}
        fields["renditions"] = [
            entry | {"role": "picture", "format": format, "name": f"x/1.{format}"}
            for format in ("avif", "webp", "jpeg")
        ] + [
            entry | {"role": role, "format": "jpeg", "name": f"x/{role}.jpg"}
            for role in ("card", "1x1", "4x3", "16x9")
        ]
        fields["file"] = "x/original.jpg"
    if label == "pages.HelpLine":
        fields["phone"] = "1343"
    if label == "pages.Banner":
        fields["ends_at"] = "2099-01-01T00:00:00Z"
    if label == "contacts.PressContact":
        baker.make(label, is_default=True)
    if label == "mail.MailText":
        fields = {"template": "fundraisers/email/welcome", "language": "en"} | fields
    if label == "fundraisers.GuideEdition":
        fields = {"language": "en", "version": "2027", "file": "guides/x.pdf"} | fields
    if label == "privacy.Consent":
        fields["wording"] = baker.make("privacy.Wording")
        fields["purpose"] = "news"
    if label == "news.Article":
        fields = {"slug": "a-draft", "body": "<p>Text.</p>"} | fields
    return baker.make(label, **fields)


def address(name, thing):
    """Return the address of a page, with whatever it must name."""
    for args in ([], *([thing.pk, *[1] * more] for more in range(3) if thing)):
        try:
            return reverse(f"admin:{name}", args=args)
        except NoReverseMatch:
            continue
    raise AssertionError(f"{name} wants arguments that this test does not know")


def is_refused(response):
    assert response.status_code < 500, response.status_code
    # To the first page go those for whom the thing does not exist.
    sent_away = response.status_code == 302 and (
        response.url.startswith("/admin/login/") or response.url == "/admin/"
    )
    return sent_away or response.status_code in {403, 405}


PUBLIC = "@public"  # the same page for an article that readers see


def cells():
    for name in names():
        yield name
        model = model_of(name)
        if model and model._meta.label == "news.Article":
            yield name + PUBLIC


@contextmanager
def undone():
    """Undo what happens inside, so that one page's POST is not the next one's surprise."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def may(client, cell, method):
    """Tell whether whoever is signed in gets the page; check that a refused POST did nothing."""
    model = model_of(cell)
    public = {"status": "published", "publish_at": timezone.now(), "slug": "public"}
    with undone():
        thing = some(model, **(public if cell.endswith(PUBLIC) else {})) if model else None
        row = model._base_manager.filter(pk=thing.pk) if model else None
        before = row and row.values().get()
        forged = {"post": "yes", "action": "delete_selected", "_selected_action": ["1"]}
        if thing:
            forged["_selected_action"] = [str(thing.pk)]
        page = address(cell.removesuffix(PUBLIC), thing)
        response = getattr(client, method)(page, forged if method == "post" else {})
        if is_refused(response):
            assert not row or row.values().get() == before, f"{cell}: refused, and changed"
            return False
        return True


def differences(client, letter, cells):
    client.force_login(member(ROLES[letter]))
    return {
        (cell, method): f"{ROLES[letter]} {'may' if letter not in MATRIX[cell][method] else 'not'}"
        for cell in cells
        for method in ("get", "post")
        if may(client, cell, method) is not (letter in MATRIX[cell][method])
    }


def test_the_matrix_names_every_page():
    assert set(MATRIX) == set(cells())


@pytest.mark.audit
@pytest.mark.parametrize("letter", ROLES)
def test_role(client, letter):
    assert differences(client, letter, cells()) == {}


# The ones that would hurt most, at every change.
DANGEROUS = [
    "news_article_change@public",
    "news_article_delete@public",
    "contacts_inquiry_change",
    "contacts_inquiry_claim",
    "contacts_inquiry_note",
    "contacts_inquiry_release",
    "fundraisers_fundraiser_change",
    "staff_user_change",
    "mail_message_changelist",
]


@pytest.mark.parametrize("letter", ROLES)
def test_role_on_the_most_dangerous_pages(client, letter):
    assert differences(client, letter, DANGEROUS) == {}
