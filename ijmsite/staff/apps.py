from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.contrib.auth.signals import user_logged_in
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

    Unlike Django's own it takes nothing back, so several threads may come at once.
    """
    told("admin")
