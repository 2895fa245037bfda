from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    name = "news"
    verbose_name = _("News")

    def ready(self):
        from ijmsite.photos.usage import register_grant, register_places, register_use

        from .pictures import photo_places, photo_uses, reading_grant

        register_use(photo_uses)
        register_grant(reading_grant)
        register_places(photo_places)
