from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.module_loading import import_string

from .models import UNREACHABLE, Message
from .outcomes import Kind, Outcome

# Which part of EMAIL_URL a provider's backend takes under which name.
PROVIDERS = {
    "brevo": {"username": "api_key"},
    "mailersend": {"username": "api_token"},
    "mailgun": {"username": "api_key", "hostname": "sender_domain"},
    "mailjet": {"username": "api_key", "password": "secret_key"},
    "mandrill": {"username": "api_key"},
    "postmark": {"username": "server_token"},
    "resend": {"username": "api_key"},
    "sendgrid": {"username": "api_key"},
    "sparkpost": {"username": "api_key"},
}
# Our key is refused, or we are too fast: nothing is wrong with the message.
RETRIED_STATUS_CODES = {401, 403, 407, 408, 425, 429}


class ProviderTransport:
    """Hand messages to an email provider's HTTP interface, through django-anymail."""

    def __init__(self, name: str, options: dict[str, str]) -> None:
        self.name = name
        self.options = options
        self._backend: BaseEmailBackend | None = None

    def __str__(self) -> str:
        return f"the provider {self.name}"

    def deliver(self, message: Message, mail: EmailMultiAlternatives) -> Outcome:
        """Send one message and say what came of it; raise only before anything has left."""
        from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused

        try:
            self._open().send_messages([mail])
        except AnymailRecipientsRefused as error:
            return Outcome(Kind.PERMANENT, type(error).__name__)
        except AnymailAPIError as error:
            return classify_provider_error(error)
        statuses = mail.anymail_status.status
        if statuses <= {"sent", "queued"}:
            return Outcome(Kind.SENT)
        kind = Kind.PERMANENT if statuses <= {"failed"} else Kind.AMBIGUOUS
        return Outcome(kind, f"provider says {', '.join(sorted(statuses))}")

    def is_up(self) -> bool:
        """Say yes: there is no way to ask but to send."""
        return True

    def close(self) -> None:
        if self._backend:
            self._backend.close()
        self._backend = None

    def _open(self) -> Any:
        if self._backend is None:
            backend = import_string(f"anymail.backends.{self.name}.EmailBackend")
            self._backend = backend(**self.options)
            self._backend.open()
        return self._backend


def classify_provider_error(error: Any) -> Outcome:
    """Say what an `AnymailAPIError` means: an answer's status code, or the lack of an answer."""
    status = error.status_code
    if status is None:
        return _classify_network_error(error.__cause__)
    reason = f"HTTP {status}"
    if status in RETRIED_STATUS_CODES or status >= 500:
        return Outcome(Kind.TRANSIENT, reason)
    # A success that cannot be read is one perhaps.
    return Outcome(Kind.PERMANENT if status >= 400 else Kind.AMBIGUOUS, reason)


def _classify_network_error(error: BaseException | None) -> Outcome:
    import requests
    from urllib3.exceptions import NewConnectionError

    name = type(error).__name__
    inner = error.args[0] if error and error.args else None
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.SSLError) or isinstance(
        getattr(inner, "reason", None), NewConnectionError
    ):
        return Outcome(Kind.UNREACHABLE, f"{UNREACHABLE}: {name}")
    # The request was under way: the provider may have read all of it.
    return Outcome(Kind.AMBIGUOUS, name)
