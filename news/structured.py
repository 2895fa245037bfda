"""What a page says to machines: schema.org's NewsArticle."""

import json
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from ijmsite.photos.models import Photo

from .models import Article

# A browser reads the end of a script, or a comment, before it reads any JSON.
ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
SHAPES = ("1x1", "4x3", "16x9")


def news_article(article: Article) -> dict[str, Any]:
    """Describe a published article; `dateModified` moves with corrections only."""
    organization = {
        "@type": "Organization",
        "name": settings.ORG_NAME,
        "url": settings.SITE_URL + "/",
        "logo": {"@type": "ImageObject", "url": settings.SITE_URL + static("ijmsite/favicon.svg")},
    }
    corrections = [
        {"@type": "CorrectionComment", "text": c.note, "datePublished": c.made_at.isoformat()}
        for c in article.corrections.all()
    ]
    optional = {
        "dateModified": article.revised_at and article.revised_at.isoformat(),
        "image": article.shown_photo and pictures(article.shown_photo),
        "dateline": article.dateline,
        "articleSection": [topic.name for topic in article.topics.all()],
        "correction": corrections,
        **translation(article),
    }
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": article.public_url,
        "url": article.public_url,
        "headline": article.headline,
        "description": article.standfirst,
        "inLanguage": article.language,
        "datePublished": article.publish_at.isoformat(),
        "author": author(article, organization),
        "publisher": organization,
        "isAccessibleForFree": True,
    } | {name: value for name, value in optional.items() if value}


def translation(article: Article) -> dict[str, Any]:
    """Name the public twin of an article: what it was translated from, or its translation."""
    twin = article.public_twin
    if twin is None:
        return {}
    relation = "translationOfWork" if article.translation_of_id else "workTranslation"
    about = {"@type": "NewsArticle", "@id": twin.public_url, "url": twin.public_url}
    return {relation: about | {"headline": twin.headline, "inLanguage": twin.language}}


def author(article: Article, organization: dict[str, Any]) -> dict[str, Any]:
    """Return the person who signed, or the organization where it signed, or nobody did."""
    if not article.byline or article.byline.startswith(settings.ORG_NAME):
        return organization
    return {"@type": "Person", "name": article.byline}


def pictures(photo: Photo) -> list[str]:
    """Return the addresses of the picture in each shape that search engines ask for."""
    named = {rendition["role"]: rendition for rendition in photo.renditions}
    shapes = [named[shape] for shape in SHAPES if shape in named] or [photo.fallback]
    return [settings.SITE_URL + reverse("photos:media", args=[r["name"]]) for r in shapes]


def json_ld(data: dict[str, Any]) -> SafeString:
    """Return `data` as a block of the page that nothing in it can leave."""
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    # Every character that means something in HTML was just escaped.
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308
