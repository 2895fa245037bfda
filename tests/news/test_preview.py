"""The preview in the admin: the public page, made of what stands in the form, saved nowhere."""

import io
import os
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from ijmsite.photos.store import store_photo
from ijmsite.staff.models import AuditEvent
from news.models import Article
from tests.staff.people import member

# Playwright's synchronous interface runs an event loop, in which Django refuses its ORM.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytestmark = pytest.mark.django_db

NEW = "/admin/news/article/add/preview/"


def of(article):
    return reverse("admin:news_article_preview", args=[article.pk])


@pytest.fixture
def photo(db):
    buffer = io.BytesIO()
    Image.new("RGB", (60, 40), (200, 30, 30)).save(buffer, "JPEG")
    return store_photo(buffer, title="Boats", alt="Two boats.", credit="Ada Roy")


@pytest.fixture
def typed(topic, press_contact):
    return {
        "headline": "Boats for the harbor watch",
        "slug": "",
        "standfirst": "Four new boats began their patrols.",
        "body": "<p>They sail at <strong>dawn</strong>.</p><script>alert(1)</script>",
        "dateline": "Harrow Bay",
        "byline": "Ada Roy",
        "language": "en",
        "status": "draft",
        "topics": [topic.pk],
        "press_contact": press_contact.pk,
        "publish_at_0": "",
        "publish_at_1": "",
    }


def test_shows_a_new_article_that_nobody_has_saved(client, lead, typed, topic, photo):
    typed |= {"photo": photo.pk, "photo_alt": "Two boats at dawn."}
    response = client.post(NEW, typed)
    html = response.text

    assert response.status_code == 200
    assert '<h1 class="article__headline" lang="en">Boats for the harbor watch</h1>' in html
    assert "They sail at <strong>dawn</strong>." in html
    assert "alert(1)" not in html
    assert topic.name in html
    assert photo.fallback["name"] in html
    assert 'alt="Two boats at dawn."' in html
    assert "Petra Kooman" in html
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"


def test_saves_nothing(client, lead, typed, make_article):
    article = make_article(status="draft", publish_at=None)
    before = list(Article.objects.values()), Article.history.count()
    client.post(NEW, typed)
    client.post(of(article), typed)

    assert (list(Article.objects.values()), Article.history.count()) == before
    assert not article.topics.exists()
    assert not AuditEvent.objects.exists()


def test_shows_what_is_typed_and_not_what_is_saved(client, lead, typed, make_article, topic):
    article = make_article(status="draft", publish_at=None, topics=[topic])
    html = client.post(of(article), typed | {"topics": []}).text

    assert "Boats for the harbor watch" in html
    assert article.headline not in html
    assert topic.name not in html


def test_shows_what_is_saved_when_asked_without_a_form(client, lead, make_article):
    article = make_article(status="draft", publish_at=None)

    assert article.headline in client.get(of(article)).text
    assert client.get(NEW).status_code == 405


def test_chooses_related_articles_by_what_is_typed(client, lead, typed, make_article, topic):
    for name in ("one", "two", "three"):
        make_article(name)
    make_article("shared", topics=[topic], publish_at=timezone.now() - timedelta(days=9))

    assert "Headline of shared" in client.post(NEW, typed).text
    assert "Headline of shared" not in client.post(NEW, typed | {"topics": []}).text


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("headline", "", "<h1"),
        ("headline", "H" * 200, "H" * 160),
        ("headline", "<b>a</b>", "&lt;b&gt;a&lt;/b&gt;"),
        ("headline", "a\0b", "<h1"),
        ("body", '<p><a href="nowhere">Kept.</a></p>', "Kept."),
        ("body", "<p>" + "x" * 200_001, "<h1"),
        ("standfirst", "S" * 400, "S" * 300),
        ("slug", "not a slug!", "not filled in correctly yet: Address"),
        ("press_contact", "999", "not filled in correctly yet: Press contact"),
        ("photo", "no-uuid", "not filled in correctly yet: Photo"),
        ("topics", ["999"], "not filled in correctly yet: Topics"),
        ("publish_at_0", "soon", "not filled in correctly yet: Publish at"),
        ("language", "de", "not filled in correctly yet: Language"),
        ("status", "published", "<h1"),
    ],
)
def test_bears_with_an_unfinished_form(client, lead, typed, field, value, shown):
    response = client.post(NEW, typed | {field: value})

    assert response.status_code == 200
    assert shown in response.text


