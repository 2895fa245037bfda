"""A preview does not undercut an embargo: its reader makes the same promise."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news.models import Article, ReadingLink
from news.reading.services import make_link
from tests.staff.people import member

from .desk import at, errors, posted

pytestmark = pytest.mark.django_db

SECRET = "Boats for the harbor watch"
DAY = timedelta(days=1)


@pytest.fixture
def draft(make_article):
    return make_article(headline=SECRET, status="draft", publish_at=None)


@pytest.fixture
def link_to():
    lead = member("PR lead", email="maker@newsroom.example")

    def make(article, purpose):
        link, address = make_link(
            article, lead, purpose=purpose, reader_name="Noor Haddad", days=7 * DAY
        )
        return link, "/" + address.split("/", 3)[3]

    return make


def schedule(article):
    article.status, article.publish_at = "published", timezone.now() + DAY
    article.save()


@pytest.mark.parametrize("made", ["before", "after"])
def test_a_preview_asks_for_the_terms_while_there_is_an_embargo(
    client, draft, link_to, from_our_page, made
):
    path = link_to(draft, "preview")[1] if made == "before" else ""
    schedule(draft)
    link_to(draft, "embargo")
    path = path or link_to(draft, "preview")[1]
    asked = client.get(path)

    assert SECRET not in asked.text
    assert "News under embargo" in asked.text
    assert client.post(path).status_code == 403
    accepted = client.post(path, headers=from_our_page)
    assert (accepted.status_code, accepted["Location"]) == (303, path)
    assert SECRET in client.get(path).text
    # Pressed twice.
    assert client.post(path, headers=from_our_page).status_code == 303


@pytest.mark.parametrize("state", ["no embargo link", "revoked", "draft again"])
def test_a_preview_asks_for_nothing_without_a_live_embargo(client, draft, link_to, state):
    path = link_to(draft, "preview")[1]
    schedule(draft)
    if state != "no embargo link":
        link, _path = link_to(draft, "embargo")
        if state == "revoked":
            link.revoke()
        elif state == "ended":
            ReadingLink.objects.filter(pk=link.pk).update(expires_at=timezone.now())
        else:
            Article.objects.update(status="draft")

    assert SECRET in client.get(path).text


def test_a_reviewer_of_an_embargoed_text_is_asked_for_nothing_more(client, draft, link_to):
    path = link_to(draft, "approval")[1]
    schedule(draft)
    link_to(draft, "embargo")

    assert SECRET in client.get(path).text


def test_what_the_reader_of_a_preview_promised_counts_as_well(desk, draft, link_to):
    link, _path = link_to(draft, "preview")
    schedule(draft)
    ReadingLink.objects.filter(pk=link.pk).update(terms_accepted_at=timezone.now())
    sooner = at("publish_at", timezone.now() + timedelta(hours=1))
    refused = posted(desk, Article.objects.get(), **sooner, override_reason="")

    assert "accepted an embargo" in errors(refused)["publish_at"][0]


def test_the_desk_says_who_has_still_to_accept(desk, draft, link_to):
    link_to(draft, "preview")
    schedule(draft)
    link_to(draft, "embargo")
    page = desk.get(f"/admin/news/article/{draft.pk}/change/").text

    assert page.count("Terms not accepted yet.") == 2


def test_ten_links_with_reviews_cost_the_desk_what_one_costs(
    desk, draft, link_to, django_assert_max_num_queries
):
    def add():
        link, _path = link_to(draft, "approval")
        link.reviews.create(decision="approved", fingerprint=draft.fingerprint)
        link_to(draft, "preview")

    page = f"/admin/news/article/{draft.pk}/change/"
    add()
    desk.get(page)
    with django_assert_max_num_queries(100) as one:
        desk.get(page)
    for _number in range(9):
        add()
    with django_assert_max_num_queries(len(one)):
        desk.get(page)


def test_a_preview_asks_for_the_terms_until_the_article_is_public(client, draft, link_to):
    """Also when the journalists' own links have ended before."""
    path = link_to(draft, "preview")[1]
    schedule(draft)
    link, _path = link_to(draft, "embargo")
    ReadingLink.objects.filter(pk=link.pk).update(expires_at=timezone.now())
    assert SECRET not in client.get(path).text

    link.revoke()
    assert SECRET in client.get(path).text
