"""The purge: in steps, by night, with a receipt, and by a command that counts first."""

from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from contacts.models import Inquiry
from ijmsite.privacy import purging
from ijmsite.privacy.models import (
    Receipt,
)
from ijmsite.privacy.personal import all_purges
from tests.staff.people import member

from .aged import (
    KINDS,
    inquiry,
    long_ago,
    session,
    sign_up,
)

pytestmark = pytest.mark.django_db
AMINA = "amina@supporter.example"


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
