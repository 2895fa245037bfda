import os
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives

from .files import name_of
from .mime import to_bytes
from .models import Message
from .outcomes import Kind, Outcome
from .providers import PROVIDERS, ProviderTransport
from .smtp import SMTPTransport

# By scheme: how the connection is secured, and the usual port. `smtps` means TLS from the first
# byte (RFC 8314, section 3.3); some libraries take it for STARTTLS.
SMTP_SCHEMES = {
    "smtp": ("none", 25),
    "smtp+tls": ("starttls", 587),
    "smtps": ("tls", 465),
    "smtp+ssl": ("tls", 465),
}


class Transport(Protocol):
    def deliver(self, message: Message, mail: EmailMultiAlternatives) -> Outcome:
        """Send one message and say what came of it; raise only before anything has left."""

    def is_up(self) -> bool:
        """Say whether it is worth trying again after messages found it unreachable."""

    def close(self) -> None:
        """Give back what is held between two messages."""


class FileTransport:
    """Write each message to a file: what a fresh checkout does instead of sending."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def __str__(self) -> str:
        return f"files in {self.directory}"

    def deliver(self, message: Message, mail: EmailMultiAlternatives) -> Outcome:
        """Write the file, whole or not at all; a second try writes the same one."""
        content = to_bytes(mail, message)
        name = name_of(message)
        unfinished = self.directory / f".{name}"
        try:
            self.directory.mkdir(mode=0o750, parents=True, exist_ok=True)
            with unfinished.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(self.directory / name)
        except OSError as error:
            return Outcome(Kind.TRANSIENT, type(error).__name__)
        return Outcome(Kind.SENT)

    def is_up(self) -> bool:
        return True

    def close(self) -> None:
        pass


def transport_for(url: str) -> Transport:
    """Return what `url`, the value of EMAIL_URL, stands for; files where it is empty.

    Raises `ImproperlyConfigured`, without repeating the URL: it may hold a password.
    """
    if not url:
        return FileTransport(Path(settings.MAIL_FILE_DIR))
    parts = urlsplit(url)
    if parts.scheme in SMTP_SCHEMES:
        return _smtp_transport(parts)
    provider = parts.scheme.removeprefix("anymail+")
    if provider != parts.scheme and provider in PROVIDERS:
        return _provider_transport(provider, parts)
    known = [*SMTP_SCHEMES, *(f"anymail+{name}" for name in PROVIDERS)]
    raise ImproperlyConfigured(f"EMAIL_URL starts with one of: {', '.join(known)}.")


def _smtp_transport(parts: SplitResult) -> SMTPTransport:
    security, usual_port = SMTP_SCHEMES[parts.scheme]
    try:
        port = parts.port or usual_port
    except ValueError:
        raise ImproperlyConfigured("EMAIL_URL names no usable port.") from None
    if not parts.hostname:
        raise ImproperlyConfigured("EMAIL_URL names no host, as in smtp://host:port.")
    return SMTPTransport(
        host=parts.hostname,
        port=port,
        security=security,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _provider_transport(name: str, parts: SplitResult) -> ProviderTransport:
    options = {}
    for part, option in PROVIDERS[name].items():
        value = unquote(getattr(parts, part) or "")
        if not value:
            raise ImproperlyConfigured(
                f"EMAIL_URL lacks the {option}, as in anymail+{name}://KEY@DOMAIN."
            )
        options[option] = value
    return ProviderTransport(name, options)
