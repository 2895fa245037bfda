from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    name = "news"
    verbose_name = _("News")

    def ready(self):
        from ijmsite.photos.usage import register_use

        from .pictures import photo_use

        register_use(photo_use)
