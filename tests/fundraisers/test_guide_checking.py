"""Which PDFs may go to strangers."""

import time
import zlib
from pathlib import Path

import pytest

from fundraisers import guide
from fundraisers.guide import checking
from fundraisers.guide.checking import LARGEST, problem
from fundraisers.guide.looking import MOST_UNPACKED, look
from tests.fundraisers.pdfs import GOOD, packed, pdf, stream

SHIPPED = sorted((Path(guide.__file__).parents[1] / "static/fundraisers/guide").glob("*.pdf"))
SCRIPT = b"<< /S /JavaScript /JS (app.alert(1)) >>"
LOOSE = b"9 0 obj\n" + SCRIPT + b"\nendobj\n"


def link(address, name=b"/URI"):
    return pdf(b"<< /Type /Annot /A << /S /URI %s (%s) >> >>" % (name, address))


def revised(first, change):
    """Return a PDF with a later revision, as editors append one."""
    place = len(first)
    table = first.rindex(b"xref\n0")
    return first + (
        b"%s\nxref\n0 0\ntrailer\n<< /Root 1 0 R /Size 9 /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
        % (change, table, place + len(change) + 1)
    )


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_takes_what_the_site_ships(path):
    assert problem(path.read_bytes()) == ""


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        pdf(packed(b"<< /Type /Page >>")),
        pdf(
            packed(
                b"<< /Type /Page >>",
                b"/Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode]",
                lambda data: zlib.compress(data).hex().encode() + b">",
            )
        ),
        pdf(catalog=b" /OpenAction [2 0 R /Fit]"),
        pdf(b"[2 0 R /Fit]", catalog=b" /OpenAction 3 0 R"),
        pdf(b"<< /S /GoTo /D [2 0 R /Fit] >>", catalog=b" /OpenAction 3 0 R"),
        link(b"https://a.example"),
        link(b"HTTP://a.example"),
        link(b"mailto:a@b.example"),
        # Bytes of a picture, which nothing runs.
        pdf(stream(b"/JS /Launch", b"/Subtype /Image", pack=bytes)),
        # What unpacks to much is content, at which nobody looks.
        pdf(stream(bytes(MOST_UNPACKED + 1))),
        pdf(b"<< /JSize 5 /Launching 6 >>"),
        pdf(b"(/JS /Launch)"),
        # The length of a stream may stand elsewhere.
        pdf(stream(b"x", pack=bytes).replace(b"/Length 1", b"/Length 4 0 R"), b"1"),
        # As Word ends its files.
        revised(GOOD, b""),
        revised(GOOD, b"3 0 obj\n<< /Type /Page >>\nendobj"),
    ],
)
def test_takes_good_ones(content):
    assert look(content) == ""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not a PDF"),
        (b"<html>%PDF-1.7 %%EOF", "not a PDF"),
        (b"\n" + GOOD, "not a PDF"),
        (GOOD[:-7], "end of the PDF is missing"),
        (GOOD + b"\n" * 5000, "end of the PDF is missing"),
        (pdf(loose=b"% " + b"x" * LARGEST + b"\n"), "larger than 1.3 MB"),
        (pdf(trailer=b"/Encrypt 8 0 R"), "encrypted"),
        (pdf(SCRIPT), "holds a script"),
        (link(b"tel:+1234"), "mail address: tel:+1234"),
        (b"%PDF-1.7\n%%EOF", "cannot read all"),
    ],
)
def test_says_what_is_wrong(content, said):
    assert said in problem(content)


