"""The plain text of an article, to be lifted into a report."""

from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from contacts.models import PressContact
from news.plain import blocks

MARCH = datetime(2026, 3, 3, 15, tzinfo=UTC)


class TextOf(HTMLParser):
    """Collect the text of the article in a page, and its tags."""

    def __init__(self, html):
        super().__init__()
        self.text, self.tags, self.inside = "", [], False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.inside = self.inside or dict(attrs).get("id") == "lift-text"
        if self.inside:
            self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag == "article":
            self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.text += data


def lifted(client, path="/news/all-hands/text/"):
    response = client.get(path)
    assert response.status_code == 200
    return TextOf(response.text)


@pytest.mark.django_db
def test_has_all_that_a_report_needs_in_order(client, make_article, settings):
    settings.SITE_URL = "https://news.example"
    article = make_article(publish_at=MARCH, body="<p>One <em>two</em>.</p><h2>Three</h2>")
    article.corrections.create(note="The sum was wrong.", made_at=MARCH)
    text = lifted(client).text
    order = [
        "Headline of all-hands",
        "Standfirst of all-hands.",
        "London, Ontario, March 3, 2026",
        "By Press office",
        "Correction, March 3, 2026: The sum was wrong.",
        "One two.",
        "Three",
        "About IJM Canada",
        "registered charity",
        "Media Contact",
        "Petra Kooman",
        "519.679.5030 x.229",
        "https://news.example/news/all-hands/",
    ]
    places = [text.index(each) for each in order]

    assert places == sorted(places)


@pytest.mark.django_db
def test_carries_no_markup_of_the_text_nor_pictures(client, make_article, make_photo):
    photo = make_photo()
    make_article(
        body='<p>One <strong>two</strong> <a href="https://a.example/">three</a>.</p>'
        f'<figure data-photo="{photo.pk}" data-alt="Boats"><figcaption>Port</figcaption></figure>',
        photo=photo,
    )
    page = lifted(client)

    assert not {"strong", "a", "figure", "img", "ul"} & {tag for tag, _ in page.tags}
    assert "One two three (https://a.example/)." in page.text
    assert "Port" not in page.text


@pytest.mark.django_db
def test_is_in_the_language_of_the_article_from_top_to_bottom(client, make_article, press_contact):
    press_contact.title_fr = "Directrice"
    press_contact.save()
    make_article(publish_at=MARCH, language="fr")
    page = lifted(client)

    assert page.tags[0][1]["lang"] == "fr"
    assert "3 mars 2026" in page.text
    assert "Directrice" in page.text


@pytest.mark.django_db
@pytest.mark.parametrize("exists", [True, False])
def test_names_the_press_office_where_the_article_names_nobody(client, make_article, exists):
    make_article(press_contact=None)
    if not exists:
        PressContact.objects.all().delete()

    assert ("Petra Kooman" if exists else "Press office") in lifted(client).text


@pytest.mark.django_db
def test_escapes_what_staff_type(client, make_article):
    bad = "<script>alert(1)</script>"
    make_article(headline=bad, standfirst=bad, body="<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>")

    assert "<script>alert" not in client.get("/news/all-hands/text/").text


@pytest.mark.django_db
def test_the_article_is_what_search_engines_shall_keep(client, make_article, settings):
    settings.SITE_URL = "https://news.example"
    make_article()
    html = client.get("/fr/news/all-hands/text/").text

    assert '<link rel="canonical" href="https://news.example/news/all-hands/">' in html
    assert 'href="/news/all-hands/text/"' in client.get("/news/all-hands/").text


@pytest.mark.django_db(transaction=True)
def test_is_bounded_in_queries(client, make_article, django_assert_max_num_queries):
    make_article()
    client.get("/news/all-hands/text/")
    with django_assert_max_num_queries(2):
        client.get("/news/all-hands/text/")


