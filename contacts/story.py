"""The whole story of one inquiry: what came in, what left and what became of it, who did what."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ijmsite.mail.about import messages_about
from ijmsite.staff.story import Entry, in_order, of_message, of_notes, of_staff

from .models import Inquiry
from .services.telling import key

# By the beginning of the last part of a message's key; see `telling.key`.
MAILS = {
    "press": gettext_lazy("Mail to the press contact"),
    "acknowledgement": gettext_lazy("Acknowledgement to the journalist"),
    "escalation": gettext_lazy("Reminder that it still waits"),
    "assigned": gettext_lazy("Mail to whoever it was given to"),
}


def story(inquiry: Inquiry) -> list[Entry]:
    """Return all that happened with an inquiry, from its arrival on."""
    messages = messages_about(key(inquiry, ""))
    entries = [Entry(inquiry.received_at, _("Received by the form of the site"))]
    entries += [of_message(message, MAILS) for message in messages]
    if inquiry.told_at and not any(message.key == key(inquiry, "press") for message in messages):
        entries.append(
            Entry(inquiry.told_at, _("The press inbox was told, in a mail about several"))
        )
    return in_order([*entries, *of_staff(inquiry), *of_notes(inquiry)])
