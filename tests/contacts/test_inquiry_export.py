"""Taking inquiries along as a file: who, why, which rows, and nothing in it that does anything."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from contacts.services import desk
from ijmsite.staff.export import cell
from ijmsite.staff.models import AuditEvent
from tests.effort import takes_less_than
from tests.staff.people import member

from .desk import LIST, inquiry

pytestmark = pytest.mark.django_db


def ask(client, things, where="waiting", **fields):
    data = {"action": "export_chosen", "_selected_action": [t.pk for t in things], **fields}
    return client.post(f"{LIST}?where={where}", data)


def rows(response):
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def test_asks_for_the_reason_first(client, lead):
    things = [inquiry(), inquiry()]

    html = ask(client, things).text

    assert "2 rows come along" in html
    assert 'name="reason"' in html
    for thing in things:
        assert f'name="_selected_action" value="{thing.pk}"' in html
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("reason", ["", "  ", "two\nlines", "x" * 201, "a\u202eb"])
def test_takes_no_reason_that_says_nothing(client, lead, reason):
    response = ask(client, [inquiry()], reason=reason)

    assert "<title>Error:" in response.text
    assert not AuditEvent.objects.exists()


def test_sends_the_rows_and_keeps_who_took_them_and_why(client, lead):
    thing = inquiry(message='She said "no",\r\nthen yes.', phone="+44 20 7946 0000")
    inquiry()

    response = ask(client, [thing], reason="Year’s report to the board")

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="inquiry-{timezone.localdate()}.csv"'
    )
    head, row = rows(response)
    found = dict(zip(head, row, strict=True))
    assert found["reference"] == thing.reference
    assert found["message"] == 'She said "no",\r\nthen yes.'
    assert found["phone"] == "'+44 20 7946 0000"
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.reason) == (
        "export",
        lead,
        "Year’s report to the board",
    )
    assert (event.details, event.label) == ({"rows": 1}, "media inquiries")


def test_audit_list_says_it(client, lead):
    ask(client, [inquiry()], reason="The board asks")

    html = client.get("/admin/staff/auditevent/").text

    assert "The board asks" in html
    assert "rows: 1" in html


def test_writes_lines_as_rfc_4180_has_them(client, lead):
    content = b"".join(ask(client, [inquiry(message="a\nb")], reason="x").streaming_content)

    assert content.count(b"\r\n") == 2
    assert content.endswith(b"\r\n")


# One for each way into a formula; seven rows in, seven out.
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x.example","a\nb")']


def test_no_cell_is_a_formula(client, lead):
    things = [
        inquiry(name=text, outlet=text, email=text, phone=text, message=text, zone=text[:60])
        for text in FORMULAS
    ]

    head, *found = rows(ask(client, things, reason="x"))

    assert len(found) == 7
    assert {len(row) for row in found} == {len(head)}
    for row in found:
        for name in ["name", "outlet", "email", "phone", "message", "time zone"]:
            assert row[head.index(name)].startswith("'")


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("typed", "written"),
    [
        *[(text, "'" + text) for text in ["=1", "+1", "-1", "@a", "＝1", "＋1", "－1", "＠a"]],
        *[("\0", "'\0"), ("\t", "'\t"), ("\n", "'\n"), ("\r", "'\r"), (" =1", "' =1")],
        ("\ufeff=1", "'\ufeff=1"),
        ("\xa0\u200b=1", "'\xa0\u200b=1"),
        # Behind what other programs take for the end of a cell.
        ("a;=1", "a;'=1"),
        ("a\t@b", "a\t'@b"),
        ("a\n=1\n-2", "a\n'=1\n'-2"),
        ("\n=1", "'\n'=1"),
        # As what stands around one.
        ('x;"=1+1;y', "x;'\"=1+1;y"),
        ('a\n"=1+1', "a\n'\"=1+1"),
        ('"" =1', '\'"" =1'),
        *[(text, text) for text in ["", "a=1", "a-b", "zoe@x.example", "a; b", "1 + 1", "'", "é"]],
        (None, ""),
        (7, "7"),
        (-7, "'-7"),
    ],
)
def test_disarms_what_a_spreadsheet_would_compute(typed, written):
    assert cell(typed) == written


@pytest.mark.parametrize("text", ["\n" * 5000, ";" * 5000, '"' * 5000, "\0\ufeff" * 2500])
def test_long_texts_take_no_longer_than_they_are_long(text):
    takes_less_than(0.5, lambda: cell(text))


def test_holds_nothing_that_the_list_does_not_show(client, lead):
    waits, spam = inquiry(), inquiry(status="spam")

    everything = rows(ask(client, [waits, spam], reason="x"))
    of_spam = rows(ask(client, [waits, spam], where="spam", reason="x"))

    assert [row[0] for row in everything[1:]] == [waits.reference]
    assert [row[0] for row in of_spam[1:]] == [spam.reference]


def test_leaves_calls_for_help_out_unless_they_are_asked_for(client, lead):
    plain, call = inquiry(), inquiry(is_call_for_help=True)

    html = ask(client, [plain, call]).text
    without = rows(ask(client, [plain, call], reason="x"))
    everything = rows(ask(client, [plain, call], reason="x", with_calls_for_help="on"))

    assert "1 row comes along" in html
    assert re.search(r'<input type="checkbox" name="with_calls_for_help"[^>]*>', html)
    assert [row[0] for row in without[1:]] == [plain.reference]
    assert {row[0] for row in everything[1:]} == {plain.reference, call.reference}
    assert [event.details for event in AuditEvent.objects.order_by("id")] == [
        {"rows": 1},
        {"rows": 2},
    ]


def test_sends_the_rows_that_it_counted(client, lead):
    things = [inquiry(), inquiry()]
    response = ask(client, things, reason="x")

    # Answered while the file is on its way, it no longer waits; it was counted, and comes along.
    desk.answer(things[0], lead)
    inquiry()

    assert len(rows(response)) == 3
    assert AuditEvent.objects.get(action="export").details == {"rows": 2}


def test_keeps_the_order_of_the_list(client, lead):
    now = timezone.now()
    things = [inquiry(deadline=now + timedelta(hours=hours)) for hours in (3, 1, 2)]

    found = rows(ask(client, things, reason="x"))

    assert [row[0] for row in found[1:]] == [things[n].reference for n in (1, 2, 0)]


def test_takes_all_that_the_list_shows(client, lead):
    things = [inquiry() for _number in range(60)]
    inquiry(status="quarantined")

    page = ask(client, things[:1], select_across="1").text
    found = rows(ask(client, things[:1], select_across="1", reason="x"))

    assert "60 rows come along" in page
    assert 'name="select_across" value="1"' in page
    assert len(found) == 61


def test_reads_many_rows_with_few_queries(client, lead, django_assert_max_num_queries):
    owner = member("PR lead")
    things = [inquiry(owner=owner) for _number in range(40)]

    with django_assert_max_num_queries(14):
        assert len(rows(ask(client, things, reason="x"))) == 41


def test_reads_row_by_row(client, lead):
    inquiry()
    response = ask(client, [inquiry()], reason="x")

    assert response.streaming
    first = next(iter(response.streaming_content))
    assert first.count(b"\r\n") == 1


def test_is_for_those_who_have_the_permission_for_it(client):
    reader = member()
    names = ["view_inquiry", "change_inquiry"]
    reader.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(reader)
    thing = inquiry()

    assert "export_chosen" not in client.get(LIST).text
    response = ask(client, [thing], reason="x")

    assert not response.streaming
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("role", ["Writer", "Fundraising", ""])
def test_is_refused_to_other_desks(client, role):
    client.force_login(member(role))

    assert ask(client, [inquiry()], reason="x").status_code == 403
    assert not AuditEvent.objects.exists()


def test_runs_nothing_that_was_typed_as_the_reason(client, lead):
    evil = "<script>alert(1)</script>"

    html = ask(client, [inquiry()], reason=f"{evil}\n{evil}").text
    ask(client, [inquiry()], reason=evil)

    assert "<script>alert" not in html + client.get("/admin/staff/auditevent/").text
