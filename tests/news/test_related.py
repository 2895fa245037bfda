"""What stands below an article, in which order, and what the editor is told about it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from news.models import Topic
from news.related import left_out, related_to

pytestmark = pytest.mark.django_db
MOMENT = re.compile(r"'[\d-]+[ T][\d:.]+[^']*'")


@pytest.fixture
def days_ago():
    now = timezone.now()
    return lambda days: now - timedelta(days=days)


@pytest.fixture
def other_topic():
    return Topic.objects.create(slug="prevention", name="Prevention")


def below(article):
    return [related.article.slug for related in related_to(article)]


def test_by_hand_goes_before_topics_and_topics_before_the_newest(
    make_article, topic, other_topic, days_ago
):
    article = make_article(topics=[topic, other_topic])
    make_article("newest", publish_at=days_ago(1))
    make_article("one-topic", topics=[topic], publish_at=days_ago(2))
    make_article("two-topics", topics=[topic, other_topic], publish_at=days_ago(90))
    chosen = make_article("chosen", publish_at=days_ago(400))
    assert below(article) == ["two-topics", "one-topic", "newest"]

    article.related_by_hand.add(chosen)

    assert below(article) == ["chosen", "two-topics", "one-topic"]
    assert [related.reason for related in related_to(article)] == [
        "because you chose it by hand",
        "because it shares the topics “Partnerships”, “Prevention”",
        "because it shares the topic “Partnerships”",
    ]


def test_without_topics_the_newest_stand_there(make_article, days_ago):
    article = make_article()
    for days in (5, 1, 3, 2):
        make_article(f"day-{days}", publish_at=days_ago(days))

    assert below(article) == ["day-1", "day-2", "day-3"]
    assert related_to(article)[0].reason == "because it is among the newest"


def test_each_stands_there_once(make_article, topic):
    article = make_article(topics=[topic])
    both = make_article("both", topics=[topic])
    article.related_by_hand.add(both)

    assert below(article) == ["both"]


def test_never_itself_nor_in_another_language_nor_what_is_not_public(make_article, topic, days_ago):
    article = make_article(topics=[topic])
    states = {
        "draft": {"status": "draft"},
        "in-review": {"status": "in_review"},
        "scheduled": {"publish_at": timezone.now() + timedelta(hours=1)},
        "expired": {"publish_at": days_ago(2), "unpublish_at": days_ago(1)},
        "withdrawn": {"status": "withdrawn"},
        "french": {"language": "fr"},
    }
    for slug, fields in states.items():
        article.related_by_hand.add(make_article(slug, topics=[topic], **fields))
    article.related_by_hand.add(article)

    assert below(article) == []
    assert {other.slug: reason for other, reason in left_out(article, [])} == {
        **dict.fromkeys(states, "readers cannot see it now"),
        "french": "it is in the other language",
        "all-hands": "it is this article itself",
    }


def test_says_which_choices_found_no_room(make_article, days_ago):
    article = make_article()
    for days in range(1, 5):
        article.related_by_hand.add(make_article(f"day-{days}", publish_at=days_ago(days)))

    assert below(article) == ["day-1", "day-2", "day-3"]
    left = left_out(article, related_to(article))
    assert [(other.slug, reason) for other, reason in left] == [
        ("day-4", "there is room for three, and the newest go first")
    ]


@pytest.mark.parametrize("count", [4, 40])
def test_takes_one_query_and_one_for_photos_besides_the_topics(
    make_article, make_photo, topic, count, django_assert_max_num_queries
):
    article = make_article(topics=[topic])
    article.related_by_hand.add(make_article("chosen"))
    for number in range(count):
        topics = [topic] if number == 1 else []
        make_article(f"other-{number}", topics=topics, photo=make_photo())
    with django_assert_max_num_queries(3):
        shown = [related.article for related in related_to(article)]
        assert [bool(other.shown_photo) for other in shown] == [False, True, True]


def test_what_is_shown_is_looked_up_once_for_the_editor(desk, make_article):
    article = make_article(status="draft", publish_at=None)
    make_article("newest")
    with CaptureQueriesContext(connection) as below:
        related_to(article)
    with CaptureQueriesContext(connection) as page:
        desk.get(reverse("admin:news_article_change", args=[article.pk]))

    # The same question, at another moment.
    asked = [MOMENT.sub("", query["sql"]) for query in page]
    assert asked.count(MOMENT.sub("", below[-1]["sql"])) == 1


def test_the_editor_sees_why_each_stands_there(desk, make_article, topic, days_ago):
    article = make_article(topics=[topic], status="draft")
    make_article("on-topic", topics=[topic], publish_at=days_ago(9))
    make_article("new")
    hidden = make_article("hidden", status="draft")
    article.related_by_hand.add(make_article("chosen", publish_at=days_ago(300)), hidden)
    html = desk.get(reverse("admin:news_article_change", args=[article.pk])).text
    start = html.index("Below the article, readers find")
    order = [
        "Headline of chosen",
        "because you chose it by hand",
        "Headline of on-topic",
        "because it shares the topic “Partnerships”",
        "Headline of new",
        "because it is among the newest",
        "Chosen by hand, and not shown:",
        "Headline of hidden",
        "readers cannot see it now",
    ]
    places = [html.index(text, start) for text in order]

    assert places == sorted(places)


def test_the_editor_is_told_where_there_is_nothing(desk, make_article):
    article = make_article()
    html = desk.get(reverse("admin:news_article_change", args=[article.pk])).text

    assert "Nothing: no other article in this language is public." in html


def test_a_new_article_has_nothing_below_it_yet(desk):
    assert "Below the article" not in desk.get(reverse("admin:news_article_add")).text


def test_many_that_nobody_may_read_hide_none_that_shares_the_topic(
    make_article, topic, other_topic, days_ago
):
    article = make_article("one", topics=[topic])
    make_article("shares", topics=[topic], publish_at=days_ago(9))
    make_article("newer", topics=[other_topic], publish_at=days_ago(1))
    for number in range(51):
        make_article(f"draft-{number}", status="draft", publish_at=None, topics=[topic])
        make_article(f"ended-{number}", publish_at=days_ago(2), unpublish_at=days_ago(1))

    assert [related.article.slug for related in related_to(article)] == ["shares", "newer"]
