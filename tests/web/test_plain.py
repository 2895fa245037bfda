"""What is stored in plain SQL is what the ORM stores, in fewer steps."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from contacts.models import Inquiry
from ijmsite.mail.models import Message
from ijmsite.staff.models import AuditEvent
from ijmsite.web.plain import insert, update

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def inquiry(number, **fields):
    said = {"name": "Zoë", "email": "zoe@courier.example", "message": "“Why?” 'a' %s"}
    said |= {"reasons": ["links", "é"], "deadline": NOW, "is_call_for_help": True}
    said |= {"reference": f"M-{number}", "digest": f"digest {number}"}
    return Inquiry(**said | fields)


def message(number, **fields):
    said = {"to": "zoe@courier.example", "headers": {"A": "é"}, "reply_to": ["a@x.example"]}
    said |= {"at_most_every": timedelta(days=1), "date": NOW}
    return Message(key=f"key {number}", message_id="<1@x.example>", **said | fields)


def columns(row, *without):
    stored = type(row).objects.filter(pk=row.pk).values().get()
    return {name: value for name, value in stored.items() if name not in without}


@pytest.mark.parametrize("make", [inquiry, message])
def test_stores_what_save_stores(make, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    plain, saved = make(1), make(2)

    assert insert(plain)
    saved.save()

    own = ["id", "key", "reference", "digest"]
    moments = [
        "created_at",
        "next_try_at",
        "received_at",
    ]  # of a default that holds the clock of before
    assert columns(plain, *own, *moments) == columns(saved, *own, *moments)
    assert type(plain.pk) is type(saved.pk)
    assert plain._state.adding is False
    assert plain._state.db == saved._state.db
    plain.refresh_from_db()
    plain.save()


def test_a_time_that_is_made_when_a_row_is_stored_is_made():
    event = AuditEvent(action=AuditEvent.Action.CLOSE)
    assert insert(event)

    assert timezone.now() - AuditEvent.objects.get().at < timedelta(minutes=1)


def test_a_row_that_is_there_already_fails_nothing():
    with transaction.atomic():
        assert insert(inquiry(1))
        second = inquiry(2, digest="digest 1")
        assert not insert(second)
        assert not insert(inquiry(1, digest="other"))
        assert second.pk is None
        assert second._state.adding
        assert insert(inquiry(3))

    assert Inquiry.objects.count() == 2


def test_what_the_database_refuses_otherwise_is_an_error():
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(inquiry(1, status="lost"))


@pytest.mark.parametrize("headers", ["text", ["a"], {"A": "é"}], ids=str)
def test_changes_a_row_to_what_save_would_make_of_it(headers):
    row, other = message(1), message(2)
    insert(row)
    insert(other)
    said = {"headers": headers, "state": Message.State.SENT, "subject": gettext_lazy("News")}
    said |= {"ended_at": NOW, "last_error": ""}
    key = row.pk

    assert update(row, where={"id": str(key)}, **said)
    Message.objects.filter(pk=other.pk).update(**said)
    own = ["id", "key", "created_at", "next_try_at"]
    assert columns(row, *own) == columns(other, *own)


def test_changes_one_row_where_it_is_as_it_should_be():
    row, other = message(1), message(2)
    insert(row)
    insert(other)

    assert not update(row, where={"lease_until": NOW}, tries=7)
    assert update(row, where={"tries": 0}, tries=1, headers={"B": "2"}, next_try_at=NOW)

    assert (row.tries, row.headers) == (0, {"A": "é"})
    assert columns(row)["tries"] == 1
    assert columns(row)["headers"] == {"B": "2"}
    assert columns(row)["next_try_at"] == NOW
    assert columns(other)["tries"] == 0
