"""The files of mails, where mail goes to files instead of being sent."""

from collections.abc import Iterable
from datetime import UTC
from pathlib import Path

from django.conf import settings

from .models import Message, MessageQuerySet


def name_of(message: Message) -> str:
    """Return `<UTC time>-<uuid>.eml`: one message has one file, however often it is written."""
    return f"{message.date.astimezone(UTC):%Y%m%dT%H%M%SZ}-{message.pk}.eml"


def remove(messages: MessageQuerySet) -> None:
    """Remove the files of messages; nothing, where mail has never gone to files."""
    directory = Path(settings.MAIL_FILE_DIR)
    if directory.is_dir():
        for message in messages.only("pk", "date"):
            (directory / name_of(message)).unlink(missing_ok=True)


def saying(address: str) -> Iterable[Path]:
    """Yield the files that say an address somewhere, as far as it stands there in plain text."""
    said = address.lower().encode()
    for file in Path(settings.MAIL_FILE_DIR).glob("*.eml"):
        if said in file.read_bytes().lower():
            yield file
