"""The whole story of one sign-up: what came in, what left and what became of it, who did what."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ijmsite.mail.about import messages_about, with_copies
from ijmsite.mail.models import Message
from ijmsite.privacy.mailing import questions_to
from ijmsite.staff.story import Entry, in_order, of_message, of_notes, of_staff

from .models import Fundraiser
from .services.reminders import beginning
from .services.welcoming import key

# By the beginning of the last part of a message's key.
MAILS = {
    "welcome": gettext_lazy("Welcome with the guide"),
    "note": gettext_lazy("Mail to the fundraising inbox"),
    "invite": gettext_lazy("Reminder, four weeks before the event"),
    "prepare": gettext_lazy("Reminder, one week before the event"),
    "thank": gettext_lazy("Reminder, the day after the event"),
    "confirm": gettext_lazy("Question whether they agree to what was ticked"),
}


def messages_of(fundraiser: Fundraiser) -> list[Message]:
    """Return the mails about a sign-up, and those that asked to confirm what was ticked."""
    asked = questions_to(fundraiser.email).filter(created_at__gte=fundraiser.signed_up_at)
    return [
        *messages_about(key(fundraiser)),
        *messages_about(beginning(fundraiser.email)),
        *with_copies(asked),
    ]


def story(fundraiser: Fundraiser, messages: list[Message]) -> list[Entry]:
    """Return all that happened with a sign-up, from its arrival on."""
    entries = [Entry(fundraiser.signed_up_at, _("Signed up by the form of the site"))]
    if fundraiser.set_aside_at:
        entries.append(Entry(fundraiser.set_aside_at, _("Put aside: perhaps a program")))
    entries += [of_message(message, MAILS) for message in messages]
    if fundraiser.told_at and not any(message.key.endswith(":note") for message in messages):
        entries.append(
            Entry(fundraiser.told_at, _("The fundraising inbox was told, in a mail about several"))
        )
    return in_order([*entries, *of_staff(fundraiser), *of_notes(fundraiser)])
