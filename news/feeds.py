"""The news for feed readers: as Atom and as RSS, in each language, and for each topic."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from ijmsite.photos.models import Photo
from ijmsite.web.etags import with_etag

from .models import Article, Topic
from .templatetags.body import render_body
from .xml import printable

LENGTH = 20
# A correction brings an older article back: whoever read it in the feed should learn of it.
CORRECTED_STAYS = timedelta(days=30)
CORRECTED_PLACES = 5
MEDIA = "http://search.yahoo.com/mrss/"
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


class StableFeed:
    """What both formats have in common: only the content decides what the bytes are."""

    def latest_post_date(self):
        return super().latest_post_date() if self.items else EPOCH

    def add_media(self, handler, item):
        for picture in item["pictures"]:
            handler.startElement("media:content", picture["content"])
            handler.addQuickElement("media:description", picture["alt"], {"type": "plain"})
            handler.addQuickElement("media:credit", picture["credit"])
            handler.endElement("media:content")


class Atom(StableFeed, Atom1Feed):
    def root_attributes(self):
        return super().root_attributes() | {"xmlns:media": MEDIA}

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})
        self.add_media(handler, item)


class Rss(StableFeed, Rss201rev2Feed):
    def rss_attributes(self):
        return super().rss_attributes() | {
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:media": MEDIA,
        }

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["content"])
        self.add_media(handler, item)


@require_safe
@cache_control(no_cache=True)
@with_etag
def feed(request: HttpRequest, form: type[Atom] | type[Rss], slug: str = "") -> HttpResponse:
    """Answer with the newest articles in the language of the path.

    The ETag alone says whether a feed changed. The date of its newest item would stay the same
    where another one is withdrawn, and a feed reader would keep what is gone.
    """
    topic = get_object_or_404(Topic, slug=slug) if slug else None
    page = reverse("news:topic_detail", args=[slug]) if slug else reverse("news:article_list")
    names = {"organization": settings.ORG_NAME, "subject": topic.local_name if topic else _("News")}
    channel = form(
        title=printable(_("%(organization)s: %(subject)s") % names),
        link=settings.SITE_URL + page,
        description=printable(topic.local_description if topic else "") or settings.ORG_NAME,
        language=get_language(),
        author_name=settings.ORG_NAME,
        feed_url=settings.SITE_URL + request.path,
        feed_guid=tag_uri("feed" + request.path, EPOCH),
    )
    for article in newest(topic):
        channel.add_item(**printable(item(article)))
    return HttpResponse(channel.writeString("utf-8"), content_type=channel.content_type)


def newest(topic: Topic | None) -> list[Article]:
    """Return the newest articles, and before them what was corrected a short while ago."""
    articles = Article.objects.published().filter(language=get_language())
    articles = articles.about([topic]) if topic else articles
    articles = articles.select_related("photo").prefetch_related("topics", "corrections")
    found = list(articles[:LENGTH])
    lately = articles.filter(revised_at__gt=timezone.now() - CORRECTED_STAYS)
    corrected = lately.exclude(pk__in=[a.pk for a in found]).order_by("-revised_at", "-pk")
    back = sorted(corrected[:CORRECTED_PLACES], key=lambda a: (a.publish_at, a.pk), reverse=True)
    # What is new keeps most of the places.
    return (back + found)[:LENGTH]


def item(article: Article) -> dict:
    photo = article.shown_photo
    picture = media(photo, article.alt) if photo else None
    topics = [topic.local_name for topic in article.topics.all()]
    context = {
        "article": article,
        "photo": photo,
        "picture": picture,
        "text": render_body(article.body, absolute=True),
    }
    return {
        "title": article.headline,
        "link": article.public_url,
        "description": escape(article.standfirst),
        "author_name": article.byline or settings.ORG_NAME,
        "pubdate": article.publish_at,
        "updateddate": article.revised_at or article.publish_at,
        # For ever the same, whatever becomes of the address.
        "unique_id": tag_uri(f"article/{article.pk}", article.created_at),
        "unique_id_is_permalink": False,
        "categories": topics + ([_("Correction")] if article.corrections.all() else []),
        "content": render_to_string("news/_feed_content.html", context),
        "pictures": [picture] if picture else [],
        "enclosures": enclosures(photo.fallback, picture["content"]) if photo else [],
    }


def media(photo: Photo, alt: str) -> dict:
    file = photo.fallback
    content = {
        "url": settings.SITE_URL + reverse("photos:media", args=[file["name"]]),
        "type": "image/jpeg",
        "medium": "image",
        "width": str(file["width"]),
        "height": str(file["height"]),
    }
    return {"content": content, "alt": alt, "credit": photo.credit}


def enclosures(file: dict, content: dict) -> list[Enclosure]:
    """Return the file of a picture, or nothing where its length, which RSS wants, is unknown."""
    size = file.get("size")
    return [Enclosure(content["url"], str(size), content["type"])] if size else []


def tag_uri(name: str, since: datetime) -> str:
    """Return an identifier by RFC 4151 that needs no address to stay where it is."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{since:%Y-%m-%d}:{name}"
