from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from ijmsite.web import rates
from ijmsite.web.submissions import submission_digest

from .. import danger, spam
from ..forms import InquiryForm
from ..models import Inquiry, PressContact
from . import telling

# How many questions one sender, and one network, may send within ten minutes. A newsroom of
# fifty people often has one address.
PER = timedelta(minutes=10)
HOST_LIMIT = 10
NETWORK_LIMIT = 300


Limit = tuple[str, str, int]


def receive_inquiry(form: InquiryForm, sender: str) -> Inquiry:
    """Store the inquiry, the message to the press contact and the acknowledgement together.

    `sender` is the network address it came from. The same submission, posted again on the same
    day, stores nothing and returns the first row. What looks like spam is stored too, but put
    aside, and nobody is written to.

    Raises `TooOftenError` where that many have come from there that one more is not stored.
    """
    digest = submission_digest(form.submission, timezone.now())
    if first := Inquiry.objects.filter(digest=digest).first():
        return first
    limits: list[Limit] = [
        ("inquiry from host", rates.host_of(sender), HOST_LIMIT),
        ("inquiry from network", rates.network_of(sender), NETWORK_LIMIT),
    ]
    for what, who, limit in limits:
        # A look first: a flood is refused without holding up those who write.
        if until := rates.full_until(what, who, limit=limit, per=PER):
            raise rates.TooOftenError(until)
    return _store(form, digest, limits)


@transaction.atomic
def _store(form: InquiryForm, digest: str, limits: list[Limit]) -> Inquiry:
    inquiry, is_new = Inquiry.objects.get_or_create(digest=digest, defaults=_fields(form))
    if not is_new:
        return inquiry
    for what, who, limit in limits:
        # What is refused here is rolled back, with all that was counted.
        if until := rates.take(what, who, limit=limit, per=PER):
            raise rates.TooOftenError(until)
    if inquiry.is_open:
        telling.announce(inquiry)
    return inquiry


def _fields(form: InquiryForm) -> dict:
    data, now = form.cleaned_data, timezone.now()
    fields = {name: data[name] for name in form.Meta.fields}
    language = get_language()
    is_call_for_help = danger.is_call_for_help(data["message"])
    verdict = spam.judge(fields, form.traps)
    # Somebody in danger is never put aside, whatever else the words look like.
    is_put_aside = verdict.is_suspect and not is_call_for_help
    contact = PressContact.objects.responsible(
        data["topic"], language, named=form.about.press_contact
    )
    return fields | {
        "zone": data["zone"],
        "article_path": data["article"],
        "article_headline": form.about.text,
        "language": language,
        "suspicion": verdict.points,
        "reasons": verdict.reasons,
        "is_call_for_help": is_call_for_help,
        "contact": PressContact.objects.on_duty(contact),
        "status": Inquiry.Status.QUARANTINED if is_put_aside else Inquiry.Status.NEW,
        "settled_at": now if is_put_aside else None,
        "escalate_at": None if is_put_aside else telling.next_escalation(now, data["deadline"]),
    }
