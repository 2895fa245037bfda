"""Between two moments that are known beforehand no kept page changes, unless somebody writes."""

import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from contacts.models import PressContact
from ijmsite.pages.models import Banner
from ijmsite.photos.models import Photo
from ijmsite.web.content import next_moment
from ijmsite.web.pagecache import view_name
from news.models import Article, Correction, Topic
from tests.doors import ask

from .kept import addresses

pytestmark = pytest.mark.django_db(transaction=True)

# Two days before the year ends, in the morning, and the office has a holiday before it.
START = datetime(2026, 12, 30, 8, 30, 0, 250_000, tzinfo=ZoneInfo("America/Toronto"))
HOUR, DAY, TICK = timedelta(hours=1), timedelta(days=1), timedelta(microseconds=1)
# When pages of the newsroom below change by themselves, and why.
CHANGES = {
    "no news for search engines any more": START + HOUR,
    "goes live": START + 3 * HOUR,
    "banner begins": START + 5 * HOUR,
    "a correction leaves the feed": START + DAY,
    "ends": START + 30 * HOUR,
    "our midnight, and a new year": datetime(2027, 1, 1, tzinfo=START.tzinfo),
    "banner ends": START + 45 * HOUR,
    "ends too": START + 50 * HOUR,
}


@pytest.fixture
def newsroom(sample):
    """Let everything change that can, within the next days."""
    photo = Photo.objects.first()
    Photo.objects.filter(pk=photo.pk).update(consent_expires_on=START.date() + DAY)
    contact = PressContact.objects.default()
    deputy = PressContact.objects.create(name="Deputy", title="Officer", phone="519.679.5031")
    PressContact.objects.filter(pk=contact.pk).update(
        after_hours="519.679.5039",
        deputy=deputy,
        away_from=START.date() + 2 * DAY,
        away_until=START.date() + 4 * DAY,
    )
    told = {"status": "published", "body": "<p>Text.</p>", "press_contact": contact}
    made = {
        "boat": {"publish_at": START - 47 * HOUR},
        "pictured": {"publish_at": START - 40 * DAY, "photo": photo},
        "corrected": {"publish_at": START - 900 * DAY, "revised_at": START - 29 * DAY},
        "ending": {"publish_at": START - DAY, "unpublish_at": START + 30 * HOUR},
        "scheduled": {"publish_at": START + 3 * HOUR, "unpublish_at": START + 50 * HOUR},
        "next-year": {"publish_at": datetime(2027, 1, 1, 6, tzinfo=START.tzinfo)},
    }
    for slug, more in made.items():
        article = Article.objects.create(headline=f"The {slug} one", slug=slug, **told | more)
        article.topics.set(Topic.objects.all()[:1])
    # In the English lists until the hour at which readers would have had the English one.
    taken_back = {"status": "withdrawn", "publish_at": START + 6 * HOUR}
    never = Article.objects.create(headline="Never", slug="never", **told | taken_back)
    french = {"language": "fr", "translation_of": never, "publish_at": START - HOUR}
    Article.objects.create(headline="Jamais", slug="jamais", **told | french)
    corrected = Article.objects.get(slug="corrected")
    Correction.objects.create(article=corrected, note="It was two.", made_at=START - 29 * DAY)
    for n in range(2):
        begins = START + (5 + 20 * n) * HOUR
        words = {"headline_fr": "Doublé", "text": f"Twice {n}.", "text_fr": f"Deux fois {n}."}
        Banner.objects.create(
            headline="Matched", starts_at=begins, ends_at=begins + 40 * HOUR, **words
        )


def few_addresses():
    """Return one address of each kept view, and those that change."""
    one_of_each = {view_name(a.partition("?")[0]) + a[:4]: a for a in reversed(addresses())}
    changing = ["/", "/news/", "/news/?year=2027", "/news/feed/", "/fr/news/boat/"]
    changing += [f"/news/{slug}/" for slug in ("boat", "pictured", "ending", "scheduled")]
    return list(dict.fromkeys([*one_of_each.values(), *changing]))


def seen(django, asked, at):
    with time_machine.travel(at, tick=False):
        answers = {address: ask(django, address) for address in asked}
    return {address: (said.status, said.content) for address, said in answers.items()}


def changed(before, after):
    return sorted(address for address in before if before[address] != after[address])


def moments(count):
    """Yield stretches of time within which nothing changes."""
    now = START
    for _ in range(count):
        until = next_moment(now)
        assert until > now
        yield now, until
        now = until


@pytest.mark.parametrize("count", [5, pytest.param(40, marks=pytest.mark.audit)])
def test_nothing_changes_between_two_moments(django, newsroom, count):
    asked, chance = few_addresses(), random.Random(7)  # noqa: S311 (no secret)
    changes, before = [], seen(django, asked, START)
    for now, until in moments(count):
        first = seen(django, asked, now)
        changes += [now] if changed(before, first) else []
        within = now + (until - now) * chance.random()
        for later in [within, until - TICK]:
            assert not changed(first, before := seen(django, asked, later)), (now, later)

    due = {what for what, moment in CHANGES.items() if moment <= now}
    unseen = {what for what in due if not is_near(CHANGES[what], changes)}
    assert due, "within these moments something changes"
    assert not unseen, "it is seen that something changes"


def test_knows_of_all_that_changes_by_itself(newsroom):
    known = {until for _now, until in moments(40)}
    missed = {what for what, moment in CHANGES.items() if not is_near(moment, known)}

    assert not missed


def is_near(moment, known):
    return any(abs(moment - other) <= TICK for other in known)


def test_a_page_that_is_kept_ends_at_the_moment(site, django, newsroom):
    """The clock of the cache is that of the pages, to the microsecond."""
    for now, until in moments(6):
        with time_machine.travel(now, tick=False):
            ask(site, "/")
        asked = len(django.asked)
        with time_machine.travel(until - timedelta(milliseconds=1), tick=False):
            ask(site, "/")
        assert len(django.asked) == asked
        with time_machine.travel(until, tick=False):
            assert ask(site, "/").content == ask(django, "/").content
        assert len(django.asked) == asked + 2


def test_the_moment_is_asked_for_once_however_many_pages_are_made(site, newsroom):
    told, original = [], site.until.next_moment
    site.until.next_moment = lambda now: told.append(now) or original(now)
    for address in ["/", "/news/", "/news/boat/", "/sitemap.xml"]:
        ask(site, address)
    assert len(told) == 1
    Article.objects.filter(slug="boat").update(publish_at=timezone.now() + HOUR)
    ask(site, "/")

    assert len(told) == 2
