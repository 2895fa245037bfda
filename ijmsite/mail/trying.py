"""Words of a mail as they would arrive, before anybody gets them: a preview, and a test."""

import uuid
from datetime import timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from ijmsite.staff.models import User
from ijmsite.web import rates

from . import outbox
from .models import Message
from .words import EditableMail, Words

MOST_TESTS = 10
PER = timedelta(hours=1)


def sample(mail: EditableMail, words: Words, language: str) -> outbox.Rendered:
    """Return the mail with these words and made-up values."""
    with translation.override(language):
        values = {**outbox.site_context(), **mail.sample()}
        return outbox.in_words(mail.template, values, mail.fill(words, values))


def send_test(mail: EditableMail, words: Words, language: str, to: User) -> Message:
    """Store the sample for the address of an account; raise `TooOftenError` beyond ten an hour."""
    rates.count("mail test", str(to.pk), limit=MOST_TESTS, per=PER)
    made = sample(mail, words, language)
    with translation.override(language):
        subject = _("[Test] %(subject)s") % {"subject": made.subject}
    return outbox.create(
        f"words-test:{uuid.uuid4()}",
        to=to.email,
        rendered=outbox.Rendered(subject, made.text, made.html),
        # Its own kind: nobody shall take it for the supporter's mail.
        template=f"{mail.template}_test",
        language=language,
        headers={"Auto-Submitted": "auto-generated"},
    )
