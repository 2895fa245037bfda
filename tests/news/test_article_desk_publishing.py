"""From a draft to what readers see, and what is kept of it."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from ijmsite.staff.models import AuditEvent
from news.models import Article

from .desk import ADD, at, change_url, errors, form_of, posted

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def kept(action):
    return AuditEvent.objects.filter(action=action, model="news.article")


def test_enter_in_a_field_saves_a_draft(desk, data):
    desk.post(ADD, data(status="draft", _enter="1"))

    assert Article.objects.get().status == "draft"


def test_enter_in_a_field_publishes_nothing(desk, data):
    response = desk.post(ADD, data(status="published", _enter="1"))

    assert "You pressed Enter" in errors(response)["__all__"][0]
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("ahead", "typed"),
    [
        (DAY, {"publish_at_0": "", "publish_at_1": ""}),
        (-DAY, {"headline": "Changed"}),
        (DAY, {"status": "draft"}),
        (-DAY, {"status": "withdrawn"}),
    ],
)
def test_enter_in_a_field_changes_nothing_that_readers_see(desk, draft, ahead, typed):
    article = draft(status="published", publish_at=timezone.now() + ahead, photo=None)
    before = Article.objects.values().get()
    response = posted(desk, article, _enter="1", **typed)

    assert "You pressed Enter" in errors(response)["__all__"][0]
    assert Article.objects.values().get() == before
    assert not AuditEvent.objects.filter(model="news.article").exists()


def test_publishes_at_once_and_links_to_the_page(desk, data):
    response = desk.post(ADD, data(status="published"), follow=True)

    article = Article.objects.get()
    assert article.is_published
    assert f'<a href="{article.get_absolute_url()}">All hands on deck</a>' in response.text
    assert desk.get(article.get_absolute_url()).status_code == 200
    assert kept("publish").get().label == "All hands on deck"


@time_machine.travel("2026-03-01T12:00:00Z", tick=False)
def test_schedules_in_the_time_of_the_office(desk, data):
    sent = data(status="published", publish_at_0="2026-03-03", publish_at_1="09:00:00")
    response = desk.post(ADD, sent, follow=True)

    article = Article.objects.get()
    assert article.publish_at.isoformat() == "2026-03-03T14:00:00+00:00"
    assert "Readers will see it on Tue 3 Mar 2026 09:00 EST, in 2 days." in response.text
    assert kept("schedule").get().details == {"publish_at": "2026-03-03T14:00:00+00:00"}


def test_says_on_its_page_when_it_will_be_public(desk, make_article):
    article = make_article(publish_at=timezone.now() + timedelta(hours=2, minutes=10, seconds=5))
    assert "in 2 h 10 min" in desk.get(change_url(article)).text


def test_keeps_each_new_time_of_a_scheduled_article_and_no_other_save(desk, make_article):
    article = make_article(publish_at=timezone.now() + DAY)
    posted(desk, article, headline="New")
    assert not kept("schedule").exists()

    posted(desk, article, **at("publish_at", timezone.now() + 2 * DAY))
    assert kept("schedule").count() == 1


def test_a_save_of_what_is_public_publishes_nothing_anew(desk, make_article):
    posted(desk, make_article(), headline="New")
    assert not kept("publish").exists()


def test_ends_after_it_starts(desk, data):
    yesterday = timezone.now() - DAY
    response = desk.post(ADD, data(status="published", **at("unpublish_at", yesterday)))
    assert list(errors(response)) == ["unpublish_at"]


def test_is_not_over_before_readers_see_it(desk, data):
    start, end = timezone.now() - 2 * DAY, timezone.now() - DAY
    sent = data(status="published", **at("publish_at", start), **at("unpublish_at", end))
    assert "never see it" in errors(desk.post(ADD, sent))["unpublish_at"][0]


def test_an_end_that_has_passed_takes_it_down_and_is_kept(desk, make_article):
    article = make_article(publish_at=timezone.now() - 2 * DAY)
    posted(desk, article, **at("unpublish_at", timezone.now() - DAY))

    assert desk.get("/news/all-hands/").status_code == 410
    assert "taken_down_at" in kept("withdraw").get().details


def test_withdraws_and_keeps_the_time(desk, make_article):
    article = make_article()
    posted(desk, article, status="withdrawn", publish_at_0="", publish_at_1="")

    again = Article.objects.get()
    assert (again.status, again.publish_at) == ("withdrawn", article.publish_at)
    assert desk.get("/news/all-hands/").status_code == 410
    assert kept("withdraw").count() == 1


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("before", "fields", "field", "said"),
    [
        ({}, {"status": "draft"}, "status", "Readers have seen this article."),
        ({}, {"status": "in_review"}, "status", "Readers have seen this article."),
        ({"status": "withdrawn"}, {"status": "draft"}, "status", "Readers have seen"),
        (
            {"status": "draft", "publish_at": None},
            {"status": "withdrawn"},
            "status",
            "Readers never saw this article.",
        ),
        (
            {},
            {"publish_at_0": "2099-01-01", "publish_at_1": "09:00:00"},
            "publish_at",
            "cannot lie in the future",
        ),
    ],
)
def test_what_readers_saw_does_not_turn_into_what_never_was(
    desk, make_article, before, fields, field, said
):
    found = errors(posted(desk, make_article(**before), **fields))
    assert list(found) == [field]
    assert said in found[field][0]


@pytest.mark.parametrize(
    ("before", "offered"),
    [
        ({"status": "draft", "publish_at": None}, ["draft", "in_review", "published"]),
        ({"publish_at": DAY}, ["draft", "in_review", "published"]),
        ({}, ["published", "withdrawn"]),
        ({"status": "withdrawn"}, ["published", "withdrawn"]),
    ],
    ids=["draft", "scheduled", "published", "withdrawn"],
)
def test_offers_only_the_states_that_can_follow(desk, make_article, before, offered):
    if before.get("publish_at"):
        before = {"publish_at": timezone.now() + DAY}
    form = form_of(desk.get(change_url(make_article(**before))))
    assert [value for value, _name in form.fields["status"].choices] == offered


def test_a_scheduled_article_can_become_a_draft_again(desk, make_article):
    posted(desk, make_article(publish_at=timezone.now() + DAY), status="draft")

    assert Article.objects.get().status == "draft"
    assert kept("withdraw").get().details == {"before_its_publication": True}


def test_a_refused_publication_leaves_the_page_of_a_draft(desk, make_article):
    """The article is asked what it is while the page that refuses it is made."""
    article = make_article(status="draft", publish_at=None, standfirst="")
    half = posted(desk, article, status="published", publish_at_0="2030-01-01", override_reason="")
    assert list(errors(half)) == ["publish_at"]

    refused = posted(desk, article, status="published", override_reason="")
    assert list(errors(refused)) == ["standfirst"]
    assert "What kind of edit is this?" not in refused.text
    assert 'value="published" selected' in refused.text


def test_offers_the_public_page_only_while_it_is_public(desk, make_article):
    public = make_article("public")
    hidden = make_article("hidden", status="draft")

    assert 'class="viewsitelink"' in desk.get(change_url(public)).text
    assert 'class="viewsitelink"' not in desk.get(change_url(hidden)).text


def test_nobody_publishes_by_a_button_that_adds_another_one(desk, make_article):
    assert "_addanother" not in desk.get(ADD).text
    assert "_addanother" not in desk.get(change_url(make_article())).text


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"status": "withdrawn"},
        {"publish_at": DAY},
        {"status": "draft", "publish_at": None},
        {"unpublish_at": timedelta(minutes=-1)},
    ],
)
def test_properties_agree_with_the_querysets(make_article, fields):
    now = timezone.now()
    article = make_article(
        **{k: now + v if isinstance(v, timedelta) else v for k, v in fields.items()}
    )
    rows = Article.objects

    assert article.is_published == rows.published().exists()
    assert article.is_scheduled == rows.scheduled().exists()
    assert article.was_public == (rows.published() | rows.gone()).exists()
