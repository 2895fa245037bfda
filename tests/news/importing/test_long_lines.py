"""What one long run of the same letter must not do: take time by its square."""

import time

import pytest
from lxml import html

from news.importing import chrome, figures, metadata, phrases, reader, tidy
from news.importing.figures import PictureFinder, sources_of
from news.importing.text import Text

MANY = 20_000
BLANKS = " " * MANY
# Neither browsers nor we make one of them.
WIDE = "\u2003" * MANY


def with_site():
    about = metadata.Metadata(html.fromstring("<p>x</p>"))
    about.site = "Site"
    return about


def take(tmp_path, alt):
    finder = PictureFinder(tmp_path, tmp_path)
    finder.take(html.fromstring(f'<img src="a.jpg" alt="{alt}">'))
    return finder


@pytest.mark.parametrize(
    "read",
    [
        pytest.param(
            lambda _: sources_of(html.fromstring(f'<img srcset="a{BLANKS}b">')), id="srcset"
        ),
        pytest.param(lambda path: take(path, "/" * MANY), id="file name"),
        pytest.param(lambda _: figures.CREDIT.search(f"Photo:{WIDE}("), id="credit"),
        pytest.param(lambda _: Text("---" + "\n" * MANY + "x"), id="front"),
        pytest.param(lambda _: Text(f"title: a{BLANKS}b\n"), id="field"),
        pytest.param(lambda _: Text("[a\n" * MANY), id="reference"),
        pytest.param(lambda _: Text(f"# a{BLANKS}b").html(), id="heading"),
        pytest.param(lambda _: Text(f"# {'#' * MANY}b").html(), id="heading of signs"),
        pytest.param(lambda _: with_site().without_site(f"a{WIDE}b"), id="title"),
        pytest.param(lambda _: with_site().without_site("-" * MANY + "b"), id="strokes"),
        pytest.param(lambda _: with_site().byline(f"a{WIDE}b"), id="byline"),
        pytest.param(lambda _: reader.CUT_OFF.sub("", f"a{WIDE}b"), id="cut off"),
        pytest.param(lambda _: tidy.DATELINE.match(f"HALIFAX,{WIDE}("), id="dateline"),
        pytest.param(lambda _: chrome.RULE.findall("a" * MANY), id="styles"),
        pytest.param(lambda _: chrome.without_conditions("@" * MANY), id="conditions"),
        pytest.param(lambda _: phrases.is_furniture(f"loading{'.' * MANY}x"), id="furniture"),
    ],
)
def test_a_long_run_takes_no_time(tmp_path, read):
    start = time.thread_time()
    read(tmp_path)

    assert time.thread_time() - start < 0.25


def test_reads_fields_headings_and_sources_as_before():
    text = Text("---\ntitle: \"A night\"\nby: 'Ann'\n---\n\n## Over it ##\n")

    assert text.fields == {"title": "A night", "by": "Ann"}
    assert text.html() == "<h2>Over it</h2>"
    image = html.fromstring('<img srcset="a.jpg 300w,  b.jpg   1.5x, , c.jpg">')
    assert sources_of(image) == ["a.jpg", "b.jpg", "c.jpg"]


def test_finds_what_styles_hide_as_before():
    css = ".a{display:none}@media print{.b{display:none}}.c, .d{display: none}.e{color:red}"
    page = html.document_fromstring(f"<head><style>{css}</style></head><p>x</p>")

    assert chrome.hidden_by_rules(page) == {".a", ".c", ".d"}
