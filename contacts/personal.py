"""What journalists' questions say about them: shown, corrected, handed over and erased."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ijmsite.mail.models import Message
from ijmsite.mail.personal import delete_about, forget_in_digests
from ijmsite.privacy.addresses import having
from ijmsite.privacy.correcting import OwnDataForm
from ijmsite.privacy.personal import Fact, Personal, Purge, delete, language_name
from ijmsite.privacy.terms import INQUIRY, SUSPECTED, months_before
from ijmsite.staff.personal import forget_names, told_of_note
from ijmsite.web.fields import AddressField, SingleLineField

from .models import Inquiry, Note
from .services import telling

MAILS = ["contacts/email/acknowledgement"]
DIGESTS = ["contacts/email/flood", "contacts/email/quarantine"]


class InquiryOwnForm(OwnDataForm):
    """The question itself stays as it was asked."""

    name = SingleLineField(label=_("Your name"), max_length=120)
    outlet = SingleLineField(label=_("Outlet"), max_length=120, required=False)
    email = AddressField(label=_("Email"), max_length=254)
    phone = SingleLineField(label=_("Phone"), max_length=40, required=False)

    class Meta:
        model = Inquiry
        fields = ["name", "outlet", "email", "phone"]


def of(email: str) -> QuerySet:
    return having(Inquiry.objects.all(), "email", email)


def told(inquiry: Inquiry) -> list[Fact]:
    return [
        Fact("reference", _("reference"), inquiry.reference),
        Fact("received", _("received"), inquiry.received_at),
        Fact("name", _("name"), inquiry.name),
        Fact("outlet", _("outlet"), inquiry.outlet),
        Fact("email", _("email"), inquiry.email),
        Fact("phone", _("phone"), inquiry.phone),
        Fact("topic", _("topic"), inquiry.get_topic_display()),
        Fact("deadline", _("deadline"), inquiry.deadline),
        Fact("time_zone", _("time zone"), inquiry.zone),
        Fact("message", _("message"), inquiry.message),
        Fact("article", _("article"), inquiry.article_headline),
        Fact("language", _("language"), language_name(inquiry.language)),
        Fact("status", _("status"), inquiry.get_status_display()),
        Fact("answered", _("answered"), inquiry.answered_at),
    ]


def erase(inquiries: QuerySet) -> int:
    forget_names(inquiries)
    # All of one digest are told at the same moment.
    told_at = {inquiry.reference: inquiry.told_at for inquiry in inquiries}
    for inquiry in inquiries:
        delete_about(telling.key(inquiry, ""))
    # Read once for all of them; after thirty days a digest has no text any more.
    digests = Message.objects.filter(template__in=DIGESTS).exclude(text="")
    naming = {
        pk: moments
        for pk, text in digests.values_list("pk", "text").iterator()
        if (moments := [moment for reference, moment in told_at.items() if reference in text])
    }
    for pk, moments in naming.items():
        rows = Inquiry.objects.filter(told_at__in=moments)
        forget_in_digests(Message.objects.filter(pk=pk), rows)
    return delete(inquiries)


def notes_of(email: str) -> QuerySet:
    return having(Note.objects.all(), "inquiry__email", email)


ANSWER = _("to answer you, and to pick up the conversation later")

PERSONAL = [
    Personal(
        name="inquiries",
        words=_("Questions to the press office"),
        model=Inquiry,
        find=of,
        told=told,
        erase=erase,
        purposes={
            **dict.fromkeys(["name", "outlet", "email", "phone", "message"], ANSWER),
            **dict.fromkeys(["topic", "language", "article_path", "article_headline"], ANSWER),
            "zone": _("to read your deadline by your clock"),
            "reasons": _("to tell questions from spam"),
        },
        form=InquiryOwnForm,
        made_at="received_at",
    ),
    Personal(
        name="inquiry_notes",
        words=_("What we noted about your questions"),
        model=Note,
        find=notes_of,
        told=told_of_note,
        erase=delete,
        purposes={"text": ANSWER},
        made_at="at",
    ),
]


Status = Inquiry.Status


def expired(now: datetime) -> QuerySet:
    done = Inquiry.objects.filter(status__in=[Status.ANSWERED, Status.CLOSED])
    return done.filter(settled_at__lt=months_before(now, INQUIRY))


def expired_spam(now: datetime) -> QuerySet:
    spam = Inquiry.objects.filter(status__in=[Status.QUARANTINED, Status.SPAM])
    return spam.filter(settled_at__lt=now - SUSPECTED)


PURGES = [
    Purge("inquiries", _("Media inquiries, 18 months after they were settled"), expired, erase),
    Purge("spam", _("Messages that are or may be spam, after 30 days"), expired_spam, erase),
]
