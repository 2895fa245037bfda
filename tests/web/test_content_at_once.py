"""Two editors at the same moment: neither has to wait for ever because changes are counted."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from ijmsite.web.content import version_reader
from news.models import Article, Correction, Topic
from tests.doors import ask

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine("postgresql")]


@pytest.fixture
def articles():
    told = {"status": "published", "publish_at": timezone.now(), "body": "<p>Text.</p>"}
    return [Article.objects.create(headline=slug, slug=slug, **told) for slug in ("a", "b")]


def together(*tasks):
    """Do all at once, each in a transaction and with a connection of its own."""

    def alone(task):
        try:
            with transaction.atomic():
                task()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(tasks)) as pool:
        for done in [pool.submit(alone, task) for task in tasks]:
            done.result(timeout=30)


def test_two_that_change_two_tables_in_opposite_order_both_end(articles):
    topics = [Topic.objects.create(slug=slug, name=slug) for slug in ("x", "y")]
    before, meet = version_reader()(), Barrier(2)

    def change(article, topic, order):
        steps = [
            lambda: Article.objects.filter(pk=article.pk).update(headline="New"),
            lambda: Topic.objects.filter(pk=topic.pk).update(name="New"),
        ][::order]
        for step in steps:
            step()
            meet.wait(timeout=20)

    together(
        lambda: change(articles[0], topics[0], 1),
        lambda: change(articles[1], topics[1], -1),
    )
    assert version_reader()() == before + 2


def test_one_that_refers_to_what_another_has_locked_waits_for_it_and_ends(articles):
    """Foreign keys are looked at when a transaction ends, as its changes are counted."""
    one, other = articles
    locked, referred = Event(), Event()

    def edit():
        article = Article.objects.select_for_update().get(pk=other.pk)
        locked.set()
        assert referred.wait(20)
        # Until the one waits for this lock, in its commit.
        wait_until_somebody_waits()
        article.headline = "New"
        article.save()

    def refer():
        assert locked.wait(20)
        Article.objects.filter(pk=one.pk).update(headline="New")
        Correction.objects.create(article=other, note="Two.", made_at=timezone.now())
        referred.set()

    together(edit, refer)
    assert Correction.objects.count() == 1
    assert {article.headline for article in Article.objects.all()} == {"New"}


def wait_until_somebody_waits():
    from time import monotonic, sleep

    deadline = monotonic() + 20
    query = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    while monotonic() < deadline:
        with connections["default"].cursor() as cursor:
            cursor.execute(query)
            if cursor.fetchone()[0]:
                return
        sleep(0.02)
    raise AssertionError("nobody waits")


def test_a_connection_that_the_database_has_closed_costs_no_page(articles, site):
    assert ask(site, "/news/a/").status == 200
    other = connection.copy("other")
    with other.cursor() as cursor:
        cursor.execute("UPDATE news_article SET headline = 'New'")
        cursor.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
    other.close()
    told = ask(site, "/news/a/")

    assert told.status == 200
    assert b"New" in told.content