@pytest.mark.parametrize(
    "content",
    [
        pdf(b"<< /S /J#61vaScript >>"),
        pdf(b"<< /S /Launch /F (calc.exe) >>"),
        pdf(catalog=b" /Names << /EmbeddedFiles 6 0 R >>"),
        pdf(catalog=b" /AcroForm << /Fields [] >>"),
        pdf(b"<< /Subtype /FileAttachment /FS << /F (a.exe) /EF << /F 9 0 R >> >> >>"),
        pdf(b"<< /Subtype /RichMedia >>"),
        pdf(b"<< /AA << /O 3 0 R >> >>"),
        pdf(b"[[[ << /S /SubmitForm >> ]]]"),
        pdf(b"<< /S /URI /URI (https://a.example) >>", catalog=b" /OpenAction 3 0 R"),
        pdf(catalog=b" /OpenAction << /S /GoTo /D [2 0 R /Fit] /Next 3 0 R >>"),
        # Before any table is read, or instead of it.
        pdf(SCRIPT, start=b"%PDF-1.4\n% stream\n"),
        pdf(b"(a stream\n)", SCRIPT, loose=b"% endstream\n"),
        # What no table names: a viewer that mends finds it.
        pdf(loose=LOOSE),
        pdf(loose=LOOSE.replace(b"9 0 ", b"9 %\n0 %\n")),
        revised(pdf(SCRIPT), b"3 0 obj\nnull\nendobj"),
        revised(GOOD, LOOSE),
        pdf(packed(SCRIPT)),
        pdf(loose=b"9 0 obj\n" + packed(SCRIPT) + b"\nendobj\n"),
        pdf(packed(SCRIPT, b"/Type/ObjStm/Filter[/FlateDecode]")),
        pdf(packed(SCRIPT, b"/Type /#4fbjStm /Filter /FlateDecode")),
        pdf(packed(SCRIPT, b"/Type /ObjStm", pack=bytes)),
        pdf(packed(SCRIPT, b"/Zobj 1 /Filter /FlateDecode")),
        pdf(packed(SCRIPT, b"/Type /ObjStm /Filter /FlateDecode /DecodeParms 4 0 R"), b"null"),
        # It begins within a string.
        pdf(packed(b"(" + SCRIPT + b")", start=1)),
    ],
)
def test_refuses_what_could_do_something(content):
    assert look(content) in {"active", "unreadable"}


@pytest.mark.parametrize(
    "content",
    [
        link(b"javascript:alert(1)"),
        link(b"file:///etc/passwd"),
        link(b"www.a.example"),
        link(b"smb://a.example/x", b"/#55RI"),
        pdf(b"<< /S /URI /URI 4 0 R >>", b"(javascript:x)"),
    ],
)
def test_names_a_link_that_leads_elsewhere(content):
    assert look(content).startswith("link ")


@pytest.mark.parametrize(
    "content",
    [
        pdf(packed(b"x", b"/Type /ObjStm /Filter /Unheard")),
        pdf(packed(b"x", pack=bytes)),
        pdf(packed(b"(" + bytes(MOST_UNPACKED) + b")")),
        pdf(*[packed(b"(" + bytes(MOST_UNPACKED // 8) + b")")] * 9),
        pdf(packed(SCRIPT).replace(b"/N 1", b"/N 0")),
        # Viewers go on where a strict reader would end.
        pdf(b"<< /A 1 null " + SCRIPT[2:]),
        pdf(packed(b"<< /A << /B 1 null /S /X >> " + b"/C 1 >> >>")),
        pdf(b"<< /S /JavaScript\0/X 1 >>"),
        pdf(packed(SCRIPT).replace(b"\nstream\n", b"\nstream\r")),
        pdf(b"<< /A 1 /A 2 >>"),
        pdf(b"[" * 100_000 + b"]" * 100_000),
        pdf(b"[" + b"0 " * 100_001 + b"]"),
        GOOD.replace(b"startxref\n", b"startxref\n1"),
        GOOD.replace(b"/Root 1", b"/Boot 1"),
        revised(pdf(b"0"), b"3 0 obj\n<< endobj"),
    ],
)
def test_refuses_what_it_cannot_read(content):
    assert look(content) in {"unreadable", "active"}


def test_a_file_that_keeps_us_busy_is_refused_in_time(monkeypatch):
    numbers = b"[" + b"0 " * 99_000 + b"]"
    busy = pdf(packed(b"[" + numbers * 90 + b"]"))
    monkeypatch.setattr(checking, "LONGEST", 1)
    begun = time.monotonic()

    assert len(busy) < LARGEST
    assert "cannot read all" in problem(busy)
    assert time.monotonic() - begun < 6


def test_an_error_of_the_machine_is_no_error_of_the_page(monkeypatch):
    monkeypatch.setattr(checking.sys, "executable", "/nowhere/python")

    assert "cannot read all" in problem(GOOD)
