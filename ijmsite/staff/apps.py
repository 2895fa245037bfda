from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    name = "ijmsite.staff"
    label = "staff"
    verbose_name = _("Staff")

    def ready(self):
        from .presence import begin

        user_logged_in.connect(begin, dispatch_uid="ijmsite.staff.presence")


class AdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "ijmsite.staff.sites.NewsroomAdminSite"
