from urllib.parse import quote, urlencode

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from news import found, xml
from news.listing import newest
from news.related import left_out, related_to

register = template.Library()


@register.simple_tag
def latest_articles(count):
    """Return the `count` newest published articles for a page in the active language."""
    return newest(get_language(), count)


register.filter("printable", xml.printable)
register.filter("marked", found.marked)
register.filter("excerpt", found.excerpt)
register.simple_tag(related_to)
register.simple_tag(left_out)


@register.simple_tag
def share_links(article):
    """Return the links that pass an article on: addresses only, no code of anybody else's."""
    url = article.public_url
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
