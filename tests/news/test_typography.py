import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ijmsite.web.typography import french
from news.body import MAX_BYTES, clean_body
from news.figures import TAG
from news.models import Article
from news.typography import french_body

from .desk import ADD, posted

pytestmark = pytest.mark.django_db

TYPED = {
    "language": "fr",
    "headline": 'Elle dit "non" : voici pourquoi',
    "standfirst": "Qui a répondu ? Personne...",
    "dateline": "L'Anse",
    "byline": "Service de presse d'IJM",
    "body": '<p>Il a dit : "<em>D\'accord</em>", à 14h30.</p><p>Vraiment ?</p>',
}


def test_a_french_article_is_set_when_it_is_saved(desk, data):
    desk.post(ADD, data(**TYPED))

    article = Article.objects.get()
    assert article.headline == "Elle dit «\u00a0non\u00a0»\u00a0: voici pourquoi"
    assert article.standfirst == "Qui a répondu? Personne…"
    assert (article.dateline, article.byline) == ("L’Anse", "Service de presse d’IJM")
    assert article.body == (
        "<p>Il a dit&nbsp;: «&nbsp;<em>D’accord</em>&nbsp;», à 14&nbsp;h&nbsp;30.</p>"
        "<p>Vraiment?</p>"
    )


def test_readers_find_it_so_on_every_surface(desk, client, data):
    desk.post(ADD, data(**TYPED, status="draft"))
    Article.objects.update(status="published", publish_at="2026-01-01T12:00:00Z")
    path = f"/fr/news/{Article.objects.get().slug}/"

    for address in [path, f"{path}text/", "/fr/news/", "/fr/news/feed/", "/fr/news/feed/rss/"]:
        content = client.get(address).content.decode()
        assert re.search("Elle dit «(\u00a0|&nbsp;)non(\u00a0|&nbsp;)»", content), address
        assert "répondu ?" not in content, address


def test_an_english_article_stays_as_it_was_typed(desk, data):
    desk.post(ADD, data(**TYPED | {"language": "en"}))

    article = Article.objects.get()
    assert article.headline == TYPED["headline"]
    assert article.body == TYPED["body"]


def test_what_nobody_typed_now_stays_as_it_is(desk, make_article):
    article = make_article(language="fr", standfirst="Qui ?", body="<p>Moi !</p>")

    posted(desk, article, headline="Et lui ?")

    article.refresh_from_db()
    assert article.headline == "Et lui?"
    assert (article.standfirst, article.body) == ("Qui ?", "<p>Moi !</p>")


def test_an_article_that_becomes_french_is_set_as_a_whole(desk, make_article):
    article = make_article(headline="Qui ?", body="<p>Moi !</p>")

    posted(desk, article, language="fr")

    article.refresh_from_db()
    assert (article.headline, article.body) == ("Qui?", "<p>Moi!</p>")


def test_what_readers_are_told_of_a_correction_is_set_too(desk, make_article):
    article = make_article(language="fr")
    note = 'On lisait "40" : c\'est quatre.'

    posted(desk, article, edit_kind="correction", correction_note=note, body="<p>Quatre.</p>")

    [correction] = article.corrections.all()
    assert correction.note == "On lisait «\u00a040\u00a0»\u00a0: c’est quatre."


def test_setting_alone_asks_nothing_of_whoever_saves(desk, make_article):
    article = make_article(language="fr", headline="Qui?")

    response = posted(desk, article, headline="Qui ?", edit_kind="")

    assert response.status_code == 302
    assert Article.objects.get().headline == "Qui?"


def test_a_headline_that_would_grow_too_long_stays_as_it_was_typed():
    typed = '"' + "a" * 158 + '"'

    assert french(typed, 160) == typed
    assert french(typed, None) != typed


def test_a_text_that_would_grow_too_long_stays_as_it_was_typed():
    words = '"a" ' * (MAX_BYTES // 4 - 10)
    body = clean_body(f"<p>{words}</p>")

    assert french_body(body) == body


def test_a_line_break_does_not_end_a_quotation():
    assert french_body('<p>"Un<br>deux"</p>') == "<p>«&nbsp;Un<br>deux&nbsp;»</p>"


def test_a_cell_and_a_paragraph_end_one():
    html = '<table><tbody><tr><td>5"</td><td>6"</td></tr></tbody></table><p>"</p>'

    assert french_body(html) == html


def test_addresses_and_what_a_photo_tells_stay_as_they_are():
    photo = "12345678-1234-1234-1234-123456789abc"
    html = clean_body(
        "<p><a href=\"https://exemple.ca/l'eau?a=50%\">l'eau ?</a></p>"
        f'<figure data-photo="{photo}" data-alt="L\'eau ?"><figcaption>Où ?</figcaption></figure>'
    )

    settled = french_body(html)

    assert [tag[0] for tag in TAG.finditer(settled)] == [tag[0] for tag in TAG.finditer(html)]
    assert ">l’eau?</a>" in settled
    assert "<figcaption>Où?</figcaption>" in settled


words = st.text(st.sampled_from("ab1 0h\"'«»“”:;!?%$.<>&,\u00a0\u202fé"), max_size=12)
tags = st.sampled_from(
    [
        *("<p>", "</p>", "<em>", "</em>", "<br>", '<a href="https://a.ca/?b=1:2">', "</a>"),
        *("<h2>", "</h2>", "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td>", "<hr>"),
        *("<blockquote>", "</blockquote>", "&nbsp;", "&lt;", "&amp;"),
    ]
)


@given(st.lists(words | tags, max_size=16).map("".join))
def test_any_text_is_set_once_and_keeps_its_markup(typed):
    html = clean_body(typed)
    settled = french_body(html)

    assert french_body(settled) == settled
    assert clean_body(settled) == settled
    assert [tag[0] for tag in TAG.finditer(settled)] == [tag[0] for tag in TAG.finditer(html)]
