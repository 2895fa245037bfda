"""Which mails there were about one thing, by the beginning of their keys."""

from collections.abc import Iterator

from django.db import connection

from .models import Message, MessageQuerySet

# A copy of a copy of a copy: nobody sends again more often without looking.
COPIES = 5


def messages_about(beginning: str) -> list[Message]:
    """Return the mails whose keys begin so, with the copies that went out in place of them.

    They come without their texts.
    """
    return with_copies(keyed(beginning))


def keyed(beginning: str) -> MessageQuerySet:
    messages = Message.objects.filter(key__startswith=beginning)
    if connection.vendor == "sqlite":
        # There, LIKE reads every message; text is ordered by its bytes, so that this does not.
        messages = messages.filter(key__gte=beginning, key__lt=f"{beginning}\U0010ffff")
    return messages


def with_copies(messages: MessageQuerySet) -> list[Message]:
    return list(_and_copies(messages))


def _and_copies(messages: MessageQuerySet) -> Iterator[Message]:
    found = list(_without_texts(messages))
    for _round in range(COPIES):
        if not found:
            return
        yield from found
        copies = Message.objects.filter(resend_of__in=found, resend_of__isnull=False)
        found = list(_without_texts(copies))


def _without_texts(messages: MessageQuerySet) -> MessageQuerySet:
    return messages.order_by("created_at").defer("text", "html", "attachments", "headers")
