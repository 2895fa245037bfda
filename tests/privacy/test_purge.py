"""What is about people is deleted when it has been kept as long as we promise, and not before."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.utils import timezone

from contacts.models import Inquiry
from contacts.models import Note as InquiryNote
from contacts.services import desk
from fundraisers.models import Fundraiser
from fundraisers.models import Note as FundraiserNote
from ijmsite.mail.models import Message
from ijmsite.privacy import ledger, purging
from ijmsite.privacy.models import (
    Consent,
    Receipt,
)
from ijmsite.privacy.personal import all_purges
from ijmsite.privacy.terms import months_before
from ijmsite.staff.models import AuditEvent
from tests.contacts import made
from tests.staff.people import member

from .aged import KINDS, breach, inquiry, long_ago, message, request, sign_up, tick

pytestmark = pytest.mark.django_db
AMINA = "amina@supporter.example"


@pytest.mark.parametrize(("make", "months", "days"), KINDS.values(), ids=KINDS)
def test_is_kept_until_its_last_day_and_then_deleted(make, months, days):
    kept = make(long_ago(months, days - 1))
    old = make(long_ago(months, days + 1))
    counts = purging.purge(timezone.now())

    rows = type(kept)._base_manager
    assert rows.filter(pk=kept.pk).exists()
    assert not rows.filter(pk=old.pk).exists()
    assert [*counts.values()] == [1]


def test_every_kind_that_is_deleted_is_tried_here():
    # `mail_texts` are blanked; two kinds of inquiries are one, and so are the sign-ups.
    assert len(all_purges()) == len(KINDS) - 3 + 1


def test_the_text_of_a_mail_is_kept_for_thirty_days():
    kept, old = (
        message(
            long_ago(days=days),
            text="Dear Amina",
            html="<p>Dear Amina</p>",
            attachments=[{"path": "x.pdf"}],
            key=str(days),
        )
        for days in (29, 31)
    )
    purging.purge(timezone.now())
    old.refresh_from_db()
    kept.refresh_from_db()

    assert (old.text, old.html, old.attachments) == ("", "", [])
    assert kept.text == "Dear Amina"


def test_what_waits_is_kept_however_old_it_is():
    waiting = made.inquiry()
    Inquiry.objects.update(received_at=long_ago(90))
    unsent = message(None, created_at=long_ago(90))
    unanswered = request(None)
    unreported = breach(long_ago(90), is_real_risk=True)
    untold = breach(long_ago(90), is_real_risk=True, reported_on="2020-01-01")
    purging.purge(timezone.now())

    for row in [waiting, unsent, unanswered, unreported, untold]:
        row.refresh_from_db()
    assert not Receipt.objects.exists()


def test_a_sign_up_with_an_event_to_come_is_kept():
    kept = sign_up(active_at=long_ago(30), event_date=timezone.localdate() + timedelta(days=9))
    purging.purge(timezone.now())

    assert Fundraiser.objects.get() == kept


def test_what_belongs_to_an_inquiry_or_a_sign_up_goes_with_it():
    lead = member("PR lead")
    old = inquiry(long_ago(19))
    supporter = sign_up(active_at=long_ago(25))
    for row, note, key in [
        (old, InquiryNote(inquiry=old), f"inquiry:{old.reference}:acknowledgement"),
        (supporter, FundraiserNote(fundraiser=supporter), f"fundraiser:{supporter.pk}:welcome"),
    ]:
        note.text, note.by_name = "Called Amina Roy.", "Ana"
        note.save()
        sent = message(long_ago(1), key=key, subject="Dear Amina Roy")
        message(long_ago(1), key=f"resend:{sent.pk}", resend_of=sent)
        LogEntry.objects.log_actions(lead.pk, [row], CHANGE, "Amina Roy", single_object=True)
        LogEntry.objects.update(object_repr="Amina Roy")
    other = message(long_ago(1), key=f"fundraiser:{supporter.pk}9:welcome")
    purging.purge(timezone.now())

    assert [*Message.objects.all()] == [other]
    assert not InquiryNote.objects.exists()
    assert not FundraiserNote.objects.exists()
    left = [*LogEntry.objects.values_list(), *AuditEvent.objects.values_list()]
    assert "Amina" not in str(left)


def test_a_confirmed_consent_and_a_withdrawal_are_never_purged():
    ledger.confirm(tick(long_ago(90)), long_ago(90))
    entry = Consent.objects.get(kind="confirmed")
    at = long_ago(80)
    ledger.withdraw(entry.address_hash, at=at, manner=ledger.Manner.LINK)
    purging.purge(timezone.now())

    assert Consent.objects.count() == 3


@pytest.mark.parametrize(
    ("moment", "months", "expected"),
    [
        (datetime(2026, 3, 31, 8, tzinfo=UTC), 1, datetime(2026, 2, 28, 8, tzinfo=UTC)),
        (datetime(2026, 1, 15, tzinfo=UTC), 18, datetime(2024, 7, 15, tzinfo=UTC)),
        (datetime(2028, 2, 29, tzinfo=UTC), 24, datetime(2026, 2, 28, tzinfo=UTC)),
        (datetime(2026, 12, 1, tzinfo=UTC), 36, datetime(2023, 12, 1, tzinfo=UTC)),
    ],
)
def test_months_are_those_of_the_calendar(moment, months, expected):
    assert months_before(moment, months) == expected


def test_the_audit_list_holds_no_personal_data_of_visitors():
    """What staff do at the desks is kept for good: with numbers in place of names."""
    lead = member("PR lead")
    asked = made.inquiry(name="Zoë Canary", email="zoe@canary.example", outlet="Canary Courier")
    desk.claim(asked, by=lead)
    desk.answer(asked, by=lead)
    desk.reopen(asked, by=lead)
    desk.close(asked, by=lead)

    kept = str([*AuditEvent.objects.values_list()]).casefold()
    assert AuditEvent.objects.count() == 4
    assert "canary" not in kept
