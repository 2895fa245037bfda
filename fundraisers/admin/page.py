"""One sign-up on one page: who, what for, how far they are, what happened, what to do next."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ijmsite.privacy import ledger
from ijmsite.privacy.mailing import CONFIRM
from ijmsite.privacy.models import hash_address
from ijmsite.privacy.purposes import named
from ijmsite.staff.desk import ShownMixin, office_time_in_words
from ijmsite.web import traps

from ..models import Fundraiser
from ..services.desk import PLACES
from ..story import messages_of, story
from .listing import place, waiting
from .steps import SEND_AGAIN


def mailto(fundraiser: Fundraiser) -> str:
    """Return the address that opens the reader's own mail program, with a subject of ours."""
    with translation.override(fundraiser.language):
        subject = _("Your fundraiser for %(name)s") % {"name": settings.ORG_NAME}
    return f"mailto:{quote(fundraiser.email, safe='@')}?subject={quote(subject)}"


@dataclass(frozen=True)
class Place:
    """A place on the path, as the line of them shows it."""

    words: str | Promise
    at: datetime | None
    detail: str = ""
    is_trouble: bool = False


def path_of(fundraiser: Fundraiser) -> list[Place]:
    def named(name: str) -> Place:
        words = fundraiser._meta.get_field(name).verbose_name
        return Place(capfirst(words), getattr(fundraiser, name))

    return [named("signed_up_at"), _guide(fundraiser), *map(named, PLACES.values())]


def _guide(fundraiser: Fundraiser) -> Place:
    """Return what became of the mail with the guide: "handed to the mail server" is as far as
    we can see.
    """
    message = fundraiser.welcome
    if message is None:
        return Place(_("Guide"), None)
    if message.state == message.State.SENT:
        return Place(_("Guide sent"), message.ended_at)
    return Place(_("Guide"), None, message.get_state_display(), message.is_trouble)


def consents(email: str) -> list[str]:
    """Say what an address has agreed to, and what it has been asked and not answered."""
    address_hash = hash_address(email)
    said = [str(named(purpose)) for purpose in sorted(ledger.agreed(address_hash))]
    for ticked in ledger.open_ticks(email):
        words = named(ticked.purpose)
        said.append(_("%(words)s: ticked, not confirmed yet") % {"words": words})
    if ledger.has_withdrawn(address_hash):
        said.append(_("Has unsubscribed from everything"))
    return said


class PageMixin(ShownMixin):
    change_template = "admin/fundraisers/fundraiser/change_form.html"

    def shown_context(self, request, fundraiser):
        messages = messages_of(fundraiser)
        is_unreached = fundraiser.is_unreached
        offers = self.offers(request, fundraiser)
        again = next((offer for offer in offers if offer.step is SEND_AGAIN), None)
        others = [offer for offer in offers if not (offer is again and is_unreached)]
        return {
            "title": capfirst(str(fundraiser)),
            "may_delete": self.has_delete_permission(request, fundraiser),
            "may_correct": self.has_change_permission(request, fundraiser),
            "fundraiser": fundraiser,
            "left": waiting(fundraiser) if fundraiser.is_untouched else "",
            "place": place(fundraiser),
            "path": path_of(fundraiser),
            "mailto": mailto(fundraiser),
            "signed_up": office_time_in_words(fundraiser.signed_up_at),
            "language": dict(settings.LANGUAGES).get(fundraiser.language, fundraiser.language),
            "consents": consents(fundraiser.email),
            "reasons": [traps.REASONS.get(code, code) for code in fundraiser.reasons],
            "is_unreached": is_unreached,
            "send_again": again,
            "lost": [
                message
                for message in messages
                if message.is_trouble and message.template == CONFIRM
            ],
            "first_offers": [offer for offer in others if not offer.is_quiet],
            "offers": [offer for offer in others if offer.is_quiet],
            "story": story(fundraiser, messages),
        }
