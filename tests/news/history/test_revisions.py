"""Every save is one revision, and the list of them says what changed."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from simple_history.models import HistoricalRecords

from ijmsite.staff import audit
from news.models import Article
from tests.news.desk_form import typed_into

from .conftest import page_of, revisions

pytestmark = pytest.mark.django_db


ADD = "/admin/news/article/add/"


# Saving


def test_adding_is_one_revision_with_its_lists(desk, data, topic, draft):
    desk.post(ADD, data(topics=[topic.pk], related_by_hand=[draft.pk]))

    article = Article.objects.exclude(pk=draft.pk).get()
    [revision] = revisions(article)
    assert revision.history_type == "+"
    assert revision.history_user.email == "pr@newsroom.example"
    assert [row.topic for row in revision.topics.all()] == [topic]
    assert [row.to_article for row in revision.related_by_hand.all()] == [draft]


def test_each_save_is_one_revision_whatever_it_changes(draft, save, topic, make_article):
    other = make_article("other", status="draft", publish_at=None)
    before = len(revisions(draft))
    save(draft, headline="New", topics=[topic.pk], related_by_hand=[other.pk])
    save(draft, topics=[], body="<p>Other</p>")

    assert len(revisions(draft)) == before + 2
    first, second = revisions(draft)[-2:]
    assert (first.headline, first.topics.count()) == ("New", 1)
    assert (second.body, second.topics.count()) == ("<p>Other</p>", 0)


def test_keeps_lists_as_the_library_would(draft, save, topic, make_article):
    other = make_article("other", status="draft", publish_at=None)
    other.topics.add(topic)
    other.related_by_hand.add(make_article("third"))
    save(draft, topics=[topic.pk], related_by_hand=[other.pk])
    revision = revisions(draft)[-1]

    def kept():
        lists = revision.topics.all(), revision.related_by_hand.all()
        return [row | {"m2m_history_id": 0} for rows in lists for row in rows.values()]

    ours = kept()
    revision.topics.all().delete()
    revision.related_by_hand.all().delete()
    HistoricalRecords().create_historical_record_m2ms(revision, draft)

    assert len(ours) == 2
    assert kept() == ours


def test_a_save_that_changes_nothing_is_no_revision(draft, save):
    save(draft, headline="New")
    before = revisions(draft)
    save(draft)
    assert revisions(draft) == before


def test_keeps_what_stood_there_before_history_began(draft, save):
    draft.history.all().delete()
    save(draft, headline="New")
    assert [r.headline for r in revisions(draft)] == ["Headline of all-hands", "New"]


def test_a_failed_save_leaves_no_revision(desk, draft):
    before = revisions(draft)
    response = desk.post(page_of(draft), typed_into(desk.get(page_of(draft)), headline=""))
    assert response.status_code == 200
    assert revisions(draft) == before


def test_a_correction_is_the_reason_of_its_revision(make_article, save):
    article = make_article()
    note = "An earlier version said 40 boats. It is four. " * 6
    save(article, headline="Four boats", edit_kind="correction", correction_note=note)
    assert revisions(article)[-1].history_change_reason == note.strip()


# The list


def test_lists_what_changed_in_words(desk, draft, save):
    save(draft, headline="New", body="<p>Other.</p>", survivor_name="", survivor_place="")
    page = desk.get(page_of(draft, "history"))

    newest = page.context["entries"][0]
    assert newest.number == len(revisions(draft))
    assert newest.changed == ["headline", "text", "survivor checklist"]
    assert newest.who == "Ana"
    assert newest.state == "Draft"
    assert "Changed: headline, text, survivor checklist" in page.text


@time_machine.travel("2026-03-03T14:00:00Z", tick=False)
def test_says_times_with_the_zone_of_the_office(desk, draft, save):
    save(draft, headline="New")
    assert "Tue 3 Mar 2026 09:00 EST" in desk.get(page_of(draft, "history")).text


def test_shows_what_stands_in_the_audit_list_of_this_article_only(desk, draft, make_article):
    other = make_article("other")
    audit.record(audit.Action.OVERRIDE, draft, None, "It cannot wait, says Ana.")
    audit.record(audit.Action.OVERRIDE, other, None, "Of another one.")
    page = desk.get(page_of(draft, "history"))

    assert "It cannot wait, says Ana." in page.text
    assert "Of another one." not in page.text


def test_does_not_tell_a_correction_twice(desk, make_article, save):
    article = make_article()
    save(article, headline="Four", edit_kind="correction", correction_note="It is four.")
    page = desk.get(page_of(article, "history"))
    assert page.text.count("It is four.") == 1
    assert "Corrected" in page.text


def test_pages_divide_revisions_and_events_without_a_gap(desk, draft):
    start = timezone.now()
    for minute in range(60):
        with time_machine.travel(start + timedelta(minutes=minute), tick=False):
            draft.headline = f"Headline {minute}"
            draft.save()
        with time_machine.travel(start + timedelta(minutes=minute, seconds=30), tick=False):
            audit.record(audit.Action.LINK, draft, None, f"Reason {minute}")
    pages = [desk.get(page_of(draft, "history"), {"p": n}) for n in (1, 2, 3)]

    shown = [entry for page in pages for entry in page.context["entries"]]
    numbers = [entry.number for entry in shown if entry.number]
    assert numbers == list(range(len(revisions(draft)), 0, -1))
    reasons = [entry.reason for entry in shown if entry.action]
    assert reasons == [f"Reason {minute}" for minute in reversed(range(60))]
    # The oldest one of a page knows what it changed.
    assert pages[0].context["entries"][-1].changed == ["headline"]


def test_list_costs_the_same_for_many(desk, draft, django_assert_max_num_queries):
    for number in range(30):
        draft.headline = f"Headline {number}"
        draft.save()
    with django_assert_max_num_queries(14):
        desk.get(page_of(draft, "history"))


@pytest.mark.parametrize("number", ["0", "-1", "abc", "9" * 30])
def test_a_page_that_nobody_linked_to_is_some_page(desk, draft, number):
    assert desk.get(page_of(draft, "history"), {"p": number}).status_code == 200


def test_an_article_that_was_never_saved_by_a_form_has_an_empty_history(desk, draft):
    draft.history.all().delete()

    assert desk.get(page_of(draft, "history")).status_code == 200
