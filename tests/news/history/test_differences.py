"""Two revisions are compared in words."""

import pytest

from news.history.blocks import blocks
from news.history.passages import compare_bodies, compare_lines, in_context
from news.history.words import Matcher
from tests.effort import takes_less_than

from .conftest import page_of, revisions

pytestmark = pytest.mark.django_db


def test_compares_with_the_revision_before(desk, draft, save):
    save(draft, headline="One two three")
    save(draft, headline="One 2 three", status="in_review", body="<p>Body of <b>all</b> of us.</p>")
    page = desk.get(page_of(draft, "revision", len(revisions(draft))))

    assert "<del>two</del> <ins>2</ins>" in page.text
    assert "<del>Draft</del> <ins>In review</ins>" in page.text
    assert "<del>all-hands.</del> <ins>all of us.</ins>" in page.text
    assert "&lt;p&gt;" not in page.text


def test_compares_any_two_from_the_older_to_the_newer(desk, draft, save):
    for headline in ("First", "Second", "Third"):
        save(draft, headline=headline)
    last = len(revisions(draft))
    for number, other in ((last, last - 2), (last - 2, last)):
        page = desk.get(page_of(draft, "revision", number), {"with": other})
        assert "<del>First</del> <ins>Third</ins>" in page.text


@pytest.mark.matrix
@pytest.mark.parametrize("other", ["0", "-1", "99", "two", "²", "9" * 40, "1.5"])
def test_says_when_there_is_no_such_revision_to_compare_with(desk, draft, save, other):
    save(draft, headline="New")
    page = desk.get(page_of(draft, "revision", 2), {"with": other})
    assert page.status_code == 200
    assert "Please compare with another revision" in page.text


def test_the_first_revision_is_new_as_a_whole(desk, draft):
    page = desk.get(page_of(draft, "revision", 1))
    assert "The first revision" in page.text
    assert "<ins>Headline of all-hands</ins>" in page.text


def test_says_relations_and_answers_in_words(desk, draft, save, topic, make_photo):
    photo = make_photo()
    save(
        draft,
        photo=str(photo.pk),
        photo_alt="A light.",
        topics=[topic.pk],
        survivor_face="consented",
    )
    number = len(revisions(draft))
    page = desk.get(page_of(draft, "revision", number)).text
    assert "<ins>Lighthouse</ins>" in page
    assert "<ins>Partnerships</ins>" in page
    assert "<del>No</del> <ins>Yes, and the consent is recorded</ins>" in page

    save(draft, photo="", topics=[])
    topic.delete()
    photo.delete()
    page = desk.get(page_of(draft, "revision", number)).text
    assert page.count("<ins>one that no longer exists</ins>") == 2


def test_escapes_what_was_typed(desk, draft, save):
    save(
        draft,
        headline="<script>alert(1)</script>",
        body="<p>&lt;img src=x onerror=alert(1)&gt;</p>",
    )
    page = desk.get(page_of(draft, "revision", len(revisions(draft)))).text

    assert "<script>alert(1)" not in page
    assert "<ins>&lt;script&gt;alert(1)&lt;/script&gt;</ins>" in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


