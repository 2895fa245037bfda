"""What readers are told before they read what is hard to read, and who is not told."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from model_bakery import baker

from ijmsite.pages.models import Banner, HelpLine
from news.history.restoring import restored
from news.models import Article

from .desk import posted

feedparser = pytest.importorskip("feedparser")
pytestmark = pytest.mark.django_db
NOTE = "This article describes the abuse of a child."
PAGES = ["/news/all-hands/", "/news/all-hands/text/", "/fr/news/all-hands/"]


@pytest.fixture
def noted(make_article):
    baker.make(HelpLine, country="Canada", name="The Line", phone="1-833-900-1010")
    return make_article(content_note=NOTE)


@pytest.mark.parametrize("path", PAGES)
def test_stands_before_picture_and_text_with_the_help_lines(client, make_article, make_photo, path):
    baker.make(HelpLine, country="Canada", name="The Line", phone="1-833-900-1010")
    make_article(content_note=NOTE, photo=make_photo(), standfirst="", photo_alt="A lighthouse.")
    html = client.get(path).text
    order = [html.index(NOTE), html.index('href="tel:18339001010"'), html.index("Body of")]
    if "/text/" not in path:
        order.insert(2, html.index("<picture"))

    assert order == sorted(order)


@pytest.mark.parametrize("path", PAGES)
def test_an_article_without_one_has_neither_note_nor_exit(client, make_article, path):
    make_article()
    html = client.get(path).text

    assert "content-note" not in html
    assert "exit" not in html


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("note", "count"), [("", 1), (NOTE, 0)])
def test_nobody_is_asked_for_a_gift_beside_it(client, make_article, path, note, count):
    baker.make(Banner, headline="Double your gift", headline_fr="Donnez", ends_at=None)
    make_article(content_note=note)

    assert client.get(path).text.count('<aside class="banner"') == count


@pytest.mark.parametrize("path", PAGES[:2])
def test_says_that_the_history_still_lists_the_page(client, noted, path):
    assert "Leaving does not clear your browser’s history." in client.get(path).text


def test_is_in_the_language_of_the_article(client, make_article):
    make_article(content_note="Ce texte décrit des violences.", language="fr")

    assert '<p lang="fr">Ce texte décrit' in client.get("/news/all-hands/").text


def test_markup_in_it_is_escaped(client, make_article):
    make_article(content_note="<script>alert(1)</script>")

    for path in PAGES:
        assert "<script>alert" not in client.get(path).text


def test_what_is_copied_from_the_text_page_is_without_it(client, noted):
    html = client.get("/news/all-hands/text/").text

    assert html.index(NOTE) < html.index('id="lift-text"')
    assert html.count(NOTE) == 1


@pytest.mark.parametrize("path", ["/news/all-hands/", "/news/all-hands/text/"])
def test_machines_that_show_the_article_elsewhere_are_not_told(client, noted, path):
    html = client.get(path).text
    head = unescape(html[: html.index("</head>")])

    assert NOTE not in head
    assert NOTE not in "".join(re.findall(r"<script[^>]*>(.*?)</script>", html, re.DOTALL))
    # Search engines show no passage of what carries this.
    assert re.search(r'<section class="content-note"[^>]* data-nosnippet>', html)


@pytest.mark.parametrize(
    "path",
    [
        *["/", "/news/", "/fr/news/", "/news/topics/partnerships/", "/news/?q=abuse"],
        *["/sitemap.xml", "/news-sitemap.xml"],
    ],
)
def test_lists_are_without_it(client, topic, make_article, path):
    make_article(content_note=NOTE, topics=[topic])
    response = client.get(path)

    assert response.status_code == 200
    assert NOTE not in unescape(response.text)


@pytest.mark.parametrize("path", ["/news/feed/", "/news/feed/rss/"])
@pytest.mark.parametrize(("frame", "label"), [("", "Before you read"), ("/fr", "Avant de lire")])
def test_feeds_have_it_before_picture_and_text_and_in_no_description(
    client, make_article, make_photo, path, frame, label
):
    note = "<script>alert(1)</script> of a child."
    make_article(
        content_note=note, language=frame[1:] or "en", photo=make_photo(), photo_alt="A light."
    )
    [entry] = feedparser.parse(client.get(frame + path).content).entries
    content = entry.content[0].value
    order = [content.index(f"<strong>{label}</strong>"), content.index("of a child.")]
    order += [content.index("<figure"), content.index("Body of")]

    assert order == sorted(order)
    assert "of a child" not in entry.summary
    assert "<script" not in content


def test_a_feed_says_nothing_where_there_is_none(client, make_article):
    make_article()

    assert "Before you read" not in client.get("/news/feed/").text


@pytest.mark.parametrize("button", [{}, {"_continue": "1"}])
def test_whoever_takes_it_from_a_public_article_is_told_what_goes_with_it(desk, noted, button):
    saved = posted(desk, noted, content_note="", **button)
    said = str([str(message) for message in desk.get(saved.url).context["messages"]])

    assert "no longer see a content note" in said
    assert "Leave this page" in said


@pytest.mark.parametrize(
    ("fields", "changes"),
    [
        ({"content_note": NOTE}, {"content_note": "This article describes threats."}),
        ({"content_note": ""}, {"headline": "Other"}),
        ({"content_note": NOTE, "status": "draft"}, {"content_note": ""}),
    ],
    ids=["rewritten", "never had one", "a draft"],
)
def test_nobody_else_is_told_so(desk, make_article, fields, changes):
    saved = posted(desk, make_article(**fields), **changes)

    assert "no longer see a content note" not in desk.get(saved.url).text


@pytest.mark.django_db(transaction=True)
def test_costs_no_query_more(client, make_article, django_assert_num_queries):
    """The help lines are read when they were changed, as what stands on all pages."""
    article = make_article()
    for number in range(7):
        baker.make(HelpLine, country=f"Land {number}", phone="1343")
    client.get("/news/all-hands/")  # what is looked up once
    with CaptureQueriesContext(
        connection,
    ) as without:
        client.get("/news/all-hands/")
    as_before = len(without)
    Article.objects.filter(pk=article.pk).update(content_note=NOTE)
    client.get("/news/all-hands/")

    with django_assert_num_queries(as_before):
        client.get("/news/all-hands/")


def test_is_written_in_the_form_and_shown_in_the_preview(desk, data):
    html = desk.post(reverse("admin:news_article_preview_new"), data(content_note=NOTE)).text

    assert NOTE in html
    assert "exit" not in html, "a preview has no script, and nobody to run from"
    desk.post(reverse("admin:news_article_add"), data(content_note=NOTE))
    assert Article.objects.get().content_note == NOTE


def test_the_social_card_of_the_preview_is_without_it(desk, data):
    url = reverse("admin:news_article_preview_new") + "?as=card"

    assert NOTE not in desk.post(url, data(content_note=NOTE)).text


def test_is_part_of_what_is_approved(make_article):
    article = make_article()
    before = article.fingerprint
    article.content_note = NOTE

    assert article.fingerprint != before


def test_goes_back_with_the_text(make_article):
    article = make_article(content_note=NOTE)
    revision = article.history.latest()
    article.content_note = ""
    article.save()

    assert restored(revision).values["content_note"] == NOTE


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_article_offers_to_ask_for_its_removal(client, make_article, path, language):
    make_article(language=language)
    html = client.get(path).text
    link = re.search(
        r'<p class="takedown".*?href="mailto:[^"]*\?subject=([^"]*)&amp;body=([^"]*)"',
        html,
        re.DOTALL,
    )

    assert link, "no way to ask"
    assert "all-hands" not in link[1], "the subject is seen by whoever sees the list of mails"
    assert "%2Fnews%2Fall-hands%2F" in link[2]
