from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured

from .addresses import bare_address, one_address
from .smtp import SMTPTransport
from .transports import transport_for

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@register()
def check_mail_settings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse settings with which mail would go to nobody, or without the sender's identity."""
    return [*_address_errors(), *_url_errors()]


def _address_errors() -> Iterator[CheckMessage]:
    for name in ["PRESS_INBOX", "FUNDRAISING_INBOX"]:
        try:
            one_address(getattr(settings, name))
        except ValueError:
            yield Error(f"Set {name} to exactly one email address.", id="mail.E001")
    try:
        bare_address(settings.DEFAULT_FROM_EMAIL)
    except ValueError:
        yield Error(
            "Set DEFAULT_FROM_EMAIL to one address, such as 'Name <name@host.example>'.",
            id="mail.E002",
        )
    if not settings.ORG_MAILING_ADDRESS.strip():
        yield Error("Set ORG_MAILING_ADDRESS: every mail must carry it.", id="mail.E003")


def _url_errors() -> Iterator[CheckMessage]:
    try:
        transport = transport_for(settings.EMAIL_URL)
    except ImproperlyConfigured as error:
        yield Error(str(error), id="mail.E004")
        return
    if (
        isinstance(transport, SMTPTransport)
        and transport.security == "none"
        and transport.user
        and transport.host not in LOOPBACK
    ):
        yield Warning(
            "EMAIL_URL sends its password in clear: use smtp+tls:// or smtps://.", id="mail.W001"
        )
