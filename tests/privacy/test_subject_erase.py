"""After an erasure the address and the name stand nowhere, and the proof that it was done does."""

import io
import logging
from datetime import timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from model_bakery import baker

from contacts.models import Inquiry
from contacts.services import digests
from fundraisers.models import Fundraiser
from ijmsite import mail
from ijmsite.mail.models import Message
from ijmsite.privacy import erasure, ledger, me
from ijmsite.privacy.models import Consent, PrivacyRequest, Receipt, hash_address
from ijmsite.staff.models import AuditEvent
from news.models import Article, ReadingLink
from tests.staff.people import member

from .people import AMINA, NAME, asked, confirmed, noted, read, signed_up, wrote

pytestmark = pytest.mark.django_db
OTHER = "zoe@courier.example"
SPAM = "Buy cheap backlinks and SEO, guest post, casino https://a.example https://b.example"


def dump():
    """Yield every value of every table, as a text, with the name of its table."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 (a table's name)
            for row in cursor.fetchall():
                for value in row:
                    if isinstance(value, bytes | memoryview):
                        value = bytes(value).decode(errors="replace")
                    yield table, str(value)


def hits(*words):
    words = [word.casefold() for word in words]
    return sorted(
        {table for table, value in dump() if any(word in value.casefold() for word in words)}
    )


def erased(email=AMINA):
    out = io.StringIO()
    call_command("subject_erase", email, stdout=out)
    return out.getvalue()


def in_admin_log(row, by):
    """Store what the admin logs of a correction, and what it logged when rows had names."""
    LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(row),
        object_id=str(row.pk),
        object_repr=NAME,
        action_flag=CHANGE,
        change_message=f"[{AMINA}]",
    )


@pytest.fixture
def lead():
    return member("PR lead")


@pytest.fixture
def everywhere(post_inquiry, inquiry_data, post_signup, signup_data, lead):
    """Let her leave traces wherever one can, with mails that left and mails that wait."""
    first = wrote(post_inquiry, inquiry_data)
    sign_up = signed_up(post_signup, signup_data, news_consent="on", planning_consent="on")
    confirmed()
    call_command("deliver_mail", "--once", verbosity=0)
    quarantined = wrote(post_inquiry, inquiry_data, message=SPAM, subject="x")
    assert quarantined.status == "quarantined"
    wrote(post_inquiry, inquiry_data, message="Another question, which waits.")
    noted(first, sign_up, lead)
    read(lead)
    asked("erase")
    for row in (first, sign_up):
        in_admin_log(row, lead)
    AuditEvent.objects.create(
        action="delete", model="fundraisers.fundraiser", object_id=str(sign_up.pk), label=NAME
    )
    digests.tell_of_quarantine(timezone.now().replace(hour=18))
    article = baker.make(Article, body=f"<p>Write to {AMINA}.</p>", status="draft")
    article.body = "<p>Write to us.</p>"
    article.save()
    me.send_link(AMINA, "fr")
    message = Message.objects.filter(to=AMINA).latest("created_at")
    Message.objects.filter(pk=message.pk).update(state="failed", ended_at=timezone.now())
    assert Message.objects.waiting().exists()
    assert Message.objects.filter(state="sent").exists()
    return sign_up


def test_nothing_of_a_person_is_left_in_any_table_nor_in_the_log(
    everywhere, caplog, inquiry_data, post_inquiry
):
    post_inquiry(inquiry_data | {"email": OTHER, "message": "Not hers."})
    assert {"contacts_inquiry", "mail_message", "news_readinglink"} <= {*hits(AMINA, NAME)}
    caplog.set_level(logging.DEBUG)

    said = erased()

    assert hits(AMINA, NAME) == []
    assert AMINA.lower() not in (caplog.text + said).lower()
    assert NAME not in caplog.text + said
    assert Inquiry.objects.get().email == OTHER
    assert Message.objects.filter(to=OTHER).exists()


def test_the_proof_stays(everywhere):
    erased()

    kinds = [entry.kind for entry in Consent.objects.of(AMINA)]
    assert kinds.count("confirmed") == 2
    assert kinds[-1] == "withdrawn"
    assert not ledger.may_write(AMINA, "news")
    assert not ledger.may_write(AMINA, "asking")
    receipt = Receipt.objects.get()
    assert receipt.is_genuine
    assert receipt.address_hash == hash_address(AMINA)
    assert receipt.counts["inquiries"] == 3
    assert receipt.counts["sign_ups"] == 1
    assert PrivacyRequest.objects.get().address_hash == hash_address(AMINA)
    assert not PrivacyRequest.objects.open().exists()


def test_who_did_something_stays_on_the_lists(everywhere, lead):
    logged = LogEntry.objects.count()
    erased()

    assert LogEntry.objects.count() == logged
    event = AuditEvent.objects.get(action="review")
    assert event.actor_name == "[erased]"
    assert AuditEvent.objects.get(action="erase").model == "privacy.receipt"


def test_a_changed_receipt_is_not_genuine(everywhere):
    erased()
    receipt = Receipt.objects.get()
    receipt.counts = {"inquiries": 0}

    assert not receipt.is_genuine


def test_a_receipt_of_another_key_is_not_genuine(everywhere, settings):
    erased()
    settings.LEDGER_KEY = "another one"

    assert not Receipt.objects.get().is_genuine


def test_a_second_time_changes_nothing(everywhere):
    erased()
    entries, events = Consent.objects.count(), AuditEvent.objects.count()

    assert "It stands nowhere any more." in erased()
    assert Receipt.objects.count() == 1
    assert (Consent.objects.count(), AuditEvent.objects.count()) == (entries, events)


def test_a_dry_run_only_counts(everywhere):
    out = io.StringIO()
    call_command("subject_erase", AMINA, "--dry-run", stdout=out)

    assert "inquiries: 3 found" in out.getvalue()
    assert Inquiry.objects.count() == 3
    assert not Receipt.objects.exists()
    assert ledger.may_write(AMINA, "news")


def test_finds_the_address_in_any_case(post_inquiry, inquiry_data):
    wrote(post_inquiry, inquiry_data)
    erased(AMINA.upper())

    assert hits(AMINA) == []


def test_says_where_it_still_stands(post_inquiry, inquiry_data):
    wrote(post_inquiry, inquiry_data)
    article = baker.make(Article, body=f"<p>Write to {AMINA}.</p>", status="draft")
    out = io.StringIO()

    with pytest.raises(CommandError, match="by hand"):
        call_command("subject_erase", AMINA, stdout=out)

    assert "still in news_article.body: 1" in out.getvalue()
    assert "still in news_historicalarticle.body: 1" in out.getvalue()
    article.refresh_from_db()
    assert AMINA in article.body, "what readers see is for editors to judge"
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize("wild", ["a_b@x.example", "100%@x.example"])
def test_signs_of_a_pattern_are_signs_of_an_address(wild):
    baker.make(Fundraiser, email="axb@x.example")
    baker.make(Fundraiser, email="100zz@x.example")

    assert erasure.leftovers(wild) == []


def test_the_others_in_a_digest_are_told_anew(post_inquiry, inquiry_data):
    hers = wrote(post_inquiry, inquiry_data)
    theirs = wrote(post_inquiry, inquiry_data, email=OTHER, name="Zoë")
    Inquiry.objects.update(told_at=None)
    digests.tell_of_flood(timezone.now())
    [digest] = Message.objects.filter(template="contacts/email/flood")
    assert hers.reference in digest.text

    erased()

    assert not Message.objects.filter(template="contacts/email/flood").exists()
    theirs.refresh_from_db()
    assert theirs.told_at is None


def test_a_digest_that_has_left_is_emptied(post_inquiry, inquiry_data):
    wrote(post_inquiry, inquiry_data)
    Inquiry.objects.update(told_at=None)
    digests.tell_of_flood(timezone.now())
    flood = Message.objects.filter(template="contacts/email/flood")
    flood.update(state="sent", ended_at=timezone.now())

    erased()

    assert flood.get().text == ""


def test_a_mail_to_the_office_about_others_is_not_lost(post_inquiry, inquiry_data, settings):
    wrote(post_inquiry, inquiry_data, email=OTHER)
    waiting = Message.objects.waiting().filter(to=settings.PRESS_INBOX).count()
    assert waiting

    erasure.erase(settings.PRESS_INBOX, None)

    assert Message.objects.waiting().filter(to=settings.PRESS_INBOX).count() == waiting


def test_a_message_in_the_hands_of_a_worker_does_no_harm(post_inquiry, inquiry_data):
    from ijmsite.mail.outcomes import Kind, Outcome
    from ijmsite.mail.worker import claim, record

    wrote(post_inquiry, inquiry_data)
    taken = claim(timedelta(minutes=1))
    erased()

    record(taken, Outcome(Kind.SENT))
    assert not Message.objects.filter(pk=taken.pk).exists()


def test_a_mail_that_needs_consent_is_not_sent_afterwards(everywhere):
    erased()
    mail_later = {"to": AMINA, "purpose": "news", "context": {}, "key": "later"}
    headers = {"List-Unsubscribe": "<https://x.example>"}
    mail.enqueue("privacy/email/me", **mail_later, headers=headers)
    call_command("deliver_mail", "--once", verbosity=0)

    assert Message.objects.get(key="later").state == "cancelled"


def test_approvals_of_a_person_go_with_them(lead):
    link = read(lead)
    erased()

    assert not ReadingLink.objects.filter(pk=link.pk).exists()


# After a restore


def test_what_came_back_from_a_backup_is_erased_again(post_inquiry, inquiry_data, time_machine):
    wrote(post_inquiry, inquiry_data)
    kept = wrote(post_inquiry, inquiry_data, email=OTHER)
    rows = Inquiry.objects.filter(email=AMINA).values()
    backup = [Inquiry(**row) for row in rows]
    erased()
    for row in backup:
        row.save(force_insert=True)
        Inquiry.objects.filter(pk=row.pk).update(received_at=timezone.now() - timedelta(days=1))

    out = io.StringIO()
    call_command("subject_erase", "--replay", stdout=out)

    assert Inquiry.objects.get() == kept
    assert "inquiries: 1 erased again" in out.getvalue()


def test_whoever_came_back_after_an_erasure_stays(post_signup, signup_data, time_machine):
    signed_up(post_signup, signup_data)
    erased()
    time_machine.move_to(timezone.now() + timedelta(days=3))
    signed_up(post_signup, signup_data)

    assert erasure.replay() == {}
    assert Fundraiser.objects.exists()


@pytest.mark.parametrize("arguments", [[], [AMINA, "--replay"], ["--replay", "--dry-run"]])
def test_asks_for_an_address_or_for_all(arguments):
    with pytest.raises(CommandError, match="Give an address"):
        call_command("subject_erase", *arguments)
