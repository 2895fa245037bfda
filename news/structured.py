"""What a page says to machines: schema.org's NewsArticle."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from ijmsite.pages.structured import organization
from ijmsite.photos.models import Photo

from .models import Article, Correction

SHAPES = ("1x1", "4x3", "16x9")


def news_article(
    article: Article, twin: Article | None, corrections: Iterable[Correction]
) -> dict[str, Any]:
    """Describe a published article; `dateModified` moves with corrections only.

    `twin` is the public version in the other language, if there is one.
    """
    publisher = organization()
    url = article.public_url
    corrected = [
        {"@type": "CorrectionComment", "text": c.note, "datePublished": c.made_at.isoformat()}
        for c in corrections
    ]
    optional = {
        "image": article.shown_photo and pictures(article.shown_photo),
        "dateline": article.dateline,
        "articleSection": sections(article),
        "correction": corrected,
        **translation(article, twin),
    }
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": url,
        "url": url,
        "headline": article.headline,
        "description": article.standfirst,
        "inLanguage": article.language,
        "datePublished": article.publish_at.isoformat(),
        "dateModified": (article.revised_at or article.publish_at).isoformat(),
        "author": author(article, publisher),
        "publisher": publisher,
        "isAccessibleForFree": True,
    } | {name: value for name, value in optional.items() if value}


def sections(article: Article) -> list[str]:
    with override(article.language):
        return [topic.local_name for topic in article.topics.all()]


def translation(article: Article, twin: Article | None) -> dict[str, Any]:
    """Name the public twin of an article: what it was translated from, or its translation."""
    if twin is None:
        return {}
    relation = "translationOfWork" if article.translation_of_id else "workTranslation"
    url = twin.public_url
    about = {"@type": "NewsArticle", "@id": url, "url": url}
    return {relation: about | {"headline": twin.headline, "inLanguage": twin.language}}


def author(article: Article, publisher: dict[str, Any]) -> dict[str, Any]:
    """Return the person who signed, or the organization where it signed, or nobody did."""
    if not article.byline or article.byline.startswith(settings.ORG_NAME):
        return publisher
    return {"@type": "Person", "name": article.byline}


def pictures(photo: Photo) -> list[str]:
    """Return the addresses of the picture in each shape that search engines ask for."""
    named = {rendition["role"]: rendition for rendition in photo.renditions}
    shapes = [named[shape] for shape in SHAPES if shape in named] or [photo.fallback]
    return [settings.SITE_URL + reverse("photos:media", args=[r["name"]]) for r in shapes]
