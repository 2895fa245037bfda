"""Pages are kept as bytes in front of Django, and nobody notices but by the time it takes."""

import gzip
from datetime import timedelta

import brotli
import pytest
import time_machine
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from ijmsite.pages.models import Banner
from ijmsite.web import rates
from news.models import Article, Topic
from tests.doors import ask

from .kept import Counting

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_page_is_made_once(site, django, article):
    first = ask(site, "/news/boat/")
    second = ask(site, "/news/boat/")

    assert first.status == 200
    assert b"A boat came home" in first.content
    assert second == first
    assert len(django.asked) == 1


def test_is_what_django_answers(site, django, article):
    direct = ask(django, "/news/boat/")
    kept = ask(site, "/news/boat/")

    assert kept.content == direct.content
    added = {"etag", "content-length", "vary"}
    assert {n: v for n, v in kept.headers.items() if n not in added} == {
        n: v for n, v in direct.headers.items() if n not in added
    }
    assert kept.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "change",
    [
        lambda article: Article.objects.update(headline="Two boats"),
        lambda article: article.topics.clear(),
        lambda article: article.corrections.create(note="Two.", made_at=timezone.now()),
        lambda article: Topic.objects.update(name="Ships"),
        lambda article: Banner.objects.create(headline="Matched", text="Twice."),
    ],
    ids=["update", "topics", "correction", "topic", "banner"],
)
def test_the_next_request_sees_every_change(site, article, change):
    before = ask(site, "/news/boat/")
    change(article)
    after = ask(site, "/news/boat/")

    assert after.content != before.content
    assert after.headers["etag"] != before.headers["etag"]


def test_what_is_withdrawn_is_gone_on_the_next_request(site, article):
    ask(site, "/news/boat/")
    Article.objects.update(status="withdrawn")
    gone = ask(site, "/news/boat/")

    assert gone.status == 410
    assert b"A boat came home" not in gone.content


def test_a_change_that_is_rolled_back_changes_nothing(site, django, article):
    ask(site, "/news/boat/")
    with transaction.atomic():
        Article.objects.update(headline="Two boats")
        ask(site, "/news/boat/")
        transaction.set_rollback(True)

    assert b"A boat came home" in ask(site, "/news/boat/").content
    assert len(django.asked) == 1


def test_what_changes_while_a_page_is_made_is_not_missed(site, django, article):
    class Editing(Counting):
        def __call__(self, environ, start_response):
            parts = super().__call__(environ, start_response)
            if len(self.asked) == 1:
                Article.objects.update(headline="Two boats")
            return parts

    site.application = Editing()
    assert b"A boat came home" in ask(site, "/news/boat/").content
    assert b"Two boats" in ask(site, "/news/boat/").content


def test_what_is_written_elsewhere_costs_no_page(site, django, article):
    ask(site, "/news/boat/")
    rates.count("something", "somebody", limit=9, per=timedelta(hours=1))
    ask(site, "/news/boat/")

    assert len(django.asked) == 1


def test_goes_live_and_ends_at_its_second(site, article):
    now = timezone.now().replace(microsecond=0)
    start, end = now + timedelta(hours=1), now + timedelta(hours=2)
    Article.objects.update(publish_at=start, unpublish_at=end)
    told = {}
    for name, moment in {"before": start, "live": end}.items():
        with time_machine.travel(moment - timedelta(seconds=1), tick=False):
            told[f"{name} a second earlier"] = ask(site, "/news/boat/").status
            ask(site, "/news/")
    with time_machine.travel(start, tick=False):
        told["at its second"] = ask(site, "/news/boat/").status
        assert b"A boat came home" in ask(site, "/news/").content
    with time_machine.travel(end, tick=False):
        told["at its end"] = ask(site, "/news/boat/").status
        assert b"A boat came home" not in ask(site, "/news/").content

    assert told == {
        "before a second earlier": 404,
        "live a second earlier": 200,
        "at its second": 200,
        "at its end": 410,
    }


@pytest.mark.parametrize(
    ("accepted", "encoding", "read"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip;q=1.0, br;q=0", "gzip", gzip.decompress),
        ("deflate", None, bytes),
        ("", None, bytes),
    ],
)
def test_travels_as_the_browser_takes_it(site, article, accepted, encoding, read):
    plain = ask(site, "/news/boat/")
    sent = ask(site, "/news/boat/", HTTP_ACCEPT_ENCODING=accepted)

    assert sent.headers.get("content-encoding") == encoding
    assert read(sent.content) == plain.content
    assert sent.headers["content-length"] == str(len(sent.content))
    assert sent.headers["vary"] == "Accept-Encoding"
    assert (sent.headers["etag"] == plain.headers["etag"]) is (encoding is None)


def test_confirms_a_copy_that_is_still_right(site, article):
    tag = ask(site, "/news/boat/", HTTP_ACCEPT_ENCODING="br").headers["etag"]
    confirmed = ask(
        site, "/news/boat/", HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=f'"x", W/{tag}'
    )
    other = ask(site, "/news/boat/", HTTP_IF_NONE_MATCH=tag)

    assert (confirmed.status, confirmed.content) == (304, b"")
    assert confirmed.headers["etag"] == tag
    assert confirmed.headers["cache-control"] == "no-cache"
    assert other.status == 200, "the bytes are others"


def test_head_has_the_headers_and_no_bytes(site, article):
    full = ask(site, "/news/boat/")
    head = ask(site, "/news/boat/", "HEAD")

    assert (head.status, head.headers, head.content) == (200, full.headers, b"")


def test_a_session_neither_reads_nor_fills(site, django, article, settings):
    cookie = {"HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}=abc"}
    ask(site, "/news/boat/", **cookie)
    assert not site.entries
    ask(site, "/news/boat/")
    ask(site, "/news/boat/", **cookie)

    assert len(django.asked) == 3


def test_a_form_that_is_posted_is_heard_each_time(site, django, article):
    for _ in range(2):
        ask(site, "/news/boat/", "POST")

    assert len(django.asked) == 2


def test_what_goes_live_is_seen_after_the_clock_was_set_back(site, article):
    noon = timezone.now().replace(microsecond=0)
    Article.objects.update(publish_at=noon + timedelta(minutes=10))
    with time_machine.travel(noon + timedelta(hours=1), tick=False):
        ask(site, "/privacy/")
    with time_machine.travel(noon, tick=False):
        assert b"A boat came home" not in ask(site, "/news/").content
    with time_machine.travel(noon + timedelta(minutes=10), tick=False):
        assert b"A boat came home" in ask(site, "/news/").content


def test_what_is_asked_behind_the_answer_leaves_no_connection_open(site, article, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    connection.close()
    assert ask(site, "/news/boat/").status == 200

    assert connection.connection is None


def test_a_database_that_does_not_tell_the_next_moment_costs_no_answer(site, django, article):
    def fail(_now):
        raise OperationalError("too many clients")

    site.until.next_moment = fail
    assert [ask(site, "/news/boat/").status for _ in range(2)] == [200, 200]
    assert len(django.asked) == 2, "nothing is kept"
