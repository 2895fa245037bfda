"""Who may publish hears of an article that is ready for it."""

import pytest

from ijmsite.mail.models import Message
from news.models import Article
from tests.staff.people import member

from .desk import ADD, posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def leads():
    member("PR lead", email="gone@newsroom.example", is_active=False)
    member("Administrator", email="it@newsroom.example")
    return [member("PR lead", email=f"{name}@newsroom.example") for name in ("ana", "bo")]


def test_each_pr_lead_gets_one_mail_that_leads_to_the_article(leads, writer, data):
    writer.post(ADD, data(status="in_review", headline="All hands on deck"))
    article = Article.objects.get()
    messages = Message.objects.order_by("to")

    assert [m.to for m in messages] == ["ana@newsroom.example", "bo@newsroom.example"]
    for message in messages:
        assert "All hands" not in message.subject
        assert "All hands on deck" in message.text
        assert f"/admin/news/article/{article.pk}/change/" in message.text
        assert "survivor" not in message.subject + message.text
        assert "The text." not in message.text


def test_a_further_save_in_review_sends_nothing_and_a_second_round_does(leads, writer, data):
    writer.post(ADD, data(status="in_review"))
    article = Article.objects.get()
    posted(writer, article, headline="New")
    assert Message.objects.count() == 2

    posted(writer, article, status="draft")
    posted(writer, article, status="in_review")
    assert Message.objects.count() == 4


def test_nobody_is_told_what_they_did_themselves(desk, data):
    desk.post(ADD, data(status="in_review"))
    assert not Message.objects.exists()


@pytest.mark.parametrize("fields", [{"status": "draft"}, {"status": "in_review", "headline": ""}])
def test_a_draft_and_a_refused_form_send_nothing(leads, writer, data, fields):
    writer.post(ADD, data(**fields))
    assert not Message.objects.exists()
