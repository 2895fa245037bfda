"""The doctor notices what goes wrong unseen, says so in a line, and tells monitors by its end."""

import json
import os
import re
import time
from collections import namedtuple
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.utils import timezone

from contacts.health import press_contacts
from contacts.models import PressContact
from ijmsite.mail.models import Message
from ijmsite.upkeep import chores, health, restoring
from ijmsite.upkeep.health import Check, Level
from ijmsite.upkeep.looks import CHECKS, data, machine, mail

from .conftest import ago
from .conftest import mail as store_mail

pytestmark = pytest.mark.django_db
OFFICE = {"PRESS_INBOX": "press@ijm.ca", "FUNDRAISING_INBOX": "events@ijm.ca"}
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def office(settings):
    for name, address in OFFICE.items():
        setattr(settings, name, address)


def stored(number=1, **fields):
    message = store_mail(number)
    Message.objects.filter(pk=message.pk).update(**fields)


def doctor(*arguments):
    """Return how the command ends, and what it says."""
    said = StringIO()
    try:
        call_command("doctor", *arguments, stdout=said)
    except SystemExit as end:
        return end.code, said.getvalue()
    return 0, said.getvalue()


# Database


def test_the_database_answers_and_is_of_this_version():
    call_command("migrate", verbosity=0)

    assert data.database().level == data.migrations().level == Level.OK


def test_a_migration_that_is_not_applied_is_named(monkeypatch):
    monkeypatch.setattr(data, "known", lambda: frozenset({("news", "9999_next")}))

    finding = data.migrations()
    assert finding.level == Level.FAILURE
    assert "news.9999_next" in finding.said
    assert "migrate" in finding.remedy


@pytest.mark.django_db(transaction=True)
def test_an_empty_database_is_called_so(move):
    move()

    finding = data.database()
    assert (finding.level, finding.said) == (Level.FAILURE, "is empty")
    assert "restore a backup" in finding.remedy


def test_a_restore_that_was_broken_off_is_told():
    assert data.restore().level == Level.OK
    restoring.marker().write_text("2026")

    assert data.restore().level == Level.FAILURE


def test_what_is_wrong_with_the_settings_is_told(settings):
    assert data.configuration().level == Level.OK
    settings.ORG_MAILING_ADDRESS = ""

    finding = data.configuration()
    assert finding.level == Level.FAILURE
    assert "ORG_MAILING_ADDRESS" in finding.said


# Mail


def test_a_worker_that_beats_lives_and_one_that_is_silent_does_not():
    assert "has not run" in mail.worker().said
    chores.beat(timezone.now())
    assert mail.worker().level == Level.OK
    chores.beat(ago(minutes=4))
    assert mail.worker().level == Level.OK
    chores.beat(ago(minutes=7))

    finding = mail.worker()
    assert finding.level == Level.FAILURE
    assert "7 minutes" in finding.said


def test_a_worker_of_the_future_means_that_a_clock_was_set_back():
    chores.beat(ago(hours=-3))

    assert "clock" in mail.worker().remedy


def test_a_worker_that_delivers_says_that_it_lives(capsys):
    call_command("deliver_mail", "--once")

    assert mail.worker().level == Level.OK


@pytest.mark.parametrize(
    ("fields", "level"),
    [
        ({"created_at": timedelta(minutes=10)}, Level.OK),
        ({"created_at": timedelta(minutes=16)}, Level.FAILURE),
        (
            {"created_at": timedelta(minutes=16), "tries": 3, "last_error": "unreachable: refused"},
            Level.FAILURE,
        ),
        ({"created_at": timedelta(minutes=16), "tries": 3, "last_error": "450 full"}, Level.OK),
        ({"created_at": timedelta(hours=3), "tries": 3, "last_error": "450 full"}, Level.WARNING),
        ({"created_at": timedelta(hours=3), "state": "sent", "ended_at": timedelta(0)}, Level.OK),
    ],
)
def test_mail_that_nobody_takes_is_an_alarm_after_a_quarter_of_an_hour(fields, level):
    now = timezone.now()
    stored(**{name: now - v if isinstance(v, timedelta) else v for name, v in fields.items()})

    assert mail.oldest().level == level


def test_a_sample_inbox_is_told_and_in_production_an_alarm(settings):
    assert mail.recipients().level == Level.WARNING
    settings.PRODUCTION = True

    assert mail.recipients().level == Level.FAILURE


def test_an_inbox_that_is_no_address_is_an_alarm(office, settings):
    settings.FUNDRAISING_INBOX = "events"

    assert "FUNDRAISING_INBOX is not one address" in mail.recipients().said


