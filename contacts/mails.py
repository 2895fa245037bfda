"""The mail to journalists whose words staff can change."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ijmsite.mail.words import EditableMail, Placeholder
from ijmsite.pages import office


def _who_reads(context: Mapping[str, Any]) -> str:
    now = timezone.now()
    if office.is_open(now):
        return gettext(
            "A press officer reads your question in office hours. If you named a deadline, they "
            "see it first."
        )
    deadline = context.get("deadline")
    # It may have passed: what was put aside has its mails when staff let it in.
    if deadline and now < deadline < office.next_opening(now):
        return gettext(
            "A press officer reads your question when the office opens. The deadline that you "
            "named is before that: please call us. The number is below."
        )
    return gettext(
        "A press officer reads your question when the office opens. If you named a deadline, they "
        "see it first."
    )


EDITABLE = [
    EditableMail(
        "contacts/email/acknowledgement",
        _("Acknowledgement to a journalist"),
        (
            Placeholder(
                "reference",
                _("the reference of the inquiry"),
                lambda context: context["reference"],
                is_required=True,
            ),
            Placeholder(
                "office",
                _("until when the office is open, or when it opens"),
                lambda context: office.state_in_words(timezone.now()),
                is_required=True,
            ),
            Placeholder("who_reads", _("who reads the question, and when"), _who_reads),
        ),
        sample=lambda: {"reference": "M-7KQ2XF"},
        inbox="PRESS_INBOX",
        has_html=False,
    )
]
