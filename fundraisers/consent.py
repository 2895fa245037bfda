"""The boxes of the sign-up, one for each purpose, and the words beside them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from ijmsite.privacy.purposes import NEWS, PLANNING


def _with_sender(words: str) -> str:
    """Return the words with what the law wants beside the box.

    They name the purpose, the sender, its mailing address and another way to reach it, and that
    consent can be withdrawn: Electronic Commerce Protection Regulations (CRTC), SOR/2012-36, s. 4.
    """
    sender = _("%(name)s, %(address)s, %(email)s. You can withdraw your consent at any time.") % {
        "name": settings.ORG_NAME,
        "address": settings.ORG_MAILING_ADDRESS,
        "email": settings.HELP_EMAIL,
    }
    return f"{words} {sender}"


def news() -> str:
    return _("Yes, email me %(name)s news and fundraising ideas.") % {"name": settings.ORG_NAME}


def planning() -> str:
    return _(
        "Yes, remind me by email about my fundraiser: four weeks before it, one week before it, "
        "and the day after."
    )


@dataclass(frozen=True)
class Box:
    field: str  # of the form
    purpose: str
    version: int  # a change of the words is a new one
    words: Callable[[], str]

    @property
    def text(self) -> str:
        """Return the words beside the box in the language in force."""
        return _with_sender(self.words())


BOXES = [Box("planning_consent", PLANNING, 1, planning), Box("news_consent", NEWS, 1, news)]
