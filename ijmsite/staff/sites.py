from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.urls.resolvers import RoutePattern
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from . import duties
from .apps import discover
from .dashboard import numbers

only_pages_and_forms = require_http_methods(["GET", "HEAD", "POST"])


class AdminAddresses(URLResolver):
    """The addresses in the namespace "admin", made when somebody asks for one of them."""

    def __init__(self, site: admin.AdminSite) -> None:
        super().__init__(RoutePattern(""), site, app_name="admin", namespace=site.name)

    @cached_property
    def url_patterns(self) -> list[URLPattern | URLResolver]:
        discover()
        return self.urlconf_name.get_urls()

    def _populate(self) -> None:
        """Leave out what Django would do here for each language, as long as all others.

        `reverse` never looks at it: in a namespace it goes by `url_patterns` alone. So no other
        namespace may lie in this one.
        """


class NewsroomAdminSite(admin.AdminSite):
    """The one admin site, with its three desks."""

    index_title = _("Newsroom")

    @property
    def site_header(self):
        return gettext("%(organization)s newsroom") % {"organization": settings.ORG_NAME}

    site_title = site_header

    @property
    def urls(self):
        # Outside the namespace "admin", where Django's templates look for them.
        return [path("", include("ijmsite.staff.urls")), AdminAddresses(self)], None, None

    def get_urls(self):
        # Before Django's own of the same name, which asks nobody for a permission.
        page = path(
            "r/<path:content_type_id>/<path:object_id>/",
            self.admin_view(self.view_on_site),
            name="view_on_site",
        )
        return [page, *super().get_urls()]

    def view_on_site(self, request, content_type_id, object_id):
        """Lead to the page of something only who may see it here."""
        model = next(
            (
                m
                for m in self._registry
                if str(ContentType.objects.get_for_model(m).pk) == content_type_id
            ),
            None,
        )
        if model is None:
            raise Http404
        if not self.get_model_admin(model).has_view_permission(request):
            raise PermissionDenied
        return shortcut(request, content_type_id, object_id)

    def admin_view(self, view, cacheable=False):
        return only_pages_and_forms(super().admin_view(view, cacheable))

    @method_decorator(only_pages_and_forms)
    def login(self, request, extra_context=None):
        # Imported here: the views import this site.
        from .views import SignInView

        return SignInView.as_view(extra_context=extra_context)(request)

    @method_decorator(transaction.atomic)
    def password_change(self, request, extra_context=None):
        # Imported here: models are loaded later than this site.
        from . import audit

        response = super().password_change(request, extra_context)
        if response.status_code == 302:
            audit.record(audit.Action.PASSWORD, request.user, request.user)
        return response

    def index(self, request, extra_context=None):
        steps = [
            (reverse(step.page), step.words)
            for step in duties.first_steps()
            if request.user.has_perm(step.permission)
        ]
        context = {
            "first_steps": steps,
            "numbers": numbers(self, request),
            "title": self._greeting(request.user),
        }
        return super().index(request, context | (extra_context or {}))

    def app_index(self, request, app_label, extra_context=None):
        context = {"title": apps.get_app_config(app_label).verbose_name}
        return super().app_index(request, app_label, context | (extra_context or {}))

    def get_app_list(self, request, app_label=None):
        """Return the desks, each with the models this person may see; of one app, as Django does.

        A desk has no page of its own.
        """
        discover()
        if app_label:
            return super().get_app_list(request, app_label)
        models = {
            (app["app_label"], model["model"]._meta.model_name): model
            for app in super().get_app_list(request)
            for model in app["models"]
        }
        desks = {
            desk: [models.pop(key) for key in duties.entries(desk) if key in models]
            for desk in duties.DESKS
        }
        desks[duties.BEHIND_THE_SCENES] += models.values()
        return [
            {
                "app_label": desk,
                "name": duties.DESKS[desk],
                "models": models,
                "has_module_perms": True,
            }
            for desk, models in desks.items()
            if models
        ]

    def _greeting(self, user):
        if name := user.get_short_name():
            return gettext("Welcome, %(name)s") % {"name": name}
        return gettext("Welcome")
