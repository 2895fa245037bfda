"""Role by model by action, asked of the real pages: what is hidden must be refused, too."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import reverse
from model_bakery import baker

from ijmsite.staff.duties import permissions_of
from ijmsite.staff.roles import ADMINISTRATOR, FUNDRAISING, PR_LEAD, ROLES, WRITER, seed_roles

from .people import member

pytestmark = pytest.mark.django_db
NO_ROLE = "no role"
MODELS = [
    *["news.Article", "news.Topic", "photos.Photo", "pages.Banner", "pages.HelpLine"],
    *["contacts.Inquiry", "contacts.PressContact"],
    *["fundraisers.Fundraiser", "privacy.Consent", "privacy.Wording"],
    *["privacy.PrivacyRequest", "privacy.Receipt", "privacy.Breach"],
    *["mail.Message", "mail.MailText", "fundraisers.GuideEdition", "staff.User"],
]
ALL = {"add", "change", "delete", "view"}
KEPT = {"mail.Message": {"view"}, "privacy.Consent": {"view"}, "privacy.Wording": {"view"}}
PRIVACY = {
    "privacy.PrivacyRequest": {"add", "change", "view"},
    "privacy.Breach": {"add", "change", "view"},
    "privacy.Receipt": {"view"},
}
MAY = {
    NO_ROLE: {},
    WRITER: {
        "news.Article": {"add", "change", "view"},
        "news.Topic": {"view"},
        "photos.Photo": {"add", "change", "view"},
    },
    PR_LEAD: {
        "news.Article": ALL,
        "news.Topic": ALL,
        "photos.Photo": ALL,
        "pages.Banner": ALL,
        "pages.HelpLine": ALL,
        "contacts.PressContact": ALL,
        "contacts.Inquiry": {"change", "view"},
        "mail.Message": {"view"},
        "mail.MailText": {"change", "view"},
        **PRIVACY,
    },
    FUNDRAISING: {
        "fundraisers.Fundraiser": {"change", "view"},
        "privacy.Consent": {"view"},
        "privacy.Wording": {"view"},
        "mail.Message": {"view"},
        "mail.MailText": {"change", "view"},
        "fundraisers.GuideEdition": {"add", "view"},
        **PRIVACY,
    },
    ADMINISTRATOR: {
        **dict.fromkeys(MODELS, ALL),
        "contacts.Inquiry": {"change", "delete", "view"},
        "fundraisers.Fundraiser": {"change", "delete", "view"},
        "mail.MailText": {"change", "view"},
        "fundraisers.GuideEdition": {"add", "delete", "view"},
        **KEPT,
        **PRIVACY,
    },
}


def make(label, role=None):
    if label == "contacts.PressContact":
        # One who may go, and one who stays.
        baker.make(label, is_default=True)
        return baker.make(label, is_default=False)
    if label == "pages.Banner":
        return baker.make(label, ends_at="2099-01-01T00:00:00Z")
    if label == "pages.HelpLine":
        return baker.make(label, phone="1343")
    if label == "photos.Photo":
        webp = {"role": "picture", "width": 320, "height": 180, "format": "webp", "name": "x.webp"}
        return baker.make(label, renditions=[webp])
    if label == "mail.MailText":
        # Everybody words the mails of the own desk.
        app, name = (
            ("contacts", "acknowledgement") if role == PR_LEAD else ("fundraisers", "welcome")
        )
        return baker.make(label, template=f"{app}/email/{name}", language="en")
    if label == "fundraisers.GuideEdition":
        return baker.make(label, language="en", version="2027", file="guides/x.pdf")
    if label == "privacy.Consent":
        return baker.make(label, purpose="news", wording=baker.make("privacy.Wording"))
    return baker.make(label)


def is_refused(response):
    assert response.status_code in {200, 302, 403}, response.status_code
    return response.status_code == 403


@pytest.mark.audit
@pytest.mark.parametrize("label", MODELS)
@pytest.mark.parametrize("role", MAY)
def test_matrix(client, role, label):
    model = apps.get_model(label)
    may = MAY[role].get(label, set())
    client.force_login(member(role))
    thing = make(label, role)
    base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    listing, add = reverse(f"{base}_changelist"), reverse(f"{base}_add")
    change, delete = (reverse(f"{base}_{what}", args=[thing.pk]) for what in ["change", "delete"])
    history = reverse(f"{base}_history", args=[thing.pk])
    before = model.objects.filter(pk=thing.pk).values().get()

    for page in [listing, change, history]:
        assert is_refused(client.get(page)) is ("view" not in may), page
    assert is_refused(client.get(add)) is ("add" not in may)
    assert is_refused(client.post(add, {})) is ("add" not in may)
    assert is_refused(client.get(delete)) is ("delete" not in may)

    bulk = {"action": "delete_selected", "_selected_action": [thing.pk], "post": "yes"}
    if "delete" not in may:
        client.post(listing, bulk)
        assert is_refused(client.post(delete, {"post": "yes"}))
    if "change" not in may:
        # `list_editable` and the like: a list that was never shown as a form.
        client.post(listing, {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "_save": "Save"})
        forged = dict.fromkeys(before, "1")
        assert is_refused(client.post(change, forged))
        assert model.objects.filter(pk=thing.pk).values().get() == before
    else:
        assert not is_refused(client.post(change, {}))
    assert model.objects.filter(pk=thing.pk).exists()
    if "delete" in may:
        assert client.post(delete, {"post": "yes"}).status_code == 302
        assert not model.objects.filter(pk=thing.pk).exists()


@pytest.mark.matrix
@pytest.mark.parametrize("role", [*MAY, None])
def test_every_page_asks_who_is_there(client, role):
    """Nobody who is not of the staff gets any page but those for signing in."""
    if role:
        user = member(role, is_active=True)
        user.is_staff = False
        user.save()
        client.force_login(user)

    for model in admin.site._registry:
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        for page in [reverse(f"{base}_changelist"), reverse(f"{base}_add")]:
            response = client.get(page)
            assert response.status_code == 302
            assert response.url.startswith("/admin/login/")


@pytest.mark.parametrize(
    ("role", "publishes"),
    [
        (NO_ROLE, False),
        (WRITER, False),
        (PR_LEAD, True),
        (FUNDRAISING, False),
        (ADMINISTRATOR, True),
    ],
)
def test_who_publishes(role, publishes):
    assert member(role).has_perm("news.publish_article") is publishes


def test_seeding_again_takes_back_what_was_added_by_hand():
    seed_roles(apps)
    group = Group.objects.get(name=WRITER)
    as_seeded = set(group.permissions.all())
    group.permissions.set(Group.objects.get(name=PR_LEAD).permissions.all())

    seed_roles(apps)

    assert set(group.permissions.all()) == as_seeded
    assert Group.objects.filter(name__in=ROLES).count() == len(ROLES)


def test_every_permission_of_a_role_exists():
    seed_roles(apps)
    for role in ROLES:
        given = Group.objects.get(name=role).permissions.values_list(
            "content_type__app_label", "codename"
        )
        assert set(given) == permissions_of(role) != set()


def test_migration_alone_gives_the_roles():
    # What a fresh database holds, without the help of `member`.
    assert set(Group.objects.values_list("name", flat=True)) >= set(ROLES)
    assert all(group.permissions.exists() for group in Group.objects.filter(name__in=ROLES))
