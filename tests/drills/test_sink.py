"""The drills' mail server answers as its script says, and its log says what has arrived."""

import smtplib
import socket
import time

import pytest

from drills.sink import DROP, SILENCE, Sink

MAIL = "Message-ID: <{}@drill.example>\r\nSubject: Drill {}\r\n\r\nText"


@pytest.fixture
def sink():
    sink = Sink().start()
    yield sink
    sink.stop()


def send(sink, number=1, to="reader@drill.example"):
    with smtplib.SMTP("127.0.0.1", sink.port, timeout=5) as client:
        client.sendmail("newsroom@drill.example", [to], MAIL.format(number, number))


def test_logs_what_has_arrived(sink):
    send(sink, 1)
    send(sink, 2)
    send(sink, 2)

    assert sink.copies == {"<1@drill.example>": 1, "<2@drill.example>": 2}
    assert [entry.subject for entry in sink.kept] == ["Drill 1", "Drill 2", "Drill 2"]
    assert sink.log[1].digest == sink.log[2].digest != sink.log[0].digest
    assert len(sink.connects) == 3
    assert all(entry.is_told for entry in sink.log)


def test_has_not_kept_what_it_refused(sink):
    sink.script = lambda phase, *about: "554 5.7.1 Not wanted" if phase == "DOT" else None

    with pytest.raises(smtplib.SMTPDataError):
        send(sink)

    assert not sink.copies
    assert len(sink.log) == 1


def test_refuses_one_recipient(sink):
    sink.script = lambda phase, to, _id: "550 No" if phase == "RCPT" and to[0] == "x" else None

    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(sink, to="x@drill.example")
    send(sink)

    assert [entry.recipient for entry in sink.log] == ["reader@drill.example"]
    assert sink.commands["RCPT", "x@drill.example"] == 1


def test_has_kept_what_it_took_before_it_cut_the_line(sink):
    sink.script = lambda phase, *about: DROP if phase == "DOT" else None

    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(sink)

    assert sink.copies.total() == 1
    assert not sink.log[0].is_told


def test_says_nothing_and_knows_how_long(sink):
    sink.script = lambda phase, *about: SILENCE if phase == "CONNECT" else None

    with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        smtplib.SMTP("127.0.0.1", sink.port, timeout=0.2)

    end = time.monotonic() + 5
    while not sink.silences[0][1] and time.monotonic() < end:
        time.sleep(0.01)
    began, ended = sink.silences[0]
    assert 0.1 < ended - began < 5


def test_counts_who_comes_while_it_is_off(sink):
    sink.is_off = True

    with pytest.raises(smtplib.SMTPServerDisconnected):
        smtplib.SMTP("127.0.0.1", sink.port, timeout=5)

    assert len(sink.connects) == 1


def test_is_gone_when_stopped():
    sink = Sink().start()
    sink.stop()

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", sink.port), timeout=1)
