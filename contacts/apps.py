from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactsConfig(AppConfig):
    name = "contacts"
    verbose_name = _("Media desk")

    def ready(self):
        from ijmsite.photos.usage import register_places

        from .kit.assets import press_places

        register_places(press_places)
