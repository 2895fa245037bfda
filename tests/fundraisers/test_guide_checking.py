"""Which PDFs may go to strangers."""

from pathlib import Path

import pytest

from fundraisers import guide
from fundraisers.guide.checking import LARGEST, MOST_UNPACKED, problem
from tests.fundraisers.pdfs import GOOD, pdf, stream

SHIPPED = sorted((Path(guide.__file__).parents[1] / "static/fundraisers/guide").glob("*.pdf"))
SCRIPT = b"<< /S /JavaScript /JS (app.alert(1)) >>"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_takes_what_the_site_ships(path):
    assert problem(path.read_bytes()) == ""


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        pdf(stream(b"<< /Type /Page >>")),
        pdf(b"5 0 obj\n<< /OpenAction [3 0 R /Fit] /URI (https://a.example) >>\nendobj\n"),
        # Bytes of a picture, which nothing runs.
        pdf(stream(b"/JS /Launch", b"/Subtype /Image", pack=bytes)),
        pdf(b"5 0 obj\n<< /JSize 5 /Launching 6 >>\nendobj\n"),
    ],
)
def test_takes_good_ones(content):
    assert problem(content) == ""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not a PDF"),
        (b"<html>%PDF-1.7 %%EOF", "not a PDF"),
        (b"\n" + GOOD, "not a PDF"),
        (GOOD[:-7], "end of the PDF is missing"),
        (GOOD + b"\n" * 5000, "end of the PDF is missing"),
        (pdf(b"% " + b"x" * LARGEST + b"\n"), "larger than 1.3 MB"),
        (pdf(trailer=b"/Encrypt 8 0 R "), "encrypted"),
        (pdf(trailer=b"/#45ncrypt 8 0 R "), "encrypted"),
        (pdf(b"5 0 obj\n" + SCRIPT + b"\nendobj\n"), "holds a script"),
        (pdf(b"5 0 obj\n<< /S /J#61vaScript >>\nendobj\n"), "holds a script"),
        (pdf(b"5 0 obj\n<< /S /Launch /F (calc.exe) >>\nendobj\n"), "holds a script"),
        (pdf(b"5 0 obj\n<< /Names << /EmbeddedFiles 6 0 R >> >>\nendobj\n"), "attached file"),
        (pdf(stream(SCRIPT)), "holds a script"),
        (pdf(stream(SCRIPT, b"/Type/ObjStm/Filter[/FlateDecode]/N 1")), "holds a script"),
        (pdf(stream(SCRIPT, b"/Type /#4fbjStm /Filter /FlateDecode")), "holds a script"),
        (pdf(stream(SCRIPT, b"/Type /ObjStm", pack=bytes)), "holds a script"),
        (pdf(stream(b"x", b"/Type /ObjStm /Filter /LZWDecode")), "cannot look into"),
        (pdf(stream(b"x", b"/Type /ObjStm /Filter [/ASCII85Decode /FlateDecode]")), "cannot look"),
        (pdf(stream(b"x", pack=bytes)), "cannot look into"),
        (pdf(stream(bytes(MOST_UNPACKED + 1))), "cannot look into"),
    ],
)
def test_says_what_is_wrong(content, said):
    assert said in problem(content)
