"""Taking sign-ups along as a table: with a reason, and so that no cell does anything."""

import csv
import io

import pytest

from ijmsite.staff.models import AuditEvent
from tests.staff.people import member

from .desk import LIST, signup

pytestmark = pytest.mark.django_db


def export(client, *things, **data):
    chosen = [thing.pk for thing in things]
    data = {"action": "export_chosen", "_selected_action": chosen, **data}
    return client.post(f"{LIST}?where=all", data)


def test_asks_for_a_reason_before_anything_leaves(client, desk_user):
    response = export(client, signup())

    assert "text/html" in response.headers["Content-Type"]
    assert not AuditEvent.objects.exists()


def test_holds_what_staff_need_and_no_formula(client, desk_user):
    thing = signup(name='=HYPERLINK("https://x.example")', city="+1", idea="run")

    response = export(client, thing, reason="Calls of this week")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text))

    assert row["name"] == '\'=HYPERLINK("https://x.example")'
    assert row["city or town"] == "'+1"
    assert row["idea"] == "Run, walk or ride"
    assert row["place on the path"] == "Signed up"
    assert response.headers["Cache-Control"] == "private, no-store"
    event = AuditEvent.objects.get()
    assert (event.action, event.reason, event.details) == (
        "export",
        "Calls of this week",
        {"rows": 1},
    )


def test_is_for_those_with_the_permission(client):
    client.force_login(member("Writer"))

    assert export(client, signup(), reason="x").status_code == 403
