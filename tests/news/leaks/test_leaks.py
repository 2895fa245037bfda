"""Nothing of an article that is not public stands anywhere in public: all states x all surfaces."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from news.models import Article, ReadingLink
from tests.addresses import public_names

from .conftest import (
    BY_THEMSELVES,
    FORMER_SLUG,
    HOUR,
    LISTS,
    OWN,
    PICTURES,
    SHOW_NOTHING,
    SLUG,
    STATES,
    link_to,
    put,
    seen,
    shown_when_published,
    some_now,
    surfaces,
    where_articles_stand,
)

pytestmark = pytest.mark.django_db


def test_every_public_address_is_looked_at():
    known = {*OWN, *LISTS, *SHOW_NOTHING, *BY_THEMSELVES}

    assert not public_names() - known


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