@pytest.mark.parametrize("state", ["failed", "parked"])
def test_mail_to_the_office_that_did_not_arrive_is_an_alarm_without_the_address(office, state):
    assert mail.recipients().level == Level.OK
    stored(to="Press@ijm.ca", state=state, ended_at=timezone.now())

    finding = mail.recipients()
    assert finding.level == Level.FAILURE
    assert "1 mails to PRESS_INBOX" in finding.said
    assert "@" not in finding.said


def test_press_contacts_are_looked_at():
    assert press_contacts().level == Level.WARNING
    PressContact.objects.create(name="Ana Roy", title="Press", phone="1", is_default=True)
    assert "1 have no address" in press_contacts().said
    PressContact.objects.update(email="ana@ijm.ca")
    assert press_contacts().said == "all have an address"
    stored(to="ana@ijm.ca", state="failed", ended_at=timezone.now())

    assert press_contacts().level == Level.FAILURE
    assert "ana" not in press_contacts().said


# The machine


def test_media_that_cannot_be_written_are_an_alarm(monkeypatch):
    assert machine.media().level == Level.OK
    # An administrator may write everywhere: the answer is given for them.
    monkeypatch.setattr(os, "access", lambda *args: False)

    assert "chown" in machine.media().remedy


@pytest.mark.parametrize(
    ("free", "level"), [(5000, Level.OK), (900, Level.WARNING), (100, Level.FAILURE)]
)
def test_space_that_runs_out_is_told(monkeypatch, free, level):
    usage = Usage(10**12, 0, free * 10**6)
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda path: usage)

    assert machine.space().level == level


@pytest.mark.parametrize(
    ("off", "level"), [(0, Level.OK), (20, Level.WARNING), (-7200, Level.FAILURE)]
)
def test_a_clock_that_goes_wrong_is_told(monkeypatch, off, level):
    now = time.time
    monkeypatch.setattr(machine.time, "time", lambda: now() + off)

    assert machine.clock().level == level


# The command, and the page for monitors


def test_ends_with_2_for_what_must_be_seen_to_now_and_says_what_to_do():
    code, said = doctor()

    assert code == 2
    assert "FAIL  mail worker: has not run" in said
    assert "-> Start `manage.py deliver_mail`" in said


def checks(monkeypatch, *levels):
    found = [
        Check(f"check {number}", lambda level=level: health.Finding(level, "said"), is_quick=True)
        for number, level in enumerate(levels)
    ]
    monkeypatch.setattr(health, "all_checks", lambda: found)
    monkeypatch.setattr("ijmsite.upkeep.management.commands.doctor.all_checks", lambda: found)


@pytest.mark.parametrize(
    ("levels", "code", "status"),
    [
        ([Level.OK, Level.NOT_LOOKED], 0, 200),
        ([Level.NOT_LOOKED], 0, 200),
        ([Level.OK, Level.WARNING], 1, 200),
        ([Level.FAILURE, Level.WARNING], 2, 503),
    ],
)
def test_monitors_are_told_by_the_end_and_by_the_status(monkeypatch, client, levels, code, status):
    checks(monkeypatch, *levels)

    assert doctor()[0] == doctor("--json")[0] == code
    assert json.loads(doctor("--json")[1])["level"] == max(levels).name.lower()
    answer = client.get("/readyz")
    assert answer.status_code == status
    assert answer["Cache-Control"] == "no-store"


def test_a_check_that_breaks_has_failed_and_the_others_are_made():
    def breaks():
        raise ValueError("zoe@courier.example")

    finding = Check("broken", breaks).make()

    assert finding.level == Level.FAILURE
    assert finding.said == "could not be looked at: ValueError"


def test_readyz_says_of_each_quick_check_whether_it_failed(client):
    call_command("migrate", verbosity=0)
    assert client.get("/readyz").status_code == 503
    chores.beat(timezone.now())
    stored(created_at=ago(hours=1))

    answer = client.get("/readyz")
    assert {*answer.json()} == {check.name for check in CHECKS if check.is_quick}
    assert [name for name, said in answer.json().items() if said == "failing"] == ["oldest mail"]
    assert "courier" not in answer.text


def test_readyz_costs_a_few_questions(client, django_assert_max_num_queries):
    client.get("/readyz")

    with django_assert_max_num_queries(4):
        client.get("/readyz")


def test_readyz_waits_for_a_dead_database_once(client, monkeypatch):
    asked = []

    def refuse(*args, **options):
        asked.append(1)
        raise DatabaseError("postgres://user:secret@host")

    monkeypatch.setattr(connection, "cursor", refuse)

    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"database": "failing"}
    assert len(asked) == 1


def test_each_check_has_its_paragraph_in_the_runbook():
    runbook = (Path(__file__).parents[2] / "docs" / "doctor.md").read_text()
    bold = re.findall(r"^\*\*(.+?)\*\*", runbook, re.MULTILINE)

    assert {name for names in bold for name in names.split(", ")} == {
        check.name for check in health.all_checks()
    }
