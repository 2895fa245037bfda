from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.urls import include, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from .forms import SignInForm

# Desk: its name, and its models by app, in the order of the page.
DESKS = {
    "news-desk": (
        _("News"),
        [("news", "article"), ("photos", "photo"), ("news", "topic"), ("pages", "banner")],
    ),
    "media-desk": (_("Media desk"), [("contacts", "inquiry"), ("contacts", "presscontact")]),
    "fundraising-desk": (
        _("Fundraising"),
        [("fundraisers", "fundraiser"), ("privacy", "consent"), ("privacy", "wording")],
    ),
}
# What belongs to no desk, a new model included.
BEHIND_THE_SCENES = "behind-the-scenes", _("Behind the scenes")

# What somebody does on the first day: permission, page, words.
FIRST_STEPS = [
    (("news", "add_article"), "admin:news_article_add", _("Write an article")),
    (("contacts", "view_inquiry"), "admin:contacts_inquiry_changelist", _("See media inquiries")),
    (
        ("fundraisers", "view_fundraiser"),
        "admin:fundraisers_fundraiser_changelist",
        _("See sign-ups"),
    ),
]

only_pages_and_forms = require_http_methods(["GET", "HEAD", "POST"])


class NewsroomAdminSite(admin.AdminSite):
    """The one admin site, with its three desks."""

    login_form = SignInForm
    index_title = _("Newsroom")

    @property
    def site_header(self):
        return gettext("%(organization)s newsroom") % {"organization": settings.ORG_NAME}

    site_title = site_header

    @property
    def urls(self):
        # Outside the namespace "admin", where Django's templates look for them.
        pages = [
            path("", include("ijmsite.staff.urls")),
            path("", (self.get_urls(), "admin", self.name)),
        ]
        return pages, None, None

    def admin_view(self, view, cacheable=False):
        return only_pages_and_forms(super().admin_view(view, cacheable))

    def login(self, request, extra_context=None):
        return only_pages_and_forms(super().login)(request, extra_context)

    def index(self, request, extra_context=None):
        steps = [
            (reverse(page), words)
            for (label, permission), page, words in FIRST_STEPS
            if request.user.has_perm(f"{label}.{permission}") and self._has_page(page)
        ]
        context = {"first_steps": steps, "title": self._greeting(request.user)}
        return super().index(request, context | (extra_context or {}))

    def app_index(self, request, app_label, extra_context=None):
        context = {"title": apps.get_app_config(app_label).verbose_name}
        return super().app_index(request, app_label, context | (extra_context or {}))

    def get_app_list(self, request, app_label=None):
        """Return the desks, each with the models this person may see; of one app, as Django does.

        A desk has no page of its own.
        """
        if app_label:
            return super().get_app_list(request, app_label)
        models = {
            (app["app_label"], model["model"]._meta.model_name): model
            for app in super().get_app_list(request)
            for model in app["models"]
        }
        desks = [
            (anchor, name, [models.pop(key) for key in keys if key in models])
            for anchor, (name, keys) in DESKS.items()
        ]
        desks.append((*BEHIND_THE_SCENES, list(models.values())))
        return [
            {"app_label": anchor, "name": name, "models": models, "has_module_perms": True}
            for anchor, name, models in desks
            if models
        ]

    def _greeting(self, user):
        if name := user.get_short_name():
            return gettext("Welcome, %(name)s") % {"name": name}
        return gettext("Welcome")

    def _has_page(self, page):
        label, model = page.removeprefix("admin:").split("_")[:2]
        return self.is_registered(apps.get_model(label, model))
