from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "ijmsite.web"
    label = "web"
    verbose_name = _("Web")

    def ready(self):
        post_migrate.connect(watch_content, sender=self)


def watch_content(sender, using, **kwargs):
    from django.db import connections

    from .content import watch

    watch(connections[using])