def test_an_empty_form_is_an_empty_page(client, lead):
    assert client.post(NEW, {}).status_code == 200
    assert client.post(f"{NEW}?as=card", {}).status_code == 200


def test_a_french_article_stands_in_a_french_frame(client, lead, typed):
    html = client.post(NEW, typed | {"language": "fr"}).text

    assert '<html lang="fr">' in html


def test_shows_the_card_of_the_social_networks(client, lead, typed, photo):
    html = client.post(f"{NEW}?as=card", typed | {"photo": photo.pk}).text

    assert "IJM Canada" in html
    assert "Boats for the harbor watch" in html
    assert "Four new boats began their patrols." in html
    assert f"/media/{photo.card['name']}" in html
    assert 'width="1200" height="630"' in html


def test_a_photo_without_consent_is_not_previewed(client, lead, typed, photo):
    photo.consent_withdrawn_at = timezone.now()
    photo.save()
    typed["photo"] = photo.pk

    assert photo.directory not in client.post(NEW, typed).text
    card = client.post(f"{NEW}?as=card", typed).text
    assert photo.directory not in card
    assert "/static/ijmsite/card" in card


def test_only_the_desk_may_frame_it_and_nothing_in_it_acts(client, lead, typed, make_article):
    response = client.post(NEW, typed)
    policy = dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))

    assert policy["frame-ancestors"] == "'self'"
    assert policy["sandbox"] == "allow-same-origin allow-popups allow-popups-to-escape-sandbox"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    # Everything else stays as it was.
    page = client.get("/admin/news/article/add/")
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
    public = client.get(make_article().get_absolute_url())
    assert "frame-ancestors 'none'" in public["Content-Security-Policy"]
    assert "frame-src" not in public["Content-Security-Policy"]
    assert "frame-src" not in client.get("/admin/")["Content-Security-Policy"]


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("roles", "state", "status"),
    [
        (["Writer"], "draft", 200),
        (["Writer"], "published", 403),
        (["PR lead"], "published", 200),
        (["Fundraising"], "draft", 403),
        ([], "draft", 403),
    ],
)
def test_whoever_may_write_may_preview(client, typed, make_article, roles, state, status):
    client.force_login(member(*roles))
    article = make_article(status=state)

    assert client.post(of(article), typed).status_code == status
    assert client.get(of(article)).status_code == status
    assert client.post(NEW, typed).status_code == (403 if roles in (["Fundraising"], []) else 200)


def test_a_stranger_is_asked_to_sign_in(client, typed, make_article):
    article = make_article(status="draft")

    assert "/admin/login/" in client.post(NEW, typed).url
    assert "/admin/login/" in client.post(of(article), typed).url


def test_an_unknown_article_has_no_preview(client, lead, typed):
    assert client.post("/admin/news/article/999/preview/", typed).status_code == 404


def test_the_buttons_work_without_scripts(client, lead, make_article):
    for page, preview in [
        ("/admin/news/article/add/", NEW),
        (reverse("admin:news_article_change", args=[(a := make_article()).pk]), of(a)),
    ]:
        html = client.get(page).text
        (button,) = re.findall(rf'<button type="submit"[^>]*formaction="{preview}"[^>]*>', html)
        assert 'formtarget="_blank"' in button
        # Enter in a field presses the first button of the form: to save.
        assert html.index('name="_save"') < html.index(button)
