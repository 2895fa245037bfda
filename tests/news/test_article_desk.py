"""Writing an article at the desk."""

import pytest
from django.template import Context, Template

from news.models import Article, Topic

from .desk import ADD, LIST, change_url, errors, form_of, posted

pytestmark = pytest.mark.django_db


def test_a_draft_needs_a_headline_only(desk):
    desk.post(ADD, {"headline": "A new agreement", "language": "en", "status": "draft"})

    article = Article.objects.get()
    assert (article.slug, article.status, article.publish_at) == ("a-new-agreement", "draft", None)
    assert article.approvals_required == 0


def test_finds_a_free_address(desk, data):
    for _ in range(3):
        desk.post(ADD, data())
    desk.post(ADD, data(headline="…"))

    slugs = set(Article.objects.values_list("slug", flat=True))
    expected = {"all-hands-on-deck", "all-hands-on-deck-2", "all-hands-on-deck-3", "article"}
    assert slugs == expected


def test_refuses_the_address_of_another_page(desk, data):
    assert "Another page" in errors(desk.post(ADD, data(slug="feed")))["slug"][0]
    assert Article.objects.count() == 0


def test_starts_with_the_press_office(desk, press_contact):
    assert form_of(desk.get(ADD)).initial["press_contact"] == press_contact.pk


def test_cleans_what_is_posted(desk, data):
    desk.post(ADD, data(body='<p onclick="x()">a</p><script>alert(1)</script>'))
    assert Article.objects.get().body == "<p>a</p>"


def test_says_beside_the_text_that_it_is_too_long(desk, data):
    response = desk.post(ADD, data(body="<p>" + "x" * 200_000 + "</p>"))
    assert "too long" in errors(response)["body"][0]


def test_names_a_link_that_leads_nowhere(desk, data):
    response = desk.post(ADD, data(body='<p><a href="www.ijm.example">x</a></p>'))
    assert "“www.ijm.example”" in errors(response)["body"][0]


@pytest.mark.parametrize("href", ["https://a.example", "mailto:a@b.example", "tel:+1", "/news/"])
def test_takes_links_that_lead_somewhere(desk, data, href):
    desk.post(ADD, data(body=f'<p><a href="{href}">x</a></p>'))
    assert f'href="{href}"' in Article.objects.get().body


def test_keeps_topics(desk, data, topic):
    desk.post(ADD, data(topics=[topic.pk]))
    assert list(Article.objects.get().topics.all()) == [topic]


def test_keeps_what_is_said_of_a_picture(desk, data, make_photo):
    photo = make_photo()
    desk.post(ADD, data(photo=photo.pk, photo_alt="Where the boats come home."))

    article = Article.objects.get()
    assert (article.photo, article.alt) == (photo, "Where the boats come home.")


def test_refuses_the_name_of_a_file_in_place_of_words(desk, data, make_photo):
    response = desk.post(ADD, data(photo=make_photo().pk, photo_alt="IMG_2041.jpg"))
    assert "name of a file" in errors(response)["photo_alt"][0]


def test_chooses_related_articles_by_hand(desk, data, make_article):
    related = make_article("first")
    desk.post(ADD, data(related_by_hand=[related.pk]))
    assert list(Article.objects.get(slug="all-hands-on-deck").related_by_hand.all()) == [related]


def test_an_article_is_not_related_to_itself(desk, make_article):
    article = make_article()
    response = posted(desk, article, related_by_hand=[article.pk])
    assert "itself" in errors(response)["related_by_hand"][0]


def test_related_articles_have_one_language(desk, make_article):
    french = make_article("toutes", language="fr", headline="Toutes les mains")
    response = posted(desk, make_article(), related_by_hand=[french.pk])
    assert "“Toutes les mains” is in the other" in errors(response)["related_by_hand"][0]


def test_finds_articles_to_relate_by_their_headline(desk, make_article):
    make_article("boats", headline="Boats for the Harbor Watch")
    make_article("other")
    query = {"app_label": "news", "model_name": "article", "field_name": "related_by_hand"}
    found = desk.get("/admin/autocomplete/", query | {"term": "harbor"}).json()

    assert [row["text"] for row in found["results"]] == ["Boats for the Harbor Watch"]


@pytest.mark.parametrize("field", ["translation_of", "photo"])
def test_a_search_leaves_out_what_no_database_takes(desk, make_article, bare_photo, field):
    make_article("boats", headline="Boats")
    bare_photo(title="Boats")
    query = {"app_label": "news", "model_name": "article", "field_name": field}
    found = desk.get("/admin/autocomplete/", query | {"term": "bo\0ats"}).json()["results"]

    assert [row["text"] for row in found] == ["Boats"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        *(
            (name, words)
            for name in ("headline", "standfirst")
            for words in ("\u202eevig", "A\x1bB")
        ),
        *(("headline", "\u200b\u2060"), ("standfirst", "\u3164"), ("headline", "One\u2028two")),
    ],
)
def test_readers_see_what_was_typed_and_nothing_else(desk, make_article, name, words):
    assert set(errors(posted(desk, make_article(), **{name: words}))) == {name}


def test_a_standfirst_may_have_several_lines(desk, make_article):
    article = make_article(status="draft", publish_at=None)
    posted(desk, article, standfirst="One line.\r\nAnother.")
    article.refresh_from_db()

    assert article.standfirst.split() == ["One", "line.", "Another."]


def test_no_answer_of_the_survivor_questions_is_chosen_beforehand(desk):
    field = form_of(desk.get(ADD))["survivor_face"]

    assert [choice[0] for choice in field.field.choices] == ["no", "consented"]
    assert not field.value()


def test_escapes_hostile_headlines_everywhere(desk, data):
    desk.post(ADD, data(headline="<script>alert(1)</script>", status="published"))
    article = Article.objects.get()
    pages = [LIST, change_url(article), f"/admin/news/article/{article.pk}/history/"]

    for page in pages:
        assert "<script>alert(1)" not in desk.get(page).text


def test_the_import_map_carries_the_nonce_of_the_page(desk):
    response = desk.get(ADD)
    nonce = response.text.partition('type="importmap" nonce="')[2].partition('"')[0]

    assert len(nonce) > 20
    assert f"'nonce-{nonce}'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]


def test_shows_the_stored_text_cleaned():
    article = Article(body="<p>a</p><script>alert(1)</script>")
    html = Template("{% load body %}{% body_html article %}").render(Context({"article": article}))
    assert html == "<p>a</p>"


def test_topics_fill_in_their_address(admin_client):
    page = admin_client.get("/admin/news/topic/add/")
    admin_client.post("/admin/news/topic/add/", {"name": "Survivor care", "slug": "survivor-care"})

    assert "prepopulate" in page.text
    assert Topic.objects.get().slug == "survivor-care"
