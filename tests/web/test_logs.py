"""What opens something without an account is in no log, and nobody writes lines of their own."""

import logging
import sys
from io import StringIO

import pytest

from ijmsite.web.logs import MaskingFormatter, masked

TOKEN = "UwY_WDzQCi4FyVnKhzsWDRbn6dbEbDrkAWo-43xSG7Q"


@pytest.mark.parametrize(
    "path",
    [
        "/news/reading/{}/",
        "/news/reading//{}/",
        "/fr/news/reading%2F{}",
        "/confirm/{}",
        "/unsubscribe/{}?x=1",
        "/?signin={}",
    ],
)
def test_a_token_is_masked_however_the_address_is_written(path):
    assert TOKEN not in masked(f"Not Found: {path.format(TOKEN)}")


def test_other_addresses_stay():
    said = "Not Found: /news/reading-the-ledger-of-a-brickyard/"
    assert masked(said) == said


FAKE = "2026-11-28 12:00:00 INFO django forged"
# What ends a line for an editor or a terminal, steers the terminal, or turns the text around.
BREAKS = ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"]
SIGNS = [*BREAKS, "\x00", "\x1b[2J", "\x7f", "\x9b", "\u202e", "\u2066", "\ud800"]


def written(message="", args=(), error=None):
    try:
        raise error or ValueError
    except Exception:
        exc_info = sys.exc_info() if error else None
    record = logging.LogRecord("name", logging.ERROR, "path", 1, message, args, exc_info)
    return MaskingFormatter("{levelname} {message}", style="{").format(record)


def lines_of_strangers(text):
    return [line for line in text.splitlines()[1:] if not line.startswith("  ")]


@pytest.mark.parametrize("sign", SIGNS, ids=ascii)
def test_a_message_is_one_line_without_signs_that_steer_a_terminal(sign):
    line = written("Not Found: %s", (f"a{sign}{FAKE}",))

    assert line.splitlines() == [line]
    assert sign not in line
    assert sign[0].encode("unicode_escape").decode() in line
    assert line.encode()


@pytest.mark.parametrize("sign", SIGNS, ids=ascii)
def test_the_text_of_an_error_starts_no_line(sign):
    error = ValueError(f"a{sign}{FAKE}{sign}")
    error.__cause__ = KeyError("in between")
    error.__cause__.__context__ = RuntimeError(f"b{sign}{FAKE}")
    text = written("Failed", error=error)

    assert sum(FAKE in line for line in text.splitlines()) == 2
    assert all("Error: " in line for line in text.splitlines() if FAKE in line)
    assert not lines_of_strangers(text)
    assert sign == "\n" or sign not in text


@pytest.mark.parametrize("sign", SIGNS, ids=ascii)
def test_no_line_of_a_group_or_a_note_looks_like_one_of_the_log(sign):
    group = ExceptionGroup(f"a{sign}{FAKE}", [ValueError(f"b{sign}{FAKE}")])
    group.add_note(f"c{sign}{FAKE}")

    assert not lines_of_strangers(written("Failed", error=group))


def test_a_traceback_keeps_its_lines():
    text = written("Failed", error=ValueError("why"))

    assert text.splitlines()[:2] == ["ERROR Failed", "  Traceback (most recent call last):"]
    assert text.splitlines()[-1] == "  ValueError: why"
    assert f'    File "{__file__}", line ' in text


def test_letters_and_tabs_stay():
    assert written("Zoë\t→ 王 👩‍👩‍👧") == "ERROR Zoë\t→ 王 👩‍👩‍👧"


def multipart_without_a_boundary(client):
    return client.post("/press/", b"x", content_type="multipart/form-data")


REFUSED = {
    "wrong host": lambda client: client.get("/", headers={"host": "evil.example"}),
    "no boundary": multipart_without_a_boundary,
    "too many fields": lambda client: client.post("/press/", {f"f{n}": "" for n in range(1_001)}),
}


@pytest.mark.django_db
@pytest.mark.parametrize("ask", REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_one_line_each(client, settings, caplog, ask):
    settings.ALLOWED_HOSTS = ["news.ijm.example", "testserver"]
    stream = StringIO()
    [shipped] = [h for h in logging.root.handlers if type(h) is logging.StreamHandler]

    assert ask(client).status_code == 400

    records = [r for r in caplog.records if r.levelno >= logging.WARNING]
    assert records
    console = logging.StreamHandler(stream)
    console.filters, console.formatter = shipped.filters, shipped.formatter
    for record in records:
        console.handle(record)
    assert stream.getvalue().count("\n") == len(records)