PICTURE = "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<p>One <strong>two</strong><br>three</p>", [("paragraph", "One two three")]),
        ("<h2>Boats</h2><h3>Small</h3>", [("heading", "Boats"), ("subheading", "Small")]),
        ("<ul><li><p>a</p></li><li>b</li></ul>", [("item", "a"), ("item", "b")]),
        ("<ol><li><p>a</p></li></ol>", [("number", "a")]),
        ("<blockquote><p>We are free.</p></blockquote>", [("quote", "We are free.")]),
        (
            '<p>See <a href="https://a.example/b">the report</a>.</p>',
            [("paragraph", "See the report (https://a.example/b).")],
        ),
        (
            '<p><a href="https://a.example">https://a.example</a></p>',
            [("paragraph", "https://a.example")],
        ),
        (
            f'<figure data-photo="{PICTURE}" data-alt="A &quot;boat&quot;.">'
            "<figcaption>At <em>dawn</em></figcaption></figure><p>x</p>",
            [("picture", 'A "boat".'), ("caption", "At dawn"), ("paragraph", "x")],
        ),
        (
            f'<figure data-photo="{PICTURE}" data-decorative="true" '
            'data-video="https://v.example/1"><figcaption></figcaption></figure>',
            [("picture", "decorative (https://v.example/1)")],
        ),
        (
            "<table><tbody><tr><th>Year</th><td>2026</td></tr><tr><td>a</td></tr></tbody></table>",
            [("row", "Year | 2026"), ("row", "a")],
        ),
        ("<p>a</p><hr><p>b</p>", [("paragraph", "a"), ("line", "―"), ("paragraph", "b")]),
        ("", []),
        ("<p></p>", []),
        (
            "</p></b></a>a<p>b<blockquote>c",
            [("paragraph", "a"), ("paragraph", "b"), ("quote", "c")],
        ),
    ],
)
def test_reads_a_text_as_people_do(html, said):
    assert [(block.kind, " ".join(block.words)) for block in blocks(html)] == said


def marked(passages):
    return [passage.marked for passage in passages]


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("<p>a b c</p>", "<p>a x c</p>", "<span>a</span> <del>b</del> <ins>x</ins> <span>c</span>"),
        ("<p>a b</p>", "<p>a b c</p>", "<span>a b</span> <ins>c</ins>"),
        ("", "<p>a</p>", "<ins>a</ins>"),
        ("<p>a</p>", "", "<del>a</del>"),
        # One word that two other sentences happen to share is no help to a reader.
        (
            "<p>we met the boats in their harbor today</p>",
            "<p>nobody knows why the sea was never calm</p>",
            "<del>we met the boats in their harbor today</del>",
        ),
    ],
)
def test_marks_words(old, new, shown):
    assert shown in " ".join(marked(compare_bodies(old, new)))


def test_finds_the_other_version_of_a_paragraph_among_new_ones():
    old = "<p>The boats sailed at dawn to the sea.</p><p>The end.</p>"
    new = (
        "<p>Quite another beginning.</p><h2>Boats</h2>"
        "<p>The boats sailed at noon to the sea.</p><p>The end.</p>"
    )
    assert marked(compare_bodies(old, new)) == [
        "<ins>Quite another beginning.</ins>",
        "<ins>Boats</ins>",
        "<span>The boats sailed at</span> <del>dawn</del> <ins>noon</ins> <span>to the sea.</span>",
        "<span>The end.</span>",
    ]


@pytest.mark.parametrize(
    ("old", "new", "note"),
    [
        ("<p>a dawn</p>", "<p>a <strong>dawn</strong></p>", "only the formatting changed"),
        ("<p><b>a</b> a</p>", "<p>a <b>a</b></p>", "only the formatting changed"),
        ("<p><b>a b</b></p>", "<p><b>a <i>b</i></b></p>", "only the formatting changed"),
        ("<p>Boats</p>", "<h2>Boats</h2>", "was: Paragraph"),
        ("<h3>Boats</h3>", "<h4>Boats</h4>", "only the formatting changed"),
        (
            "<table><tbody><tr><td><p>a</p></td></tr></tbody></table>",
            '<table><tbody><tr><td colspan="2"><p>a</p></td></tr></tbody></table>',
            "only the formatting changed",
        ),
        (
            f'<figure data-photo="{PICTURE}" data-alt="A"><figcaption></figcaption></figure>',
            f'<figure data-photo="{PICTURE[:-1]}a" data-alt="A"><figcaption></figcaption></figure>',
            "another picture",
        ),
    ],
)
def test_says_in_words_what_is_no_other_word(old, new, note):
    [passage] = compare_bodies(old, new)
    assert str(passage.note) == note
    assert passage.is_changed


@pytest.mark.parametrize(
    "other", ["<p>a  b</p>\n<p>c</p>", "<p>a b</p><p>c </p>", "<p>a&nbsp;b</p><p>c</p>"]
)
def test_layout_of_the_markup_is_no_difference(other):
    assert not any(p.is_changed for p in compare_bodies("<p>a b</p><p>c</p>", other))


