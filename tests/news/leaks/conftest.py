"""The surfaces on which articles may show, and an article with all that can be seen of one.

The surfaces are found in the URLs of the site. A new address has to be named below, with what
it shows of a published article: so it is also seen that these tests would find a leak.
"""

from datetime import timedelta
from itertools import product
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from news.models import ReadingLink, Redirect, Topic
from news.services import index_photos
from tests.addresses import public_names

HOUR = timedelta(hours=1)
SLUG = "capybara-slug"
FORMER_SLUG = "former-aardvark-slug"
WORD = "lighthouse"  # in the text of every article here: readers search for it
# What must not be seen, by what it is of. Pictures are known by the directory of their files.
CANARIES = {
    "headline": "Zebrafinch headline",
    "standfirst": "Quokka standfirst",
    "body": "Narwhal in the body",
    "byline": "Okapi Byline",
    "dateline": "Tapirville",
    "slug": SLUG,
    "alt": "Pangolin in the picture",
    "caption": "Wombat under the picture",
    "body alt": "Axolotl in the text",
    "body caption": "Kakapo in the text",
    "correction": "Echidna of a correction",
}
WORDS = {"headline", "standfirst", "body", "byline", "dateline", "slug", "correction"}
PICTURES = {"alt", "caption", "picture", "body alt", "body caption", "body picture"}
CARD = {"headline", "standfirst", "slug", "alt", "picture"}
FEED = (WORDS | PICTURES) - {"dateline"}
# What each public address shows of a published article, its own addresses first.
OWN = {"news:article_detail": WORDS | PICTURES, "news:article_text": WORDS}
LISTS = {
    "pages:home": CARD,
    "news:article_list": CARD,
    "news:topic_detail": CARD,
    "news:feed_atom": FEED,
    "news:feed_rss": FEED,
    "news:topic_feed_atom": FEED,
    "news:topic_feed_rss": FEED,
    "sitemap": {"slug"},
    "sitemap_part": {"slug"},
    "news_sitemap": {"headline", "slug"},
    # Addresses with a query, or of another article.
    "related": CARD,
    "search": CARD | {"body"},
    "filters": CARD,
    "inquiry about it": {"headline"},
    "page of what is gone": CARD,
}
SHOW_NOTHING = {
    "contacts:inquiry_create",
    "contacts:inquiry_thanks",
    "contacts:kit",
    "csp_report",
    "favicon",
    "fundraisers:fundraiser_create",
    "fundraisers:fundraiser_thanks",
    "fundraisers:guide",
    "fundraisers:guide_edition",
    "fundraisers:guide_pdf",
    "fundraisers:idea",
    "fundraisers:plan",
    "healthz",
    "pages:accessibility",
    "pages:privacy",
    "privacy:confirm",
    "privacy:me",
    "privacy:me_correct",
    "privacy:me_data",
    "privacy:me_delete",
    "privacy:me_deleted",
    "privacy:me_html",
    "privacy:me_json",
    "privacy:me_sent",
    "privacy:unsubscribe",
    "readyz",
    "robots",
}
# Pictures and reading links have tests of their own below.
BY_THEMSELVES = {"photos:media", "news:reading"}
ARGUMENTS = {
    "fundraisers:guide_edition": ["1"],
    "fundraisers:idea": ["polar-dip"],
    "news:article_detail": [SLUG],
    "news:article_text": [SLUG],
    "news:topic_detail": ["birds"],
    "news:topic_feed_atom": ["birds"],
    "news:topic_feed_rss": ["birds"],
    "privacy:confirm": ["x"],
    **dict.fromkeys(
        [f"privacy:{name}" for name in ["me_data", "me_delete", "me_html", "me_json"]], ["x"]
    ),
    "privacy:me_correct": ["x", "signups", 1],
    "privacy:unsubscribe": ["x"],
    "sitemap_part": [1],
}
# How each state is made of a published article, and what its own addresses answer then.
STATES = {
    "draft": ({"status": "draft", "publish_at": None}, 404),
    "draft with a time": ({"status": "draft"}, 404),
    "in review": ({"status": "in_review"}, 404),
    "scheduled": ({"publish_at": HOUR}, 404),
    "embargoed": ({"publish_at": HOUR}, 404),
    "expired": ({"publish_at": -2 * HOUR, "unpublish_at": -HOUR}, 410),
    "withdrawn": ({"status": "withdrawn"}, 410),
    "withdrawn before its time": ({"status": "withdrawn", "publish_at": HOUR}, 404),
    "withdrawn for another": ({"status": "withdrawn"}, 301),
    "deleted": ({}, 404),
}


