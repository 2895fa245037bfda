"""Changing the address of an article: the former one leads on, and is nobody else's."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from ijmsite.staff.models import AuditEvent
from news.addresses import free_slug, is_free
from news.models import Article, Redirect
from news.services import move_back, send_readers_to, withdraw
from tests.news.addresses.states import STATES, expect, in_state
from tests.news.desk import posted
from tests.staff.people import member

pytestmark = pytest.mark.django_db


def test_a_public_address_can_change(client, lead, make_article):
    article = make_article("old", photo=None)
    answer = posted(client, article, slug="new")
    assert answer.status_code == 302, answer.context["adminform"].form.errors

    expect(client, "/news/old/", 301, "/news/new/")
    expect(client, "/fr/news/old/", 301, "/fr/news/new/")
    event = AuditEvent.objects.get(action="address")
    assert (event.actor, event.details) == (lead, {"before": "/news/old/", "now": "/news/new/"})
    page = client.get(answer.url).text
    assert "The former one, /news/old/, leads there from now on" in page


def test_what_readers_never_saw_leaves_no_address(client, lead, make_article):
    posted(client, make_article("old", status="draft", publish_at=None), slug="new")

    assert Article.objects.get().slug == "new"
    assert not Redirect.objects.exists()
    assert not AuditEvent.objects.filter(action="address").exists()


def test_every_former_address_is_one_hop_away(client, make_article, move):
    article = make_article("one")
    for slug in ["two", "three", "four"]:
        move(article, slug)

    for slug in ["one", "two", "three"]:
        expect(client, f"/news/{slug}/", 301, "/news/four/")


def test_moving_back_and_forth_makes_no_loop(client, make_article, move):
    article = make_article("one")
    for slug in ["two", "one", "two", "one"]:
        move(article, slug)

    expect(client, "/news/one/", 200)
    expect(client, "/news/two/", 301, "/news/one/")
    assert Redirect.objects.count() == 1


@pytest.mark.parametrize("path", ["/news/one/", "/news/one"])
def test_a_former_address_is_kept_from_others(client, lead, make_article, path):
    owner = make_article("two", headline="The owner")
    Redirect.objects.create(path=path, article=owner)
    other = make_article("other", status="draft", publish_at=None)
    errors = posted(client, other, slug="one").context["adminform"].form.errors

    assert "The owner" in errors["slug"][0]
    assert not is_free("one")
    assert free_slug("One") == "one-2"
    # The owner itself may have it again.
    assert posted(client, owner, slug="one").status_code == 302


@pytest.mark.parametrize("slug", ["feed"])
def test_the_address_of_another_page_is_not_given_away(client, lead, make_article, slug):
    draft = make_article("draft", status="draft", publish_at=None)
    errors = posted(client, draft, slug=slug).context["adminform"].form.errors

    assert "Another page" in errors["slug"][0]
    assert free_slug(slug) == f"{slug}-2"


def test_the_form_lists_former_addresses_and_takes_one_again(client, lead, make_article, move):
    article = make_article("one")
    move(article, "two")
    Redirect.objects.create(path="/stories/old.html", article=article)
    page = client.get(reverse("admin:news_article_change", args=[article.pk])).text
    assert "/stories/old.html" in page
    assert "Change back to /news/one/" in page
    assert "Change back to /stories" not in page

    answer = client.post(reverse("admin:news_article_address", args=[article.pk]), {"slug": "one"})

    assert "The address is now /news/one/" in client.get(answer.url).text
    expect(client, "/news/one/", 200)
    expect(client, "/news/two/", 301, "/news/one/")
    newest = article.history.first()
    assert (newest.slug, newest.history_user) == ("one", lead)


@pytest.mark.parametrize("slug", ["never-mine", "", "old.html", "taken"])
def test_takes_only_its_own_address_again(make_article, slug):
    article = make_article("one")
    Redirect.objects.create(path="/stories/old.html", article=article)
    Redirect.objects.create(path="/news/taken/", article=article)
    make_article("taken")

    with pytest.raises(ValidationError):
        move_back(article, slug, None)
    assert Article.objects.get(pk=article.pk).slug == "one"


@pytest.mark.parametrize("role", ["Writer", "Fundraising"])
def test_who_may_not_publish_moves_nothing(client, make_article, move, role):
    article = make_article("one")
    move(article, "two")
    client.force_login(member(role))
    url = reverse("admin:news_article_address", args=[article.pk])

    assert client.post(url, {"slug": "one"}).status_code == 403
    assert Article.objects.get().slug == "two"


def test_a_get_moves_nothing(client, lead, make_article, move):
    article = make_article("one")
    move(article, "two")
    client.get(reverse("admin:news_article_address", args=[article.pk]), {"slug": "one"})

    assert Article.objects.get().slug == "two"


# Where readers of what is gone are sent


def test_readers_are_sent_only_to_what_they_can_see(make_article):
    gone = make_article("gone", status="withdrawn")
    for state in set(STATES) - {"published"}:
        other = make_article(state.replace(" ", "-"), **in_state(state))
        with pytest.raises(ValidationError):
            send_readers_to(gone, other, None)
    with pytest.raises(ValidationError):
        send_readers_to(gone, gone, None)
    with pytest.raises(ValidationError):
        send_readers_to(make_article("public"), make_article("other"), None)

    assert Article.objects.get(slug="gone").successor is None


def test_withdrawn_again_it_does_not_send_readers_where_it_did(client, make_article):
    article, other = make_article("one"), make_article("other")
    withdraw(article, None)
    send_readers_to(article, other, None)
    Article.objects.filter(pk=article.pk).update(status="published")

    withdraw(article, None)

    expect(client, "/news/one/", 410)