def test_lines_that_stand_there_over_and_over_are_no_difference():
    lines = "<p>yes</p><p>no</p>" * 700
    passages = compare_bodies(f"<p>Before it.</p>{lines}", f"<p>In front.</p>{lines}")

    changed = {p.marked for p in passages if p.is_changed}
    assert changed == {"<del>Before it.</del>", "<ins>In front.</ins>"}


def test_keeps_no_word_again_for_each_mark_around_it():
    html = "<p>" + "<b>a b c d e " * 4_900 + "</b>" * 4_900 + "</p>"
    [block] = blocks(html)
    assert len(block.words) == 5 * 4_900
    assert sum(map(len, sum(block.marks, ()))) < len(html)


def test_leaves_out_what_is_far_from_a_change():
    old = "".join(f"<p>Paragraph {n}.</p>" for n in range(20))
    shown = in_context(compare_bodies(old, old.replace("Paragraph 10", "Chapter 10")))
    assert [str(s) if hasattr(s, "count") else s.is_changed for s in shown] == [
        *("9 unchanged paragraphs", False, True, False, "8 unchanged paragraphs"),
    ]


def body(piece, length=199_000):
    return "".join(piece(n) for n in range(length // len(piece(10_000))))


BIG = {
    "one paragraph": (
        "<p>" + body(lambda n: f"word{n % 7919} ") + "</p>",
        "<p>" + body(lambda n: f"word{(n * 31) % 7919} ") + "</p>",
    ),
    "few words over and over": (
        "<p>" + body(lambda n: "ab "[n % 2] + " ") + "</p>",
        "<p>" + body(lambda n: "abc"[n * n % 3] + " ") + "</p>",
    ),
    "tiny paragraphs": (body(lambda n: f"<p>{n % 90}</p>"), body(lambda n: f"<p>{n * n % 90}</p>")),
    "all rewritten": (
        body(lambda n: f"<p>The {n} boats sailed to the island of {n * 7}.</p>"),
        body(lambda n: f"<p>The {n + 1} ships sailed to an island of {n * 5}.</p>"),
    ),
    "in another order": (
        body(lambda n: f"<p>Paragraph {n} stands here.</p>"),
        body(lambda n: f"<p>Paragraph {5000 - n} stands here.</p>"),
    ),
    "nested": ("<ul><li>" * 9_000 + "a", "<ol><li>" * 9_000 + "a"),
}
ORDINARY = {"one paragraph", "all rewritten"}


@pytest.mark.ci
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=() if name in ORDINARY else pytest.mark.audit) for name in BIG],
)
def test_compares_the_longest_texts_in_time(name):
    old, new = BIG[name]

    def compare():
        passages = in_context(compare_bodies(old, new))
        assert sum(len(p.marked) for p in passages if not hasattr(p, "count")) > 0

    takes_less_than(16, compare)


@pytest.mark.parametrize("name", sorted(ORDINARY))
def test_marking_loses_no_word(name):
    old, new = BIG[name]
    passages = compare_bodies(old, new)

    def words(*kinds):
        parts = [text for p in passages for kind, text in p.parts if kind in kinds]
        return " ".join(parts).split()

    # Where paragraphs moved, the order of what is gone and what is new is not one text's order.
    assert sorted(words("same", "del")) == sorted(w for b in blocks(old) for w in b.words)
    assert words("same", "ins") == [w for b in blocks(new) for w in b.words]


def test_long_texts_are_cut_where_something_stands_once():
    old = [f"w{n}" for n in range(5000)]
    new = [word for word in old if word != "w2500"]
    new.insert(4000, "new")
    parts = Matcher().parts(old, new)
    assert [(kind, len(words)) for kind, words in parts] == [
        *(("same", 2500), ("del", 1), ("same", 1500), ("ins", 1), ("same", 999)),
    ]


def test_short_texts_are_compared_the_same_way():
    assert compare_lines("a b", "a c").marked == "<span>a</span> <del>b</del> <ins>c</ins>"
