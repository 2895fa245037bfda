from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    name = "ijmsite.staff"
    label = "staff"
    verbose_name = _("Staff")


class AdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "ijmsite.staff.sites.NewsroomAdminSite"
