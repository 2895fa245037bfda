"""No role, no form and no statement changes what the audit list says."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from model_bakery import baker

from ijmsite.staff import audit
from ijmsite.staff.models import AuditEvent
from ijmsite.staff.personal import forget_names
from tests.remade import make_anew, triggers_of

from .people import member

pytestmark = pytest.mark.django_db
BASE = "admin:staff_auditevent"
LIST, ADD = reverse(f"{BASE}_changelist"), reverse(f"{BASE}_add")


@pytest.fixture
def event():
    bo = member("Writer", first_name="Bo")
    inquiry = baker.make("contacts.Inquiry")
    return audit.record(audit.Action.CLAIM, inquiry, bo, "why", label="Zoe", n=1)


def rows():
    return [*AuditEvent.objects.values()]


@pytest.mark.parametrize("role", ["Administrator", "PR lead", "Fundraising", "Writer"])
def test_no_form_adds_changes_or_deletes_an_entry(client, event, role):
    client.force_login(member(role))
    before = rows()
    change, delete = (reverse(f"{BASE}_{what}", args=[event.pk]) for what in ["change", "delete"])
    forged = {"action": "publish", "reason": "", "label": "x", "_save": "1", "post": "yes"}
    bulk = {"action": "delete_selected", "_selected_action": [event.pk], "post": "yes"}

    for page, data in [(ADD, forged), (change, forged), (delete, forged), (LIST, bulk)]:
        client.post(page, data)

    assert rows() == before


@pytest.mark.parametrize(
    "change",
    [
        {"action": "publish"},
        {"at": "2020-01-01 00:00:00"},
        {"model": "news.article"},
        {"object_id": "7"},
        {"details": {}},
        {"label": "Somebody else"},
        {"reason": "another"},
        {"actor_name": "Cy"},
        {"label": "Cy", "reason": ""},
        {"label": "#0", "reason": ""},
    ],
    ids=str,
)
@pytest.mark.filterwarnings("ignore:DateTimeField .* received a naive datetime")
def test_the_database_refuses_another_entry_in_its_place(event, change):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk).update(**change)


def test_nor_other_words_where_there_was_no_reason_to_forget(event):
    bare = audit.record(audit.Action.CLOSE, event.actor, None, label="Zoe")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditEvent.objects.filter(pk=bare.pk).update(label="Somebody else")


def test_what_a_command_did_is_pinned_on_nobody(event):
    by_nobody = audit.record(audit.Action.RESET_FACTOR, member("Writer"), None)
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEvent.objects.filter(pk=by_nobody.pk).update(actor=event.actor)


@pytest.mark.django_db(transaction=True)
def test_the_triggers_go_and_come_back_with_their_migration():
    call_command("migrate", "staff", "0003", verbosity=0)
    call_command("migrate", verbosity=0)
    entry = audit.record(audit.Action.RESET_FACTOR, member("Writer"), None)
    with pytest.raises(IntegrityError):
        AuditEvent.objects.filter(pk=entry.pk).update(action="publish")


def test_the_database_refuses_another_person(event):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk).update(actor=member("Writer"))


def test_the_database_refuses_to_delete(event):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk).delete()


@pytest.mark.engine("sqlite")
def test_an_entry_is_not_replaced(event):
    insert = (
        "INSERT OR REPLACE INTO staff_auditevent"
        " (id, at, action, actor_name, model, object_id, label, reason, details)"
        " VALUES (%s, '2020-01-01', 'x', '', 'x', 'x', 'x', '', '{}')"
    )
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(insert, [event.pk])


@pytest.mark.engine("postgresql")
def test_the_list_is_not_emptied(event):
    with connection.cursor() as cursor:
        # What is deferred would be in the way of both.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            cursor.execute("TRUNCATE staff_auditevent")


def test_what_names_people_is_forgotten_all_the_same(event):
    forget_names(baker.make("contacts.Inquiry")._meta.model.objects.all())
    event.actor.delete()
    AuditEvent.objects.filter(pk=event.pk).update(actor_name="[erased]")

    event.refresh_from_db()
    assert (event.reason, event.actor, event.actor_name) == ("", None, "[erased]")
    assert event.label == f"#{event.object_id}"


def lines(caplog):
    return [record.getMessage() for record in caplog.records if record.name == "ijmsite.audit"]


def test_each_entry_is_a_line_of_the_log_without_names(
    event, caplog, django_capture_on_commit_callbacks
):
    with (
        caplog.at_level("INFO", "ijmsite.audit"),
        django_capture_on_commit_callbacks(execute=True),
    ):
        bo = member("Writer", first_name="Canary")
        inquiry = baker.make("contacts.Inquiry", name="Canary")
        audit.record(audit.Action.CLOSE, inquiry, bo, "canary", to="canary")
        audit.record(audit.Action.CLOSE, inquiry, "Canary")

    assert lines(caplog) == [
        f"action=close model=contacts.inquiry key={inquiry.pk} actor={bo.pk}",
        f"action=close model=contacts.inquiry key={inquiry.pk} actor=-",
    ]


@pytest.mark.django_db(transaction=True)
def test_the_log_tells_of_what_was_committed_and_of_nothing_else(caplog):
    bo = member("Writer")
    with caplog.at_level("INFO", "ijmsite.audit"):
        with transaction.atomic():
            audit.record(audit.Action.RESET_FACTOR, bo, None)
            transaction.set_rollback(True)
        with transaction.atomic():
            audit.record(audit.Action.NEW_CODES, bo, bo)
            assert lines(caplog) == []
        audit.record(audit.Action.LOCK, bo, None)

    told = [line.partition(" ")[0] for line in lines(caplog)]
    assert told == ["action=new_codes", "action=lock"]
    assert [event.action for event in AuditEvent.objects.order_by("id")] == ["new_codes", "lock"]


@pytest.mark.engine("sqlite")
@pytest.mark.django_db(transaction=True)
def test_a_table_that_a_migration_made_anew_refuses_as_before():
    entry = audit.record(audit.Action.RESET_FACTOR, member("Writer"), None)
    make_anew(AuditEvent)
    assert not triggers_of(AuditEvent), "the premise: SQLite has none of them any more"

    call_command("migrate", verbosity=0)

    with pytest.raises(IntegrityError, match="append-only"):
        AuditEvent.objects.filter(pk=entry.pk).update(action="publish")
    with pytest.raises(IntegrityError, match="append-only"):
        AuditEvent.objects.filter(pk=entry.pk).delete()
    assert len(triggers_of(AuditEvent)) == 3
