from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language

from ijmsite.web import rates
from ijmsite.web.plain import insert
from ijmsite.web.prepared import prepared
from ijmsite.web.submissions import submission_digest

from .. import danger, spam
from ..forms import InquiryForm
from ..models import Inquiry, all_contacts, responsible_of
from ..models.inquiries import make_reference
from . import desk, telling

# How many questions one sender, and one network, may send within ten minutes. A newsroom of
# fifty people often has one address.
PER = timedelta(minutes=10)
HOST_LIMIT = 10
NETWORK_LIMIT = 300


def receive_inquiry(form: InquiryForm, sender: str) -> Inquiry:
    """Store the inquiry, the message to the press contact and the acknowledgement together.

    `sender` is the network address it came from. The same submission, posted again on the same
    day, stores nothing and returns the first row. What looks like spam is stored too, but put
    aside, and nobody is written to.

    Raises `TooOftenError` where that many have come from there that one more is not stored.
    """
    digest = submission_digest(form.submission, timezone.now())
    one = rates.submission_of("inquiry", digest, sender)
    host = one.who
    limits = rates.limits_of("inquiry", sender, host=HOST_LIMIT, network=NETWORK_LIMIT, per=PER)
    # A look first: a flood is refused without holding up those who write.
    rates.check_submission(one, limits)
    if first := _stored(digest):
        with transaction.atomic():
            rates.count_submission(one, limits)
        if first.status == Inquiry.Status.QUARANTINED and _fields(form)["settled_at"] is None:
            # The words are the same: it was put aside for a trap alone, and comes without one.
            _release(first.pk, host)
        return first
    inquiry = Inquiry(digest=digest, reference=make_reference(), **_fields(form))
    # Others who write wait for the transaction, so that the longest work is done before it.
    mails = telling.compose(inquiry) if _has_mails(inquiry) else None
    with transaction.atomic():
        # What is refused here is rolled back, with all that was counted.
        rates.count_submission(one, limits)
        return _store(inquiry, host, mails)


@transaction.atomic
def _release(pk: int, host: str) -> None:
    first = Inquiry.objects.select_for_update().get(pk=pk)
    # Staff may have called it spam meanwhile.
    if first.status == Inquiry.Status.QUARANTINED:
        desk.release(first, None, host)


def _stored(digest: str) -> Inquiry | None:
    return next(iter(_with_digest(digest=digest)), None)


@prepared(Inquiry)
def _with_digest(digest):
    return Inquiry.objects.filter(digest=digest).order_by()


def _store(inquiry: Inquiry, host: str, mails: telling.Mails | None) -> Inquiry:
    reference = inquiry.reference
    if first := _save_or_find(inquiry):
        return first
    if _has_mails(inquiry):
        telling.announce(inquiry, host, mails if inquiry.reference == reference else None)
    return inquiry


def _has_mails(inquiry: Inquiry) -> bool:
    # A call for help that is surely spam stands on the desk and in the next digest: seven words
    # must not carry any pitch to the press inbox, nor an acknowledgement to anybody.
    return inquiry.is_open and not spam.Verdict(inquiry.suspicion, inquiry.reasons).is_certain


def _save_or_find(inquiry: Inquiry) -> Inquiry | None:
    """Store the inquiry, or return the same one that somebody has just stored."""
    while not insert(inquiry):
        if first := _stored(inquiry.digest):
            return first
        # Of some 20,000 references, two are the same; then another one is taken.
        if not Inquiry.objects.filter(reference=inquiry.reference).exists():
            raise IntegrityError("Neither the digest nor the reference was there before.")
        inquiry.reference = make_reference()
    return None


def _fields(form: InquiryForm) -> dict:
    data, now = form.cleaned_data, timezone.now()
    fields = {name: data[name] for name in form.Meta.fields}
    language = get_language()
    is_call_for_help = danger.is_call_for_help(data["message"])
    verdict = spam.judge(fields, form.traps)
    # Somebody in danger is never put aside, whatever else the words look like.
    is_put_aside = verdict.is_suspect and not is_call_for_help
    has_mails = not is_put_aside and not verdict.is_certain
    contact = responsible_of(
        all_contacts(), data["topic"], language, named=form.about.press_contact
    )
    return fields | {
        "zone": data["zone"],
        "article_path": data["article"],
        "article_headline": form.about.text,
        "language": language,
        "suspicion": verdict.points,
        "reasons": verdict.reasons,
        "is_call_for_help": is_call_for_help,
        "contact": contact and contact.shown,
        "status": Inquiry.Status.QUARANTINED if is_put_aside else Inquiry.Status.NEW,
        "settled_at": now if is_put_aside else None,
        "received_at": now,
        # Unless there are too many: see `telling.announce`.
        "told_at": now if has_mails else None,
        "escalate_at": telling.next_escalation(now, data["deadline"]) if has_mails else None,
    }
