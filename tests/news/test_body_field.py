"""A text is cleaned on every way into the database, and once more when it is shown."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.template import Context, Template

from news.body import MAX_BYTES, BodyField
from news.models import Article

HOSTILE = "<p>a</p><script>alert(1)</script>"


@pytest.fixture
def article(db):
    return Article.objects.create(headline="H", slug="h", body="<p>before</p>")


def stored(article):
    return Article.objects.values_list("body", flat=True).get(pk=article.pk)


def test_cleans_on_create_and_in_memory(db):
    article = Article.objects.create(headline="H", slug="h", body=HOSTILE)

    assert article.body == "<p>a</p>"
    assert stored(article) == "<p>a</p>"


def test_cleans_on_save(article):
    article.body = HOSTILE
    article.save(update_fields=["body"])
    assert stored(article) == "<p>a</p>"


def test_cleans_in_bulk(db, article):
    (made,) = Article.objects.bulk_create([Article(headline="H", slug="i", body=HOSTILE)])
    article.body = HOSTILE
    Article.objects.bulk_update([article], ["body"])

    assert stored(made) == stored(article) == "<p>a</p>"


def test_cleans_in_a_query(article):
    Article.objects.update(body=HOSTILE)
    assert stored(article) == "<p>a</p>"


def test_full_clean_refuses_what_is_too_long(article):
    article.body = "<p>" + "x" * MAX_BYTES + "</p>"
    with pytest.raises(ValidationError) as caught:
        article.full_clean()
    assert list(caught.value.message_dict) == ["body"]


def written_past_the_field(article, text):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE news_article SET body = %s WHERE id = %s", [text, article.pk])
    return Article.objects.get(pk=article.pk)


def shown(article):
    return Template("{% load body %}{% body_html article %}").render(Context({"article": article}))


def test_cleans_again_when_shown(article):
    article = written_past_the_field(article, HOSTILE)

    assert "script" in article.body
    assert shown(article) == "<p>a</p>"


def test_shows_nothing_of_what_is_too_long_to_clean(article):
    article = written_past_the_field(article, "<b>" * 100_000)
    assert shown(article) == ""


def test_editor_change_needs_no_migration():
    assert BodyField().deconstruct()[1] == "django.db.models.TextField"
