"""What a writer may not do with an article, also with a forged form, and what nobody may."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news.models import Article

from .desk import ADD, LIST, at, change_url, errors, posted

pytestmark = pytest.mark.django_db


def delete_url(article):
    return f"/admin/news/article/{article.pk}/delete/"


@pytest.mark.parametrize("status", ["published", "withdrawn"])
def test_a_writer_cannot_add_what_is_public(writer, data, status):
    now = at("publish_at", timezone.now())
    assert "“In review”" in errors(writer.post(ADD, data(status=status, **now)))["status"][0]
    assert Article.objects.count() == 0


@pytest.mark.parametrize("reason", ["", "It cannot wait, as the hearing is today."])
def test_a_writer_cannot_publish_whatever_the_reason(writer, make_article, reason):
    article = make_article(status="in_review", publish_at=None, standfirst="")
    response = posted(writer, article, status="published", override_reason=reason)

    assert "status" in errors(response)
    assert 'name="override_reason"' not in response.text
    assert Article.objects.get().status == "in_review"


@pytest.mark.parametrize("status", ["published", "withdrawn"])
def test_a_writer_reads_but_cannot_change_what_was_published(writer, make_article, status):
    article = make_article(status=status)
    page = writer.get(change_url(article))

    assert page.status_code == 200
    assert "checks-heading" not in page.text
    assert writer.post(change_url(article), {"headline": "Forged"}).status_code == 403
    assert Article.objects.get().headline == article.headline


def test_a_writer_can_hand_in_a_draft(writer, make_article):
    posted(writer, make_article(status="draft", publish_at=None), status="in_review")
    assert Article.objects.get().status == "in_review"


def test_a_writer_cannot_delete_what_is_scheduled(writer, make_article):
    article = make_article(publish_at=timezone.now() + timedelta(days=1))

    assert writer.post(delete_url(article), {"post": "yes"}).status_code == 403
    assert Article.objects.count() == 1


def test_nobody_deletes_what_readers_saw(admin_client, make_article):
    article = make_article()
    admin_client.post(delete_url(article), {"post": "yes"})
    admin_client.post(
        LIST, {"action": "delete_selected", "_selected_action": [article.pk], "post": "yes"}
    )
    assert Article.objects.count() == 1


def test_a_draft_can_be_deleted(desk, make_article):
    desk.post(delete_url(make_article(status="draft", publish_at=None)), {"post": "yes"})
    assert Article.objects.count() == 0
