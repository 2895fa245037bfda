from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundraisersConfig(AppConfig):
    name = "fundraisers"
    verbose_name = _("Fundraisers")