def text_of(html, language="en"):
    return [block.text for block in blocks(html, language)]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", []),
        ("bare <b>text</b>", ["bare text"]),
        ("<p>a\n  b&nbsp;c &amp; d</p>", ["a b\u00a0c & d"]),
        ("<p>a<br>b</p><p> </p>", ["a\nb"]),
        ("<p>x<sup>2</sup></p>", ["x2"]),
        ("<ul><li><p>a</p></li><li>b</li></ul>", ["• a\n• b"]),
        ("<ol><li>a</li><li>b</li></ol><p>c</p>", ["1. a\n2. b", "c"]),
        ("<ul><li>a</li></ul><ol><li>b</li></ol>", ["• a", "1. b"]),
        ("<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>", ["• a\n  1. b\n• c"]),
        ("<ul><li><p>a</p><p>b</p></li></ul>", ["• a\n  b"]),
        ("<p>a</p><hr><p>b</p>", ["a", "* * *", "b"]),
        (
            "<table><caption>c</caption><tbody><tr><th>a</th><td>1</td></tr>"
            "<tr><th>b</th><td>2</td></tr></tbody></table><p>d</p>",
            ["c\na | 1\nb | 2", "d"],
        ),
        ('<p><a href="https://a.example/">x</a>, y</p>', ["x (https://a.example/), y"]),
        ('<p><a href="https://a.example/">https://a.example/</a></p>', ["https://a.example/"]),
        ('<p><a href="mailto:a@b.example">Write</a></p>', ["Write (a@b.example)"]),
        ('<p><a href="#top">Top</a></p>', ["Top"]),
        ("<figure><figcaption>Port</figcaption></figure><p>a</p>", ["a"]),
        (
            '<figure data-photo="x" data-video="https://v.example/1"><figcaption>c</figcaption>'
            "</figure><p>a</p>",
            ["Video: https://v.example/1", "a"],
        ),
        ("</p></ul></li></blockquote>a<li>b", ["a", "b"]),
    ],
)
def test_writes_plainly(html, expected):
    assert text_of(html) == expected


@pytest.mark.parametrize(
    ("html", "language", "expected"),
    [
        ("<blockquote><p>a</p></blockquote>", "en", ["“a”"]),
        ("<blockquote><p>a</p><p>b</p></blockquote>c", "en", ["“a", "b”", "c"]),
        ("<blockquote><p>a</p></blockquote>", "fr", ["«\u00a0a\u00a0»"]),
        ("<blockquote><p>“a,” she said</p></blockquote>", "en", ["“a,” she said"]),
        ("<blockquote><p>a</p><cite>Ann</cite></blockquote>", "en", ["“a”", "— Ann"]),
        ("<blockquote><p>a <cite>Ann</cite></p></blockquote>", "en", ["“a”", "— Ann"]),
        ("<blockquote></blockquote>", "en", []),
    ],
)
def test_a_quotation_keeps_being_one(html, language, expected):
    assert text_of(html, language) == expected


def test_a_link_of_ours_is_written_in_full(settings):
    settings.SITE_URL = "https://news.example"

    assert text_of('<p><a href="/news/x/">x</a></p>') == ["x (https://news.example/news/x/)"]


def test_names_what_is_a_heading():
    tags = [block.tag for block in blocks("<h2>a</h2><p>b</p><h3>c</h3>", "en")]

    assert tags == ["h2", "p", "h3"]


def test_a_deep_text_takes_no_longer_than_a_flat_one():
    assert text_of("<blockquote>" * 20_000 + "a") == ["a"]


def test_lists_in_lists_are_indented_six_levels_at_most():
    [text] = text_of("<ul><li>a" * 9, "en")
    indents = [len(line) - len(line.lstrip()) for line in text.split("\n")]

    assert indents == [0, 2, 4, 6, 8, 10, 12, 12, 12]


def test_lists_in_lists_are_not_much_longer_than_their_markup():
    html = "<ul><li>a b c d" * 2_400 + "</li></ul>" * 2_400
    [text] = text_of(html, "en")

    assert text.count("a b c d") == 2_400
    assert len(text) < len(html)
