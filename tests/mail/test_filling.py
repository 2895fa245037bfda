"""Words with placeholders, as staff type them, and the two parts that become of them."""

import time

import pytest

from ijmsite.mail import filling

VALUES = {"date": "March 5, 2030", "guide_link": "https://newsroom.example/guide/"}
WORDS = """Thank you

By {date} we call.
Two lines.
## What next
Read {guide_link}.
"""


def html(words, values=VALUES, labels=None):
    return filling.to_html(words, values, labels or {})


def test_makes_a_title_headings_paragraphs_and_links():
    link = '<a href="https://newsroom.example/guide/">https://newsroom.example/guide/</a>'

    assert html(WORDS) == (
        "<h1>Thank you</h1>\n<p>By March 5, 2030 we call.<br>\nTwo lines.</p>\n"
        f"<h2>What next</h2>\n<p>Read {link}.</p>"
    )


def test_the_text_part_keeps_the_same_words_without_markup():
    assert filling.to_text(WORDS, VALUES) == (
        "Thank you\n\nBy March 5, 2030 we call.\nTwo lines.\n\nWhat next\n\n"
        "Read https://newsroom.example/guide/."
    )


def test_a_link_says_its_label():
    label = {VALUES["guide_link"]: "Read <it>"}

    assert ">Read &lt;it&gt;</a>." in html("A\n\n{guide_link}.", labels=label)


@pytest.mark.parametrize(
    "typed",
    ["<script>x</script>", "<b>bold</b>", "a & b", '"><img src=x onerror=y>', "<!-- x -->"],
)
def test_markup_stays_what_was_typed(typed):
    for said in (html(f"A\n\n{typed}"), html("A\n\n{date}", {"date": typed})):
        assert typed not in said
        assert said.count("<") == 4  # of the title and the paragraph


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "ftp://a.example"])
def test_only_web_addresses_become_links(address):
    assert "<a " not in html(f"A\n\n{address}")


def test_an_address_cannot_leave_its_attribute():
    said = html('A\n\nhttps://a.example/"onmouseover="x')

    assert '<a href="https://a.example/">' in said
    assert 'onmouseover="' not in said


def test_a_value_makes_no_paragraph_no_heading_and_no_placeholder():
    said = filling.to_text("{date}", {"date": "one\n\n## two {date}"})

    assert said == "one ## two {date}"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("{date", "A brace stands alone"),
        ("date}", "A brace stands alone"),
        ("{{date}}", "A brace stands alone"),
        ("{da{date}te}", "A brace stands alone"),
        ("{dat}", "There is no placeholder {dat}"),
        ("{date.year}", "There is no placeholder {date.year}"),
        ("{date!r:>9}", "There is no placeholder {date!r:>9}"),
        ("{0}", "There is no placeholder {0}"),
        ("{}", "There is no placeholder {}"),
        ("{ date }", "There is no placeholder { date }"),
        ("Hello", "The placeholder {date} is missing"),
        ("{date} \x07", "character that cannot be used"),
        ("{date} \u202e", "character that cannot be used"),
        ("{date} \ud800", "character that cannot be used"),
        (" \n ", "cannot go without"),
    ],
)
def test_says_why_words_cannot_be_used(words, said):
    assert any(said in problem for problem in filling.problems(words, VALUES, {"date"}))


def test_has_nothing_against_good_words():
    assert filling.problems(WORDS + "\tÉté, “ 100 % ” — 🎉", VALUES, {"date"}) == []


def test_names_each_address_without_what_ends_its_sentence():
    assert filling.links_in("See https://a.example/x. (https://b.example/)") == [
        "https://a.example/x",
        "https://b.example/",
    ]


def test_twice_the_lines_take_twice_the_time():
    begun = time.process_time()
    filling.to_text("a\n" * 400_000, {})

    assert time.process_time() - begun < 3