def some_now(*lists, now):
    """Return every combination; all but those of `now` are left to `make audit`."""
    cases = product(*lists) if len(lists) > 1 else lists[0]
    return [
        case if case in now else pytest.param(*arguments(case), marks=pytest.mark.audit)
        for case in cases
    ]


def arguments(case):
    return [case] if isinstance(case, str) else case


def both(path, *args):
    """Return an address in English and in French; once where it has no language."""
    addresses = {}
    for language in ("en", "fr"):
        with translation.override(language):
            addresses.setdefault(reverse(path, args=args), language)
    return [(language, address) for address, language in addresses.items()]


def where_articles_stand(languages=("en", "fr")):
    """Yield the name, the language and the address of all that shows published articles."""
    for name, language, address in surfaces():
        if name not in SHOW_NOTHING and language in languages:
            yield name, language, address


def surfaces():
    """Yield the name, the language and the address of all that is looked at."""
    for name in sorted(public_names() - BY_THEMSELVES):
        for language, address in both(name, *ARGUMENTS.get(name, [])):
            yield name, language, address
    with_queries = {
        "related": ("news:article_detail", ["neighbour"], ""),
        "search": ("news:article_list", [], f"?q={WORD}"),
        "filters": ("news:article_list", [], f"?topic=birds&year={timezone.localdate().year}"),
        "inquiry about it": ("contacts:inquiry_create", [], f"?article={{language}}/news/{SLUG}/"),
        "page of what is gone": ("news:article_detail", ["gone"], ""),
    }
    for name, (path, args, query) in with_queries.items():
        for language, address in both(path, *args):
            yield name, language, address + query.format(language="/fr" * (language == "fr"))


@pytest.fixture
def scene(make_article, make_photo):
    """Return a function that makes a published article with all that can be seen of one."""

    def make(language="en"):
        topic = Topic.objects.create(slug="birds", name="Birds", name_fr="Oiseaux")
        captions = {"caption": CANARIES["caption"], "caption_fr": CANARIES["caption"]}
        top, inside = make_photo(**captions), make_photo(**captions)
        body = (
            f"<p>{CANARIES['body']}, {WORD}.</p>"
            f'<figure data-photo="{inside.pk}" data-alt="{CANARIES["body alt"]}">'
            f"<figcaption>{CANARIES['body caption']}</figcaption></figure>"
        )
        common = {"topics": [topic], "language": language}
        make_article("gone", status="withdrawn", **common)
        article = make_article(
            SLUG,
            **{name: CANARIES[name] for name in ("headline", "standfirst", "byline", "dateline")},
            body=body,
            photo=top,
            photo_alt=CANARIES["alt"],
            revised_at=timezone.now(),
            **common,
        )
        article.corrections.create(note=CANARIES["correction"], made_at=timezone.now())
        index_photos(article)
        Redirect.objects.create(path=f"/news/{FORMER_SLUG}/", article=article)
        # Older, so that the article leads the front page, with all of its words.
        then = timezone.now() - 24 * HOUR
        neighbour = make_article("neighbour", body=f"<p>{WORD}</p>", publish_at=then, **common)
        neighbour.related_by_hand.add(article)
        canaries = CANARIES | {"picture": top.directory, "body picture": inside.directory}
        return SimpleNamespace(
            article=article, neighbour=neighbour, top=top, inside=inside, canaries=canaries
        )

    return make


def link_to(article, purpose, **fields):
    link = ReadingLink(
        article=article,
        purpose=purpose,
        reader_name="Ida",
        **{"expires_at": timezone.now() + HOUR} | fields,
    )
    token = link.new_token()
    link.save()
    return token


def put(scene, state):
    """Bring the article into `state`, as far as the database is concerned."""
    now = timezone.now()
    fields = {
        name: now + value if isinstance(value, timedelta) else value
        for name, value in STATES[state][0].items()
    }
    for name, value in fields.items():
        setattr(scene.article, name, value)
    if state == "withdrawn for another":
        scene.article.successor = scene.neighbour
    scene.article.save()
    if state == "embargoed":
        link_to(scene.article, ReadingLink.Purpose.EMBARGO)
    if state == "deleted":
        scene.article.delete()


def seen(response, canaries, asked=""):
    """Return what of the article an answer shows; what stands in the question is no secret."""
    everything = response.getvalue() + str(dict(response.headers)).encode()
    return {
        name for name, text in canaries.items() if text.encode() in everything and text not in asked
    }


def shown_when_published(name, asked_in, written_in):
    if "feed" in name and asked_in != written_in:
        return set()
    return (OWN | LISTS).get(name, set())
