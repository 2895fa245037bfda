"""Two versions of one story find each other again when one of them was deleted and comes back."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ijmsite.staff.models import User
from news.deleted import restore
from news.history.revisions import newest, revisions
from news.models import Article

from .desk import LIST, change_url

pytestmark = pytest.mark.django_db

DELETED = reverse("admin:news_article_deleted")
ALONE = "came back without its other version"


@pytest.fixture
def english(make_article):
    return make_article("rope", status="draft", publish_at=None)


@pytest.fixture
def french(make_article, english):
    return make_article(
        "corde", status="draft", publish_at=None, language="fr", translation_of=english
    )


def pairs():
    """Return the pairs that there are, by slug: the translation and its original."""
    paired = Article.objects.exclude(translation_of=None)
    return list(paired.values_list("slug", "translation_of__slug"))


def restored_at_the_desk(desk, *keys):
    return desk.post(DELETED, {"article": ",".join(map(str, keys))}, follow=True).text


@pytest.mark.parametrize("slug", ["rope", "corde"])
def test_whichever_was_deleted_is_joined_to_its_twin_again(desk, english, french, slug):
    key = Article.objects.get(slug=slug).pk
    Article.objects.get(pk=key).delete()
    told = restored_at_the_desk(desk, key)

    assert pairs() == [("corde", "rope")]
    assert ALONE not in told


@pytest.mark.parametrize("first", ["rope", "corde"])
@pytest.mark.parametrize("at_once", [True, False], ids=["deleted together", "one by one"])
def test_both_that_were_deleted_are_a_pair_again(desk, english, french, first, at_once):
    keys = [article.pk for article in sorted([english, french], key=lambda a: a.slug != first)]
    if at_once:
        data = {"action": "delete_selected", "_selected_action": keys, "post": "yes"}
        desk.post(LIST, data)
    else:
        for key in keys:
            Article.objects.get(pk=key).delete()
    assert not Article.objects.exists()
    for key in keys:
        restore(key, None)

    assert pairs() == [("corde", "rope")]


def test_both_that_come_back_at_once_are_not_said_to_be_alone(desk, english, french):
    keys = [english.pk, french.pk]
    Article.objects.all().delete()

    assert ALONE not in restored_at_the_desk(desk, *keys)
    assert pairs() == [("corde", "rope")]


def test_the_history_of_the_twin_that_stayed_says_why_it_changed(desk, english, french, lead):
    key = english.pk
    english.delete()
    french.refresh_from_db()
    french.headline = "Corde neuve"
    french.save()
    restore(key, lead)

    revision = newest(french)
    assert (revision.translation_of_id, revision.history_user) == (key, lead)
    history = desk.get(reverse("admin:news_article_history", args=[french.pk])).text
    assert "Its other version came back after a deletion" in history


def test_no_revision_is_added_that_says_what_the_newest_says(english, french):
    key, before = english.pk, revisions(french).count()
    english.delete()
    restore(key, None)

    assert revisions(french).count() == before


@pytest.mark.parametrize("slug", ["rope", "corde"])
@pytest.mark.parametrize("fate", ["deleted", "taken"])
def test_who_comes_back_alone_is_named(desk, english, french, make_article, slug, fate):
    gone, left = sorted([english, french], key=lambda article: article.slug != slug)
    key = gone.pk
    gone.delete()
    if fate == "deleted":
        Article.objects.get(pk=left.pk).delete()
    elif left == english:
        make_article("troisieme", language="fr", translation_of=english)
    else:
        Article.objects.filter(pk=left.pk).update(translation_of=make_article("other"))
    told = restored_at_the_desk(desk, key)

    assert Article.objects.get(pk=key).twin is None
    assert ALONE in told
    assert f'<a href="{change_url(Article(pk=key))}"' in told


def test_the_one_that_was_its_twin_last_is_meant(english, french, make_article):
    french.delete()
    second = make_article("deuxieme", language="fr", translation_of=english)
    key = english.pk
    english.delete()
    restore(key, None)

    assert pairs() == [("deuxieme", "rope")]
    assert Article.objects.get(pk=key).twin == second


def test_what_was_parted_before_the_deletion_stays_parted(desk, english, french):
    french.translation_of = None
    french.save()
    key = english.pk
    english.delete()

    assert ALONE not in restored_at_the_desk(desk, key)
    assert pairs() == []


def test_an_article_that_never_had_a_twin_is_not_said_to_be_alone(desk, english):
    key = english.pk
    english.delete()

    assert ALONE not in restored_at_the_desk(desk, key)


def test_a_twin_that_is_in_the_same_language_by_now_is_not_joined(desk, english, french):
    key = english.pk
    english.delete()
    Article.objects.filter(pk=french.pk).update(language="en")

    assert ALONE in restored_at_the_desk(desk, key)
    assert pairs() == []


@pytest.fixture
def half_gone(make_article):
    """Return a function that deletes pairs, and returns the keys of the originals."""

    def make(*slugs):
        keys = []
        for slug in slugs:
            english = make_article(slug, status="draft", publish_at=None)
            keys.append(english.pk)
            twin = make_article(f"{slug}-fr", language="fr", translation_of=english)
            twin.delete()
            english.delete()
        return keys

    return make


def test_each_that_comes_back_alone_costs_its_return_only(desk, half_gone):
    def cost(act):
        with CaptureQueriesContext(connection) as queries:
            act()
        return len(queries)

    lead = User.objects.get()
    keys = half_gone(*"abcdefgh")
    one = cost(lambda: restore(keys.pop(), lead))
    first = cost(lambda: desk.post(DELETED, {"article": keys.pop()}))
    others = cost(lambda: desk.post(DELETED, {"article": ",".join(map(str, keys))}))

    assert others == first + (len(keys) - 1) * one


def test_one_that_somebody_deletes_again_at_once_is_not_named(desk, half_gone, monkeypatch):
    stays, goes = half_gone("stays", "goes")

    def restore_and_lose(key, by):
        article = restore(key, by)
        Article.objects.filter(pk=goes).delete()
        return article

    monkeypatch.setattr("news.admin.deletion.restore", restore_and_lose)
    told = restored_at_the_desk(desk, stays, goes)
    [warning] = re.findall(rf"[^>]*>[^>]*> {ALONE}", told)

    assert "stays" in warning
