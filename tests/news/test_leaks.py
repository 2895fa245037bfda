"""Nothing of an article that is not public stands anywhere in public: every state x every surface.

The surfaces are found in the URLs of the site. A new address has to be named below, with what
it shows of a published article: so it is also seen that these tests would find a leak.
"""

import ast
from datetime import timedelta
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone, translation

from news.models import Article, ReadingLink, Redirect, Topic
from news.services import index_photos

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
SLUG, FORMER_SLUG = "capybara-slug", "former-aardvark-slug"
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
    "news_sitemap": {"headline", "slug"},
    # Addresses with a query, or of another article.
    "related": CARD,
    "search": CARD,
    "filters": CARD,
    "inquiry about it": {"headline"},
    "page of what is gone": CARD,
}
SHOW_NOTHING = {
    "contacts:inquiry_create",
    "contacts:inquiry_thanks",
    "csp_report",
    "favicon",
    "fundraisers:fundraiser_create",
    "fundraisers:fundraiser_thanks",
    "fundraisers:guide",
    "fundraisers:guide_pdf",
    "healthz",
    "pages:privacy",
    "robots",
}
# Pictures and reading links have tests of their own below.
BY_THEMSELVES = {"photos:media", "news:reading"}
ARGUMENTS = {
    "news:article_detail": [SLUG],
    "news:article_text": [SLUG],
    "news:topic_detail": ["birds"],
    "news:topic_feed_atom": ["birds"],
    "news:topic_feed_rss": ["birds"],
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


def names(patterns, namespace=""):
    """Yield the name of every public address of the site."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        elif str(pattern.pattern) != "admin/":
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from names(pattern.url_patterns, namespace + inner)


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
    for name in names(get_resolver().url_patterns):
        if name not in BY_THEMSELVES:
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
        neighbour = make_article("neighbour", body=f"<p>{WORD}</p>", **common)
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


def test_every_public_address_is_looked_at():
    known = {*OWN, *LISTS, *SHOW_NOTHING, *BY_THEMSELVES}

    assert not set(names(get_resolver().url_patterns)) - known


@pytest.mark.parametrize(
    ("state", "language"),
    some_now(STATES, ["en", "fr"], now=[("scheduled", "en"), ("withdrawn", "fr")]),
)
def test_what_is_not_public_shows_nowhere(client, scene, state, language):
    """Also not to whoever read it while it was public, and asks whether that still holds."""
    scene = scene(language)
    before = {}
    for name, asked_in, address in where_articles_stand():
        response = client.get(address)
        before[address] = {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
        if "ETag" in response:
            before[address]["If-None-Match"] = response["ETag"]
        missing = shown_when_published(name, asked_in, language) - seen(response, scene.canaries)
        assert not missing, f"the test would not find it at {address}"

    put(scene, state)

    for name, asked_in, address in surfaces():
        response = client.get(address, headers=before.get(address))
        assert not seen(response, scene.canaries, asked=address), address
        if name in OWN:
            assert response.status_code == STATES[state][1], address
        elif shown_when_published(name, asked_in, language):
            assert response.status_code == (410 if name == "page of what is gone" else 200), address


@pytest.mark.parametrize(
    ("state", "path"),
    some_now(
        STATES,
        ["/news/{}/", "/news/{}/text/", "/fr/news/{}/"],
        now=[("scheduled", "/news/{}/"), ("withdrawn for another", "/fr/news/{}/")],
    ),
)
def test_a_former_address_tells_nothing_either(client, scene, state, path):
    scene = scene()
    address = path.format(FORMER_SLUG)
    assert SLUG in client.get(address)["Location"]

    put(scene, state)

    response = client.get(address)
    assert response.status_code == STATES[state][1]
    assert not seen(response, scene.canaries)


@pytest.mark.parametrize("state", some_now(STATES, now=["scheduled", "withdrawn"]))
def test_its_pictures_are_not_served(client, scene, state):
    scene = scene()
    media = {
        name: reverse("photos:media", args=[name])
        for photo in (scene.top, scene.inside)
        for name in photo.names
    }
    originals = {scene.top.file.name, scene.inside.file.name}
    etags = {}
    for name, address in media.items():
        response = client.get(address)
        assert response.status_code == (404 if name in originals else 200)
        etags[name] = response.get("ETag", '"none"')

    put(scene, state)

    expected = 404 if STATES[state][1] == 404 else 410
    for name, address in media.items():
        for question in ("", "?v=2", "?reading=none"):
            response = client.get(address + question, headers={"If-None-Match": etags[name]})
            assert response.status_code == expected, address
            assert b"JFIF" not in response.content


@pytest.mark.parametrize(
    "end", [{"consent_withdrawn_at": -HOUR}, {"consent_expires_on": -24 * HOUR}], ids=str
)
def test_a_picture_without_consent_shows_nowhere_while_the_article_does(client, scene, end):
    scene = scene()
    for photo in (scene.top, scene.inside):
        for name, ago in end.items():
            at = timezone.localtime() + ago
            setattr(photo, name, at.date() if name.endswith("_on") else at)
        photo.save()

    for name, language, address in where_articles_stand(["en"]):
        response = client.get(address)
        assert not seen(response, scene.canaries) & PICTURES, address
        words = shown_when_published(name, language, "en") - PICTURES
        assert words <= seen(response, scene.canaries), address
    for photo in (scene.top, scene.inside):
        for name in photo.names:
            assert client.get(reverse("photos:media", args=[name])).status_code in {404, 410}


@pytest.mark.parametrize(
    ("state", "purpose", "language"),
    some_now(
        ["draft", "in review", "scheduled", "withdrawn", "expired"],
        ReadingLink.Purpose.values,
        ["en", "fr"],
        now=[("scheduled", "embargo", "en"), ("withdrawn", "preview", "fr")],
    ),
)
def test_a_reading_link_that_does_not_open_tells_nothing(client, scene, state, purpose, language):
    scene = scene()
    put(scene, state)
    now = timezone.now()
    tokens = {
        "wrong": "A" * 43,
        "too long": "A" * 5000,
        "expired": link_to(scene.article, purpose, expires_at=now - timedelta(seconds=1)),
        "revoked": link_to(scene.article, purpose, revoked_at=now),
    }
    if state in {"withdrawn", "expired"}:
        tokens["of what is gone"] = link_to(scene.article, purpose)
    for reason, token in tokens.items():
        with translation.override(language):
            response = client.get(reverse("news:reading", args=[token]))
        assert response.status_code == 404, reason
        assert not seen(response, scene.canaries), reason
        for name in (scene.top.card["name"], scene.inside.fallback["name"]):
            picture = client.get(reverse("photos:media", args=[name]), {"reading": token})
            assert picture.status_code in {404, 410}, reason


def test_an_embargo_tells_nothing_before_the_terms_are_accepted(client, scene):
    scene = scene()
    put(scene, "scheduled")
    token = link_to(scene.article, ReadingLink.Purpose.EMBARGO)
    response = client.get(reverse("news:reading", args=[token]))

    assert response.status_code == 200
    assert not seen(response, scene.canaries)


def test_goes_live_and_away_everywhere_at_its_second(client, scene, time_machine):
    time_machine.move_to("2026-03-03T12:00:00Z", tick=False)
    scene = scene()
    start, end = timezone.now() + HOUR, timezone.now() + 2 * HOUR
    Article.objects.filter(slug=SLUG).update(publish_at=start, unpublish_at=end)
    second = timedelta(seconds=1)
    for moment, status in [
        (start - second, 404),
        (start + second, 200),
        (end - second, 200),
        (end + second, 410),
    ]:
        time_machine.move_to(moment, tick=False)
        for name, language, address in where_articles_stand(["en"]):
            response = client.get(address)
            found = seen(response, scene.canaries, asked="" if status == 200 else address)
            expected = shown_when_published(name, language, "en") if status == 200 else set()
            assert expected <= found, (moment, address)
            assert status == 200 or not found, (moment, address)
            if name in OWN:
                assert response.status_code == status, (moment, address)


# Whoever writes a new way to show articles, begins at what is published.

NEWS = Path(__file__).resolve().parents[2] / "news"
# Modules and packages that look at all articles, and why the public never sees what they find.
NOT_PUBLIC = {
    **dict.fromkeys(["admin", "checks", "forms", "history", "importing"], "the desk's"),
    **dict.fromkeys(["deleted.py", "duties.py", "inbound.py", "services.py"], "the desk's"),
    **dict.fromkeys(["management", "migrations", "models"], "no pages"),
    "addresses.py": "sends on what was public, and asks of each article whether it is",
    "pictures.py": "tells public from gone, for the library",
    "reading": "shows it to whoever has a link; see above",
}


def starting_points(path):
    """Yield what every use of `Article.objects` in a file goes on with, and ways around it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute) and (
            ast.unparse(node.value) == "Article.objects"
            or node.attr in {"article_set", "_base_manager", "_default_manager"}
        ):
            yield node.attr


def test_what_the_public_sees_begins_with_what_is_published():
    modules = [
        path for path in NEWS.rglob("*.py") if path.relative_to(NEWS).parts[0] not in NOT_PUBLIC
    ]
    wrong = {
        f"{path.relative_to(NEWS)}: {start}"
        for path in modules
        for start in starting_points(path)
        if start not in {"published", "gone"}
    }

    assert {"views.py", "feeds.py", "sitemaps.py", "news_tags.py"} <= {p.name for p in modules}
    assert not wrong
