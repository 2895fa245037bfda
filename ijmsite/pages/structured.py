"""What pages say to machines in the words of schema.org: who we are."""

import json
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from . import phones

# A browser reads the end of a script, or a comment, before it reads any JSON.
ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def organization() -> dict[str, Any]:
    """Describe the organization as the publisher of whatever names it."""
    logo = settings.SITE_URL + static("ijmsite/icon.png")
    return {
        "@type": "NGO",
        "@id": settings.SITE_URL + "/#organization",
        "name": settings.ORG_NAME,
        "url": settings.SITE_URL + "/",
        "logo": {"@type": "ImageObject", "url": logo, "width": 180, "height": 180},
    }


def front_page() -> dict[str, Any]:
    """Describe the organization and its site, in the active language."""
    both = [code for code, _name in settings.LANGUAGES]
    press = {
        "@type": "ContactPoint",
        "contactType": "press office",
        "url": settings.SITE_URL + reverse("contacts:inquiry_create"),
        "availableLanguage": both,
    }
    help_desk = {
        "@type": "ContactPoint",
        "contactType": "customer service",
        "telephone": phones.tel_uri(settings.HELP_PHONE).removeprefix("tel:"),
        "email": settings.HELP_EMAIL,
    }
    publisher = organization() | {"contactPoint": [press, help_desk]}
    home = settings.SITE_URL + reverse("pages:home")
    website = {
        "@type": "WebSite",
        "@id": home + "#website",
        "name": settings.ORG_NAME,
        "url": home,
        "inLanguage": get_language(),
        "publisher": {"@id": publisher["@id"]},
    }
    return {"@context": "https://schema.org", "@graph": [publisher, website]}


def json_ld(data: dict[str, Any]) -> SafeString:
    """Return `data` as a block of the page that nothing in it can leave."""
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    # Every character that means something in HTML was just escaped.
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 (escaped above)
