"""No text that may be saved holds up those who read its blocks."""

from itertools import pairwise

import pytest

from news import blocks, plain
from news.body import clean_body
from news.checks.outline import outline
from news.history import blocks as history
from tests.effort import takes_less_than

READERS = {
    "page of the plain text": lambda html: plain.blocks(html, "en"),
    "history": history.blocks,
    "checks": outline,
}
LONG = f'<a href="/{"x" * 100_000}">'


def row(cells):
    return f"<table><tbody><tr>{cells}</tr></tbody></table>"


TEXTS = {
    "cited": "<blockquote><p>" + "<cite>a</cite>" * 4_900 + "</p></blockquote>",
    "bold around all": "<b>" * 90 + "<p>a</p>" * 4_900 + "</b>" * 90,
    "blank cells": row("<td> </td>" * 4_900),
    "bold cells": row("<td><b>a</b></td>" * 2_400),
    "cells in bold": "<b>" * 90 + row("<td>a</td>" * 4_800) + "</b>" * 90,
    "link around all": LONG + "<p>a</p>" * 4_900 + "</a>",
    "link around blank": LONG + "<p> </p>" * 4_900 + "</a>",
    "link within the text": LONG.replace("/", "#") + "<p>a</p>" * 4_900 + "</a>",
    "link around cited": f"<blockquote>{LONG}" + "<cite>a</cite>" * 4_900 + "</a></blockquote>",
    "long list": "<ul><li>😀" + "a" * 100_000 + "</li>" + "<li>a</li>" * 4_900 + "</ul>",
}


@pytest.mark.ci
@pytest.mark.matrix
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", TEXTS)
def test_the_worst_texts_are_read_in_time(name, reader):
    html = clean_body(TEXTS[name])

    takes_less_than(4, lambda: READERS[reader](html))


def test_emphasis_around_many_blocks_is_kept_once_for_each():
    [one, two] = blocks.read("<b><b><i><p>a</p><p>b</p></i></b></b>")

    assert [[span.tag for span in block.spans] for block in (one, two)] == [["b", "i"]] * 2


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="/x"><h2>a</h2><p>b</p></a>', ["a (/x)", "b"]),
        ('<a href="/x"> <p>a</p><p>b</p></a>', ["a (/x)", "b"]),
        ('<a href="/x">a</a> <a href="/x">b</a>', ["a (/x) b (/x)"]),
        ('<blockquote><a href="/x">a<cite>b</cite></a></blockquote>', ["“a (/x)”", "— b"]),
    ],
)
def test_says_once_where_a_link_around_several_blocks_leads(html, expected, settings):
    settings.SITE_URL = ""

    assert [block.text for block in plain.blocks(html, "en")] == expected


def test_the_history_shows_once_where_a_link_around_several_blocks_leads():
    html = '<a href="/x"><p>a</p><p>b</p></a>'

    assert [block.words for block in history.blocks(html)] == [("a", "(/x)"), ("b",)]


def test_a_link_over_several_cells_is_one_of_each():
    html = row('<td>a</td><td><a href="/x">b</a>c <a href="/y">d</a></td><td></td>')
    html = html.replace("<table>", '<a href="/z"><table>')

    assert [(link.href, link.text) for link in outline(html).links] == [
        *(("/z", "a"), ("/z", "\t"), ("/x", "b"), ("/y", "d"), ("/z", "bc d"), ("/z", "\t")),
    ]


def test_the_pieces_of_a_block_are_its_text():
    html = "<td>a</td><td></td><td><b>b</b> <td>c</td></td>d"
    [block] = blocks.read(row(html))
    pieces = list(block.parts({"td"}))

    assert "".join(part.text for _, part in pieces) == block.text
    assert all(tag == "" or before == "" for (before, _), (tag, _) in pairwise(pieces))
