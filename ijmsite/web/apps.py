from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "ijmsite.web"
    label = "web"
    verbose_name = _("Web")

    def ready(self):
        post_migrate.connect(put_triggers_back, sender=self)


def put_triggers_back(sender, using, **kwargs):
    from django.db import connections

    from .append_only import put_back
    from .content import watch

    put_back(connections[using])
    watch(connections[using])
