from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactsConfig(AppConfig):
    name = "contacts"
    verbose_name = _("Media desk")

    def warm_up(self):
        """Read the lists of words, which the first question would wait for: see `ijmsite.wsgi`."""
        from . import danger
        from .spam import judge

        danger.is_call_for_help("May I?")
        judge({**dict.fromkeys(["name", "outlet", "email", "topic"], ""), "message": "May I?"}, [])
