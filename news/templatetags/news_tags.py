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


@register.filter
def shown_photos(articles):
    """Return what their cards show beside what stands in their rows: what `{% kept %}` asks for."""
    return [article.shown_photo for article in articles]


register.filter("printable", xml.printable)
register.filter("marked", found.marked)
register.filter("excerpt", found.excerpt)
register.simple_tag(related_to)
register.simple_tag(left_out)


@register.simple_tag
def share_links(article):
    """Return the links that pass an article on, each as label, icon and address.

    They are addresses only, no code of anybody else's.
    """
    url = article.public_url
    text = f"{article.headline} {url}"
    mail = f"mailto:?subject={quote(article.headline)}&body={quote(text)}"
    pages = [
        ("LinkedIn", "linkedin", "https://www.linkedin.com/sharing/share-offsite/", {"url": url}),
        ("X", "x", "https://x.com/intent/post", {"url": url, "text": article.headline}),
        ("Facebook", "facebook", "https://www.facebook.com/sharer/sharer.php", {"u": url}),
        ("WhatsApp", "whatsapp", "https://wa.me/", {"text": text}),
    ]
    return [
        (_("Email"), "mail", mail),
        *((label, icon, f"{page}?{urlencode(asked)}") for label, icon, page, asked in pages),
    ]
