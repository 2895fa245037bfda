from urllib.parse import quote, urlencode

from django import template
from django.conf import settings
from django.utils.translation import gettext as _

from news.models import Article, Topic

register = template.Library()


@register.simple_tag
def latest_articles(count):
    """Return the `count` newest published articles."""
    return Article.objects.published().select_related("photo")[:count]


@register.simple_tag
def all_topics():
    return Topic.objects.all()


@register.simple_tag
def share_links(article, path):
    """Return the links that pass an article on: addresses only, no code of anybody else's."""
    url = settings.SITE_URL + path
    text = f"{article.headline} {url}"
    return [
        {
            "label": _("Email"),
            "icon": "mail",
            "url": f"mailto:?subject={quote(article.headline)}&body={quote(text)}",
        },
        {
            "label": "LinkedIn",
            "icon": "linkedin",
            "url": "https://www.linkedin.com/sharing/share-offsite/?" + urlencode({"url": url}),
        },
        {
            "label": "X",
            "icon": "x",
            "url": "https://x.com/intent/post?" + urlencode({"url": url, "text": article.headline}),
        },
        {
            "label": "Facebook",
            "icon": "facebook",
            "url": "https://www.facebook.com/sharer/sharer.php?" + urlencode({"u": url}),
        },
        {
            "label": "WhatsApp",
            "icon": "whatsapp",
            "url": "https://wa.me/?" + urlencode({"text": text}),
        },
    ]
