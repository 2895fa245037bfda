"""The ledger proves who agreed to what; the database itself lets nobody change that."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from ijmsite.privacy import ledger, purging, receipts
from ijmsite.privacy.mailing import ask_to_confirm
from ijmsite.privacy.models import ConfirmLink, Consent, Receipt, Wording, hash_address
from tests.remade import make_anew, triggers_of

pytestmark = pytest.mark.django_db
AMINA = "amina@supporter.example"
NOW = timezone.now()


def ticked(email=AMINA, at=NOW, purpose="news"):
    return ledger.tick(
        email=email,
        purpose=purpose,
        version=1,
        language="en",
        text="Yes, email me news.",
        form="/fundraise/",
        at=at,
    )


def confirmed(at=NOW, **fields):
    ledger.confirm(ticked(at=at, **fields), at)
    return Consent.objects.filter(kind="confirmed").order_by("id").last()


def withdrawn(at=NOW, purpose=""):
    ledger.withdraw(hash_address(AMINA), at=at, manner=ledger.Manner.LINK, purpose=purpose)


def implied(at, expires_on):
    return ledger.imply(
        email=AMINA,
        purpose="news",
        basis="Gift, receipt 1204",
        expires_on=expires_on,
        at=at,
        recorded_by="Ana",
    )


def refused(act):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        act()
    return True


def test_a_tick_alone_lets_nobody_write():
    ticked()

    assert not ledger.may_write(AMINA, "news")


def test_what_the_address_confirmed_lets_us_write_for_that_purpose_only():
    confirmed()

    assert ledger.may_write("Amina@Supporter.example", "news")
    assert not ledger.may_write(AMINA, "events")
    assert not ledger.may_write("someone@supporter.example", "news")


@pytest.mark.parametrize("purpose", ["", "news"])
def test_a_withdrawal_counts_at_once_until_somebody_agrees_anew(purpose):
    confirmed(at=NOW - timedelta(days=9))
    withdrawn(at=NOW - timedelta(days=5), purpose=purpose)
    assert not ledger.may_write(AMINA, "news")

    confirmed(at=NOW - timedelta(days=1))
    assert ledger.may_write(AMINA, "news")


def test_a_withdrawal_of_one_purpose_leaves_the_others():
    confirmed(purpose="events")
    confirmed()
    withdrawn(purpose="events")

    assert ledger.may_write(AMINA, "news")
    assert not ledger.may_write(AMINA, "events")


def test_an_implied_consent_ends_with_its_last_day():
    today = timezone.localdate()
    implied(NOW - timedelta(days=700), today)

    assert ledger.may_write(AMINA, "news")
    assert not ledger.may_write(AMINA, "news", NOW + timedelta(days=1))


def test_an_implied_consent_that_ended_takes_no_express_one_away():
    confirmed(at=NOW - timedelta(days=900))
    implied(NOW - timedelta(days=800), timezone.localdate() - timedelta(days=70))

    assert ledger.may_write(AMINA, "news")


def test_no_entry_and_no_wording_is_ever_changed():
    entry = confirmed()

    assert refused(lambda: Consent.objects.update(form="/elsewhere/"))
    assert refused(lambda: entry.save())
    assert refused(lambda: Wording.objects.update(text="Yes to everything."))
    assert Wording.objects.get().text == "Yes, email me news."


@pytest.mark.engine("sqlite")
@pytest.mark.django_db(transaction=True)
def test_tables_that_a_migration_made_anew_refuse_as_before():
    ticked()
    models = [Consent, Wording, Receipt]
    before = {model: triggers_of(model) for model in models}
    for model in models:
        make_anew(model)
    assert not any(map(triggers_of, models)), "the premise: SQLite has none of them any more"

    call_command("migrate", verbosity=0)

    assert {model: triggers_of(model) for model in models} == before
    assert refused(lambda: Consent.objects.update(form="/elsewhere/"))
    assert refused(lambda: Wording.objects.update(text="Yes to everything."))


def test_raw_sql_is_refused_as_well():
    confirmed()

    def change():
        with connection.cursor() as cursor:
            cursor.execute("UPDATE privacy_consent SET purpose = 'other'")

    assert refused(change)


def execute(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


PROOFS = ["privacy_consent", "privacy_wording", "privacy_receipt"]


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("table", PROOFS)
def test_nothing_takes_the_place_of_a_row(table):
    confirmed()
    receipts.write(Receipt.Kind.ERASURE, {"inquiries": 1}, "x")

    statement = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"  # noqa: S608 (names above)
    assert refused(lambda: execute(statement))


@pytest.mark.engine("sqlite")
def test_no_wording_takes_the_place_of_the_same_one_under_another_number():
    confirmed()
    columns = "purpose, version, language, text_hash"

    assert refused(
        lambda: execute(
            f"REPLACE INTO privacy_wording ({columns}, text, id) "  # noqa: S608 (names above)
            f"SELECT {columns}, 'Yes to everything.', id + 1 FROM privacy_wording"
        )
    )


@pytest.mark.engine("postgresql")
@pytest.mark.parametrize("table", PROOFS)
def test_no_proof_is_emptied_all_at_once(table):
    assert refused(lambda: execute(f"TRUNCATE {table} CASCADE"))


def test_no_wording_is_deleted_not_even_one_that_nobody_has_ticked():
    ledger.tick(
        email=AMINA, purpose="news", version=1, language="en", text="Yes.", form="/f/", at=NOW
    )
    Wording.objects.create(purpose="news", version=2, language="en", text="X", text_hash="x")

    assert refused(lambda: execute("DELETE FROM privacy_wording WHERE version = 2"))


def test_no_receipt_of_an_erasure_is_changed_or_deleted():
    receipts.write(Receipt.Kind.ERASURE, {"inquiries": 1}, "x")

    assert refused(lambda: Receipt.objects.update(counts={}))
    assert refused(lambda: Receipt.objects.update(kind="purge"))
    assert refused(Receipt.objects.all().delete)


def test_the_receipt_of_a_purge_counts_on_and_is_nothing_else():
    first = receipts.write(Receipt.Kind.PURGE, {"inquiries": 1})
    receipts.write(Receipt.Kind.PURGE, {"inquiries": 2}, instead_of=first)

    assert Receipt.objects.get().counts == {"inquiries": 2}
    assert Receipt.objects.get().is_genuine
    assert refused(lambda: Receipt.objects.update(kind="erasure"))
    assert refused(lambda: Receipt.objects.update(at=NOW - timedelta(days=9)))
    assert refused(lambda: Receipt.objects.update(address_hash="x"))
    assert refused(Receipt.objects.all().delete)


def test_a_withdrawal_stays_as_long_as_what_it_ended():
    entry = confirmed(at=NOW - timedelta(days=2000))
    withdrawn(at=NOW - timedelta(days=3 * 366))
    withdrawal = Consent.objects.get(kind="withdrawn")

    assert refused(withdrawal.delete)
    assert not ledger.may_write(AMINA, "news")
    Consent.objects.filter(pk__lte=entry.pk).delete()
    withdrawal.delete()


def test_a_withdrawal_ends_what_a_clock_that_went_ahead_has_written():
    ahead = NOW + timedelta(hours=1)
    confirmed(at=ahead)
    withdrawn()

    for at in [None, NOW, ahead, ahead + timedelta(hours=1)]:
        assert not ledger.may_write(AMINA, "news", at)
    assert ledger.has_withdrawn(hash_address(AMINA))
    assert not ledger.may_write(AMINA, "asking")


def test_a_withdrawal_of_a_clock_that_went_ahead_counts_at_once():
    confirmed()
    withdrawn(at=NOW + timedelta(hours=1))

    assert not ledger.may_write(AMINA, "news")


def test_a_tick_of_a_clock_that_went_ahead_is_not_confirmed_after_a_withdrawal():
    entry = ticked(at=NOW + timedelta(hours=1))
    withdrawn()
    ledger.confirm(entry, NOW)

    assert ledger.is_withdrawn_since(entry)
    assert not ledger.may_write(AMINA, "news")


def test_a_consent_is_not_deleted_while_somebody_may_ask_for_its_proof():
    confirmed(at=NOW - timedelta(days=2000))
    assert refused(Consent.objects.all().delete)

    withdrawn(at=NOW - timedelta(days=3 * 365 - 5))
    assert refused(Consent.objects.all().delete)


def test_three_years_after_the_withdrawal_it_may_go():
    confirmed(at=NOW - timedelta(days=2000))
    withdrawn(at=NOW - timedelta(days=3 * 366))

    Consent.objects.exclude(kind="withdrawn").delete()
    Consent.objects.all().delete()

    assert not Consent.objects.exists()


def test_what_was_agreed_to_after_a_withdrawal_stays():
    withdrawn(at=NOW - timedelta(days=3 * 366))
    entry = confirmed(at=NOW - timedelta(days=900))

    assert refused(entry.delete)


def test_a_tick_that_was_never_confirmed_may_go_after_thirty_days():
    young, old = ticked(at=NOW - timedelta(days=29)), ticked(at=NOW - timedelta(days=31))

    assert refused(young.delete)
    old.delete()

    kept = ticked(email="kim@x.example", at=NOW - timedelta(days=40))
    ledger.confirm(kept, NOW - timedelta(days=39))
    assert refused(kept.delete)


def test_what_was_never_confirmed_is_forgotten_with_its_link():
    forgotten = ticked(at=NOW - timedelta(days=31))
    ask_to_confirm([forgotten], email=AMINA, language="en")
    kept = [
        ticked(email="new@x.example", at=NOW - timedelta(days=29)),
        ticked(email="yes@x.example", at=NOW - timedelta(days=40)),
    ]
    ledger.confirm(kept[1], NOW - timedelta(days=39))

    assert purging.purge(NOW) == {"unconfirmed_consents": 1, "confirm_links": 1}
    assert purging.purge(NOW) == {}

    assert set(Consent.objects.filter(kind="ticked")) == {*kept}
    assert not ConfirmLink.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "confirmed", "purpose": "news"},
        {"kind": "implied", "purpose": "news", "basis": "Gift"},
        {"kind": "implied", "purpose": "news", "expires_on": "2027-01-01"},
        {"kind": "withdrawn", "basis": "Gift"},
    ],
)
def test_what_proves_nothing_is_not_stored(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(address_hash="x", at=NOW, **fields)


def test_what_is_still_open_of_one_moment_is_told_apart_from_what_came_later():
    first, later = ticked(), ticked(at=NOW + timedelta(seconds=1))
    ticked(email="kim@x.example")

    assert ledger.open_ticks(AMINA) == [later]
    assert ledger.still_open(ledger.ticks_at(AMINA.upper(), NOW)) == [first]


def test_prints_the_whole_proof_of_one_address():
    confirmed()
    confirmed(email="someone@supporter.example")
    out = StringIO()

    call_command("export_consent", f" {AMINA} ", stdout=out)

    told = json.loads(out.getvalue())
    assert [entry["what"] for entry in told] == ["ticked", "confirmed"]
    assert told[0]["words"]["text"] == "Yes, email me news."
    assert told[0]["words"]["sha256"] == Wording.digest("Yes, email me news.")
    assert told[0]["form"] == "/fundraise/"
    assert AMINA not in out.getvalue()
