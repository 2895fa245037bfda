"""What sign-ups say about supporters: shown, corrected, handed over and erased."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ijmsite.mail.personal import delete_about
from ijmsite.privacy.addresses import having
from ijmsite.privacy.correcting import OwnDataForm
from ijmsite.privacy.personal import Fact, Personal, Purge, delete, language_name
from ijmsite.privacy.terms import SIGN_UP, SUSPECTED, months_before
from ijmsite.staff.personal import forget_names, told_of_note

from .forms import SupporterForm
from .models import Fundraiser, Note
from .services.welcoming import key

MAILS = [
    "fundraisers/email/welcome",
    "fundraisers/email/reminder_invite",
    "fundraisers/email/reminder_prepare",
    "fundraisers/email/reminder_thank",
]


class FundraiserOwnForm(OwnDataForm, SupporterForm):
    touches = ["active_at"]


def of(email: str) -> QuerySet:
    return having(Fundraiser.objects.all(), "email", email)


def told(fundraiser: Fundraiser) -> list[Fact]:
    return [
        Fact("signed_up", _("signed up"), fundraiser.signed_up_at),
        Fact("name", _("name"), fundraiser.name),
        Fact("email", _("email"), fundraiser.email),
        Fact("idea", _("idea"), fundraiser.get_idea_display()),
        Fact("event_date", _("date of the event"), fundraiser.event_date),
        Fact("city", _("city or town"), fundraiser.city),
        Fact("language", _("language"), language_name(fundraiser.language)),
        Fact("contact_by", _("in touch by"), fundraiser.contact_by),
        Fact("guide", _("edition of the guide"), fundraiser.guide_version),
        Fact("contacted", _("contacted"), fundraiser.contacted_at),
        Fact("planned", _("event planned"), fundraiser.planned_at),
        Fact("held", _("event held"), fundraiser.held_at),
        Fact("thanked", _("thanked"), fundraiser.thanked_at),
        Fact("closed", _("closed"), fundraiser.closed_at),
        Fact("put_aside", _("put aside"), fundraiser.set_aside_at),
        Fact("last_activity", _("last activity"), fundraiser.active_at),
    ]


def erase(fundraisers: QuerySet) -> int:
    forget_names(fundraisers)
    for fundraiser in fundraisers:
        delete_about(key(fundraiser))
    return delete(fundraisers)


def notes_of(email: str) -> QuerySet:
    return having(Note.objects.all(), "fundraiser__email", email)


HELP = _("to send you the guide and to help with your fundraiser")

PERSONAL = [
    Personal(
        name="sign_ups",
        words=_("Sign-ups to run a fundraiser"),
        model=Fundraiser,
        find=of,
        told=told,
        erase=erase,
        purposes={
            **dict.fromkeys(["name", "email", "idea", "city", "language", "guide_version"], HELP),
            "reasons": _("to tell people from programs"),
        },
        form=FundraiserOwnForm,
        made_at="signed_up_at",
    ),
    Personal(
        name="sign_up_notes",
        words=_("What we noted about your fundraiser"),
        model=Note,
        find=notes_of,
        told=told_of_note,
        erase=delete,
        purposes={"text": HELP},
        made_at="at",
    ),
]


def expired(now: datetime) -> QuerySet:
    """Return those who have had nothing to do with us, and whose event is over, for that long."""
    limit = months_before(now, SIGN_UP)
    is_over = Q(event_date=None) | Q(event_date__lt=timezone.localtime(limit).date())
    return Fundraiser.objects.filter(is_over, active_at__lt=limit)


def expired_aside(now: datetime) -> QuerySet:
    return Fundraiser.objects.filter(set_aside_at__lt=now - SUSPECTED)


PURGES = [
    Purge(
        "sign_ups",
        _("Sign-ups, 24 months after the last activity or the event, whichever is later"),
        expired,
        erase,
    ),
    Purge(
        "set_aside_sign_ups",
        _("Sign-ups that a program seems to have typed, after 30 days"),
        expired_aside,
        erase,
    ),
]
