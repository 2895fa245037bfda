"""The words of mails that staff can change.

An app says in its module `mails`, by a list `EDITABLE`, which of its mails these are. What the site
ships stands in `<template>_subject.txt` and `<template>_words.txt`, which is translated; a row of
`MailText` stands in for both. `<template>_message.txt` and `.html` put `{{ words }}` and
`{{ words_html }}` between what nobody can change: why somebody gets the mail, how to end it, whose
it is. Whatever is wrong with the words of a row, the mail goes with the shipped ones.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from ijmsite.parts import told
from ijmsite.web.prepared import prepared

from . import filling
from .models import MailText

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Placeholder:
    name: str  # "date" for {date}
    meaning: str | Promise
    value: Callable[[Mapping[str, Any]], str]  # from the mail's context, in its language
    is_required: bool = False
    # Where the value is an address: what its link says in the HTML part.
    label: str | Promise = ""


@dataclass(frozen=True)
class Words:
    subject: str
    text: str


@dataclass(frozen=True)
class Filled:
    subject: str
    text: str
    html: SafeString


@dataclass(frozen=True)
class EditableMail:
    """A mail whose words staff can change."""

    template: str  # "fundraisers/email/welcome"
    name: str | Promise
    placeholders: tuple[Placeholder, ...]
    # A context as the app gives it, with made-up values, for the preview and the test.
    sample: Callable[[], Mapping[str, Any]]
    # The setting with the address that is told when the words cannot be used.
    inbox: str = "FUNDRAISING_INBOX"
    # Whether it has an HTML part, whose title is what stands first.
    has_html: bool = True

    @property
    def app_label(self) -> str:
        return self.template.partition("/")[0]

    @property
    def slug(self) -> str:
        """Return its name in addresses: "fundraisers-welcome"."""
        return self.template.replace("/email/", "-").replace("_", "-")

    def shipped(self) -> Words:
        """Return the shipped words in the language in force."""
        return _shipped(self.template, get_language())

    def problems(self, words: Words) -> dict[str, list[str]]:
        """Return why words cannot be used, by the field of `MailText`."""
        known = [one.name for one in self.placeholders]
        required = [one.name for one in self.placeholders if one.is_required]
        found = {
            "subject": filling.problems(words.subject, known),
            "text": filling.problems(words.text.replace("\r\n", "\n"), known, required),
        }
        return {field: said for field, said in found.items() if said}

    def fill(self, words: Words, context: Mapping[str, Any]) -> Filled:
        """Return the words with their values; what has a problem stays as it was typed."""
        values = {one.name: str(one.value(context)) for one in self.placeholders}
        labels = {values[one.name]: str(one.label) for one in self.placeholders if one.label}
        return Filled(
            filling.with_values(words.subject, values),
            filling.to_text(words.text, values),
            filling.to_html(words.text, values, labels) if self.has_html else SafeString(),
        )


@cache
def editable_mails() -> list[EditableMail]:
    return [mail for _app, module in told("mails") for mail in module.EDITABLE]


def find(template: str) -> EditableMail | None:
    return next((mail for mail in editable_mails() if mail.template == template), None)


def filled(mail: EditableMail, context: Mapping[str, Any], language: str) -> Filled:
    """Return what a mail says: in the words of staff, or in ours where these cannot be used."""
    try:
        for row in _of_staff(template=mail.template, language=language):
            return mail.fill(_usable(mail, Words(*row)), context)
    except Exception as error:
        # Nobody waits for a mail because of a slip in its words. Only the class: see the outbox.
        logger.error("The words of %s cannot be used: %s", mail.template, type(error).__name__)
        rows = MailText.objects.filter(template=mail.template, language=language)
        rows.update(failed_at=timezone.now())
        _tell(mail)
    return mail.fill(mail.shipped(), context)


@prepared()
def _of_staff(template, language):
    rows = MailText.objects.filter(template=template, language=language)
    return rows.order_by().values_list("subject", "text")


def _usable(mail: EditableMail, stored: Words) -> Words:
    """Return stored words as they are; raise `ValueError` for what no form of ours has stored."""
    # SQLite keeps any length.
    limits = [(stored.subject, "subject"), (stored.text, "text")]
    if any(len(said) > MailText._meta.get_field(name).max_length for said, name in limits):
        raise ValueError("Too long.")
    if mail.problems(stored):
        raise ValueError("These words cannot be filled in.")
    return stored


def _tell(mail: EditableMail) -> None:
    # Imported late: the outbox asks us for the words of its mails.
    from . import enqueue

    enqueue(
        "mail/email/words_failed",
        to=getattr(settings, mail.inbox),
        context={"name": mail.name},
        key=f"words:{mail.app_label}:{timezone.localdate()}",
    )


@cache
def _shipped(template: str, language: str) -> Words:
    return Words(_read(f"{template}_subject.txt"), _read(f"{template}_words.txt"))


def _read(name: str) -> str:
    return get_template(name).template.render(Context(autoescape=False)).strip()
