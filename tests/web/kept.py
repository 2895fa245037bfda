"""The pages that are kept, with content that shows all that they can, and Django beside them."""

from contextlib import contextmanager
from datetime import timedelta

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from contacts.models import PressContact
from fundraisers.ideas import load_ideas
from fundraisers.texts import FALLBACK
from ijmsite.photos.models import Photo
from ijmsite.urls import KEPT
from ijmsite.web.content import Until, version_reader
from ijmsite.web.pagecache import PageCache
from news.models import Article, Correction, Redirect, Topic
from news.services import index_photos

# Lists are kept for each of their choices.
CHOICES = ["", "?year=2026", "?language=fr", "?topic=survivor-care&year=2025", "?year=1990"]


class Counting:
    """Django, with a list of what it was asked."""

    def __init__(self):
        self.django = WSGIHandler()
        self.asked = []

    def __call__(self, environ, start_response):
        self.asked.append(environ)
        return self.django(environ, start_response)


def cache_before(application, **options):
    """Return the cache of pages as `ijmsite.wsgi` puts it before Django."""
    defaults = {
        "pages": KEPT,
        "read_version": version_reader(),
        "until": Until(),
        "room": 10_000_000,
    }
    return PageCache(application, **defaults | options)


def addresses():
    """Return an address of every kept page in each language, of each article and picture."""
    slugs = list(Article.objects.order_by("pk").values_list("slug", flat=True))
    topics = list(Topic.objects.values_list("slug", flat=True))
    given = {
        "news:article_detail": slugs,
        "news:article_text": slugs,
        "news:topic_detail": topics,
        "news:topic_feed_atom": topics[:2],
        "news:topic_feed_rss": topics[:2],
        "fundraisers:idea": list(load_ideas(FALLBACK)),
        "sitemap_part": [0, 1],
        "photos:media": [p.fallback["name"] for p in Photo.objects.order_by("pk")[:3]],
    }
    found = {}
    for name in KEPT:
        for argument in given.get(name, [""]):
            for language in ("en", "fr"):
                with translation.override(language):
                    path = reverse(name, args=[argument] if name in given else [])
                choices = CHOICES if name == "news:article_list" else [""]
                found |= dict.fromkeys(path + choice for choice in choices)
    return list(found)


@contextmanager
def tables_read(found):
    """Add the tables of all that is asked meanwhile to the set `found`."""
    known = set(connection.introspection.table_names())
    with CaptureQueriesContext(connection) as queries:
        yield
    words = {word for query in queries for word in query["sql"].replace('"', " ").split()}
    found |= known & {word.partition(".")[0].strip("(),") for word in words}


def add_all_that_pages_show(now=None):
    """Add to the sample what it has none of: all kinds of states, relations and people."""
    now = now or timezone.now()
    hour, day = timedelta(hours=1), timedelta(days=1)
    newest, second, third, fourth, fifth = Article.objects.filter(language="en")[:5]
    Correction.objects.create(article=second, note="It was two.", made_at=now - 3 * day)
    Article.objects.filter(pk=second.pk).update(revised_at=now - 3 * day)
    newest.related_by_hand.add(fourth)
    body = f'<p>Boats.</p><figure data-photo="{third.photo_id}"></figure>'
    Article.objects.filter(pk=fifth.pk).update(body=body)
    index_photos(Article.objects.get(pk=fifth.pk))
    default = PressContact.objects.default()
    deputy = PressContact.objects.create(name="Deputy", title="Officer", phone="519.679.5031")
    away = PressContact.objects.create(
        name="Away",
        title="Officer",
        phone="519.679.5032",
        deputy=deputy,
        away_from=timezone.localdate(now) - day,
        away_until=timezone.localdate(now) + 2 * day,
    )
    Article.objects.filter(pk=third.pk).update(press_contact=away)
    Article.objects.filter(pk=fourth.pk).update(press_contact=default)
    told = {"body": "<p>Text.</p>", "standfirst": "At last.", "status": "published"}
    told |= {"photo_id": newest.photo_id, "press_contact": default}
    for slug, more in {
        "scheduled": {"publish_at": now + 5 * hour},
        "ending": {"publish_at": now - hour, "unpublish_at": now + 7 * hour},
        "ended": {"publish_at": now - 2 * day, "unpublish_at": now - day},
        "withdrawn": {"publish_at": now - 2 * day, "status": "withdrawn"},
        "replaced": {"publish_at": now - 2 * day, "status": "withdrawn", "successor": newest},
        "draft": {"status": "draft"},
    }.items():
        article = Article.objects.create(headline=f"The {slug} one", slug=slug, **told | more)
        article.topics.set(Topic.objects.all()[:2])
    Redirect.objects.create(path="/news/former/", article=newest)
    return newest
