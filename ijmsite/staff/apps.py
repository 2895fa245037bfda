from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.contrib.auth.signals import user_logged_in
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ijmsite.parts import told


class StaffConfig(AppConfig):
    name = "ijmsite.staff"
    label = "staff"
    verbose_name = _("Staff")

    def ready(self):
        from .presence import begin

        user_logged_in.connect(begin, dispatch_uid="ijmsite.staff.presence")


class AdminConfig(admin_apps.SimpleAdminConfig):
    default = False
    default_site = "ijmsite.staff.sites.NewsroomAdminSite"
    # The web server answers its first visitors without what only the staff see.
    is_read_later = False

    def ready(self):
        super().ready()
        if not self.is_read_later:
            discover()

    def warm_up(self):
        reverse("admin:index")


def discover() -> None:
    """Read what the apps show in the admin, if that is not done yet.

    Several threads may come at once: unlike Django's own it takes nothing back. What failed once
    fails with the same error until the next start, for half of it stands registered.
    """
    if failed:
        raise ImproperlyConfigured("The admin could not be read.") from failed[0]
    try:
        told("admin")
    except Exception as error:
        failed.append(error)
        raise


failed: list[Exception] = []
