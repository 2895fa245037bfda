"""What the outbox knows about people, and how it forgets them."""

import json
from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from ijmsite.privacy.addresses import having, saying
from ijmsite.privacy.personal import Fact, Personal, Purge, delete, mails_to_people
from ijmsite.privacy.terms import MESSAGE, months_before
from ijmsite.staff.models import User

from . import files
from .about import keyed, with_copies
from .models import BODIES_ARE_KEPT, Message, MessageQuerySet


def to_them(email: str) -> MessageQuerySet:
    """Return the mails to somebody; what goes to the office is about others, whoever reads it."""
    return having(Message.objects.filter(template__in=mails_to_people()), "to", email)


def is_ours(address: str) -> bool:
    """Return whether it is the office's: its own, that of staff, or any that its mail goes to."""
    inboxes = [settings.PRESS_INBOX, settings.FUNDRAISING_INBOX, settings.HELP_EMAIL]
    told = having(Message.objects.exclude(template__in=mails_to_people()), "to", address)
    return (
        address.casefold() in [inbox.casefold() for inbox in inboxes]
        or User.objects.filter(email__iexact=address).exists()
        or told.exists()
    )


def repeating(email: str) -> MessageQuerySet:
    """Return the mails to others that say the address somewhere."""
    if is_ours(email):
        return Message.objects.none()
    where = Q(replies__icontains=json.dumps(email))  # with its quotation marks: a whole value
    for field in ["more", "subject", "text", "html"]:
        where |= saying(field, email)
    messages = Message.objects.alias(
        replies=Cast("reply_to", TextField()), more=Cast("headers", TextField())
    )
    return messages.filter(where).exclude(pk__in=to_them(email).values("pk"))


def delete_with_files(messages: QuerySet) -> int:
    files.remove(messages)
    return delete(messages)


def delete_about(beginning: str) -> None:
    """Delete the mails whose keys begin so, sent or waiting, with all copies of them.

    `beginning` ends in a colon: "review:1" would take the mails about the tenth one along.
    """
    if not beginning.endswith(":"):
        raise ValueError("The beginning of a key ends in a colon.")
    found = [message.pk for message in with_copies(keyed(beginning))]
    delete_with_files(Message.objects.filter(pk__in=found))


def forget_in_digests(digests: MessageQuerySet, told: QuerySet) -> None:
    """Take somebody out of mails about several: empty those that left, take back those that wait.

    `told` are the rows that the digests tell of, which are then told anew.
    """
    if digests.waiting().delete()[0]:
        told.update(told_at=None)
    files.remove(digests)
    digests.ended().update(text="", html="")


def erase_repeating(messages: QuerySet) -> int:
    # What waits is about others too; if it is not, it goes with the row that it is about.
    return delete_with_files(messages.exclude(ended_at=None))


def told(message: Message) -> list[Fact]:
    facts = [
        Fact("created", _("written"), message.created_at),
        Fact("subject", _("subject"), message.subject),
        Fact("state", _("state"), message.get_state_display()),
    ]
    # What opens something is known to its reader alone.
    return facts if message.is_secret else [*facts, Fact("text", _("text"), message.text)]


# The texts of those are about others as well.
def told_in_short(message: Message) -> list[Fact]:
    return told(message)[:3]


CARRY = _("to carry our mail, and to find out what did not arrive")

PERSONAL = [
    Personal(
        name="messages",
        words=_("Mails to you"),
        model=Message,
        find=to_them,
        told=told,
        erase=delete_with_files,
        purposes=dict.fromkeys(["to", "fallback_to", "subject", "text", "html"], CARRY),
        made_at="created_at",
    ),
    Personal(
        name="messages_about",
        words=_("Mails inside our office that name your address"),
        model=Message,
        find=repeating,
        told=told_in_short,
        erase=erase_repeating,
        is_search=True,
        purposes=dict.fromkeys(["reply_to", "headers"], CARRY),
        made_at="created_at",
    ),
]


def with_old_text(now: datetime) -> MessageQuerySet:
    return Message.objects.ended().filter(ended_at__lte=now - BODIES_ARE_KEPT).with_text()


def expired(now: datetime) -> MessageQuerySet:
    return Message.objects.ended().filter(ended_at__lt=months_before(now, MESSAGE))


PURGES = [
    Purge(
        "mail_texts",
        _("Texts of mails, 30 days after they ended"),
        with_old_text,
        MessageQuerySet.blank,
    ),
    Purge(
        "messages",
        _("Entries of the outbox, 18 months after they ended"),
        expired,
        delete_with_files,
    ),
]
