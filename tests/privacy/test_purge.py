"""What is about people is deleted when it has been kept as long as we promise, and not before."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone
from model_bakery import baker

from contacts.models import Inquiry
from contacts.models import Note as InquiryNote
from contacts.services import desk
from fundraisers.models import Fundraiser
from fundraisers.models import Note as FundraiserNote
from ijmsite.mail.models import Message
from ijmsite.privacy import ledger, purging
from ijmsite.privacy.models import (
    Breach,
    ConfirmLink,
    Consent,
    DataLink,
    PrivacyRequest,
    Receipt,
)
from ijmsite.privacy.personal import all_purges
from ijmsite.privacy.terms import months_before
from ijmsite.staff.models import AuditEvent
from news.models import ReadingLink
from news.reading.services import make_link
from tests.contacts import made
from tests.staff.people import member

pytestmark = pytest.mark.django_db
AMINA = "amina@supporter.example"


def long_ago(months=0, days=0):
    return months_before(timezone.now(), months) - timedelta(days=days)


def inquiry(settled_at, status="answered", **fields):
    if status == "answered":
        fields["answered_at"] = settled_at
    return made.inquiry(status=status, settled_at=settled_at, escalate_at=None, **fields)


def sign_up(**fields):
    return baker.make(Fundraiser, **{"name": "Amina Roy", "email": AMINA, **fields})


def message(ended_at, **fields):
    state = {"state": "sent", "ended_at": ended_at} if ended_at else {}
    return baker.make(
        Message, **{"key": f"hello:{ended_at}", "to": AMINA, "subject": "Hello", **state, **fields}
    )


def tick(at):
    return ledger.tick(
        email=AMINA, purpose="news", version=1, language="en", text="Yes.", form="/f/", at=at
    )


def link(model, expires_at, **fields):
    row = model(expires_at=expires_at, **fields)
    row.new_token()
    row.save()
    return row


def request(settled_at):
    return baker.make(
        PrivacyRequest,
        what="access",
        address_hash="x",
        due_on="2020-01-01",
        received_at=settled_at or long_ago(90),
        settled_at=settled_at,
    )


def breach(at, **fields):
    fields = {"is_real_risk": False} | fields
    return baker.make(Breach, found_on=timezone.localtime(at).date(), **fields)


def reading_link(expires_at):
    article = baker.make("news.Article", slug=f"a-{ReadingLink.objects.count()}", body="<p>X.</p>")
    made_link, _url = make_link(
        article,
        member("PR lead"),
        purpose=ReadingLink.Purpose.PREVIEW,
        reader_name="Noor Haddad",
        reader_email="noor@daily.example",
        days=timedelta(days=7),
    )
    ReadingLink.objects.filter(pk=made_link.pk).update(
        created_at=expires_at - timedelta(days=7), expires_at=expires_at
    )
    return made_link


def session(expire_date):
    return Session.objects.create(session_key=f"{expire_date}", expire_date=expire_date)


# What is made, with its limit in months and days.
KINDS = {
    "inquiries": (lambda at: inquiry(at), 18, 0),
    "closed inquiries": (lambda at: inquiry(at, "closed"), 18, 0),
    "quarantine": (lambda at: inquiry(at, "quarantined"), 0, 30),
    "spam": (lambda at: inquiry(at, "spam"), 0, 30),
    "sign-ups": (lambda at: sign_up(active_at=at), 24, 0),
    "sign-ups whose event came last": (
        lambda at: sign_up(active_at=long_ago(60), event_date=timezone.localtime(at).date()),
        24,
        0,
    ),
    "set-aside sign-ups": (lambda at: sign_up(set_aside_at=at), 0, 30),
    "outbox": (lambda at: message(at), 18, 0),
    "ticks": (lambda at: tick(at), 0, 30),
    "links to confirm": (lambda at: link(ConfirmLink, at), 0, 0),
    "links to data": (lambda at: link(DataLink, at, email=AMINA), 0, 0),
    "privacy requests": (lambda at: request(at), 36, 0),
    "breaches": (lambda at: breach(at), 36, 0),
    "reading links": (lambda at: reading_link(at), 24, 0),
    "sign-ins": (lambda at: session(at), 0, 0),
}


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


def test_writes_one_signed_receipt_of_all_that_it_deleted():
    for _ in range(3):
        inquiry(long_ago(19))
    sign_up(active_at=long_ago(25))
    purging.purge(timezone.now())

    receipt = Receipt.objects.get()
    assert receipt.kind == "purge"
    assert receipt.counts == {"inquiries": 3, "sign_ups": 1}
    assert receipt.is_genuine


def test_a_night_with_nothing_to_delete_leaves_no_receipt():
    inquiry(long_ago(1))
    purging.purge(timezone.now())

    assert not Receipt.objects.exists()


def command(*options):
    call_command("purge", *options, stdout=(out := StringIO()))
    return out.getvalue()


def test_the_command_says_the_number_before_it_deletes_and_what_it_did():
    for _ in range(2):
        inquiry(long_ago(19))
    said = command()

    assert "      2  Media inquiries, 18 months after they were settled" in said
    assert "      0  Texts of mails, 30 days after they ended" in said
    assert said.index("18 months") < said.index("Deleted so far, inquiries: 2")
    assert not Inquiry.objects.exists()
    assert "There was nothing to delete." in command()


def test_a_dry_run_counts_and_deletes_nothing():
    for make, months, days in KINDS.values():
        make(long_ago(months, days + 1))
    before = {purge.name: purge.expired(timezone.now()).count() for purge in all_purges()}
    said = command("--dry-run")

    assert min(before.values()) >= 0
    assert before["inquiries"] == 2
    assert "      2  Media inquiries" in said
    assert "Nothing was deleted." in said
    assert before == {purge.name: purge.expired(timezone.now()).count() for purge in all_purges()}
    assert not Receipt.objects.exists()


def test_what_is_broken_off_goes_on_the_next_time(monkeypatch):
    monkeypatch.setattr(purging, "CHUNK", 2)
    for _ in range(5):
        inquiry(long_ago(19))

    def stop(one, count):
        if count == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        purging.purge(timezone.now(), stop)

    assert Inquiry.objects.count() == 1
    receipt = Receipt.objects.get()
    assert receipt.counts == {"inquiries": 4}
    assert receipt.is_genuine
    assert purging.purge(timezone.now()) == {"inquiries": 1}


def test_one_kind_that_cannot_be_deleted_keeps_no_other(monkeypatch):
    inquiry(long_ago(19))
    session(long_ago(1))

    def fail(rows):
        raise OSError("in use")

    broken = [replace(purge, erase=fail) for purge in all_purges() if purge.name == "inquiries"]
    rest = [purge for purge in all_purges() if purge.name != "inquiries"]
    monkeypatch.setattr(purging, "all_purges", lambda: [*broken, *rest])
    with pytest.raises(OSError, match="in use"):
        purging.purge(timezone.now())

    assert Inquiry.objects.exists()
    assert not Session.objects.exists()
    assert Receipt.objects.get().counts == {"sessions": 1}


def test_an_inquiry_that_is_taken_up_again_meanwhile_is_kept(monkeypatch):
    monkeypatch.setattr(purging, "CHUNK", 1)
    first, second = inquiry(long_ago(19)), inquiry(long_ago(19))

    def take_up(one, count):
        Inquiry.objects.filter(pk=second.pk).update(status="new", settled_at=None, answered_at=None)

    assert purging.purge(timezone.now(), take_up) == {"inquiries": 1}
    assert Inquiry.objects.get() == second
    assert first.pk < second.pk


def at_office(hour, minute=0, day=3):
    zone = timezone.get_default_timezone()
    return datetime(2026, 12, day, hour, minute, tzinfo=zone).astimezone(UTC)


def test_at_night_it_is_done_once_at_three_by_the_clock_of_the_office(monkeypatch):
    purged = []
    monkeypatch.setattr(purging, "purge", purged.append)
    moments = [
        *(at_office(hour, minute) for hour, minute in [(0, 5), (2, 59), (3, 0), (3, 10), (22, 0)]),
        *(at_office(hour, day=4) for hour in [1, 3, 4]),
    ]
    for moment in moments:
        with time_machine.travel(moment, tick=False):
            # As two workers do.
            purging.purge_at_night(timezone.now())
            purging.purge_at_night(timezone.now())

    assert purged == [at_office(3), at_office(3, day=4)]


def test_a_night_that_was_broken_off_goes_on_with_the_next_round(monkeypatch):
    purged = []

    def purge(now):
        purged.append(now)
        if len(purged) == 1:
            raise OSError("in use")

    monkeypatch.setattr(purging, "purge", purge)
    with time_machine.travel(at_office(3), tick=False):
        with pytest.raises(OSError, match="in use"):
            purging.purge_at_night(timezone.now())
        for _round in range(2):
            purging.purge_at_night(timezone.now())

    assert len(purged) == 2


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


def test_the_list_of_receipts_says_which_signature_is_not_genuine(client):
    client.force_login(member("Fundraising"))
    for _ in range(2):
        inquiry(long_ago(19))
        purging.purge(timezone.now())
    forged = Receipt.objects.first()
    Receipt.objects.filter(pk=forged.pk).update(counts={"inquiries": 7})

    html = client.get("/admin/privacy/receipt/").text

    assert html.count(">Genuine<") == html.count("Not genuine") == 1
    assert "Media inquiries, 18 months after they were settled: 7" in html
    page = f"/admin/privacy/receipt/{forged.pk}/change/"
    assert "Not genuine" in client.get(page).text
    assert client.post(page, {"kind": "purge"}).status_code == 403
