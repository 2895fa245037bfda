"""The consent of the people in a picture: what is asked, when it ends, what staff see of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from ijmsite.photos.models import Photo
from tests.staff.people import member

from .conftest import LIST, NOON, STORY, address, fields, form_errors, page

TODAY = date(2026, 3, 3)


# What is asked


def test_a_page_that_is_older_than_the_withdrawal_gives_no_consent_back(client, withdrawn):
    client.force_login(member("PR lead"))
    answer = {"consent_scope": "news", "consent_reference": "file 13", "withdrawn_seen": ""}

    client.post(page(withdrawn, "consent"), answer)

    assert not Photo.objects.get().is_usable


def test_a_writer_takes_away_and_does_not_give_back(client, withdrawn):
    client.force_login(member("Writer"))
    answer = {"consent_scope": "not_needed"}

    assert client.post(page(withdrawn, "consent"), answer).status_code == 403
    assert not Photo.objects.get().is_usable


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"consent_scope": "story"}, ["consent_reference"]),
        ({"consent_scope": "news", "consent_reference": "   "}, ["consent_reference"]),
        ({"consent_scope": "nonsense"}, ["consent_scope"]),
        ({**STORY, "consent_expires_on": "2020-01-01"}, ["consent_expires_on"]),
        ({**STORY, "consent_expires_on": "soon"}, ["consent_expires_on"]),
        ({**STORY, "consent_expires_on": "2999-01-01"}, []),
        ({"consent_scope": "not_needed"}, []),
        ({"consent_scope": ""}, []),
        (STORY, []),
    ],
)
def test_asks_what_was_agreed(client, upload, sent, wrong, db):
    client.force_login(member("Writer"))
    data = {"title": "B", "alt": "Two boats.", "credit": "A", "focal_x": 50, "focal_y": 50}
    response = client.post(reverse("admin:photos_photo_add"), data | {"upload": upload()} | sent)

    assert (list(form_errors(response)) if response.status_code == 200 else []) == wrong
    assert Photo.objects.count() == (0 if wrong else 1)


def test_keeps_an_old_day_but_takes_no_passed_one(client, photo):
    """Whoever corrects a title is not held up by a day that somebody else wrote."""
    client.force_login(member("PR lead"))
    with time_machine.travel(NOON, tick=False):
        yesterday = client.post(page(photo), fields(photo, consent_expires_on="2026-03-02"))
        today = client.post(page(photo), fields(photo, consent_expires_on="2026-03-03"))

    assert list(form_errors(yesterday)) == ["consent_expires_on"]
    assert today.status_code == 302


# When it ends


@pytest.mark.parametrize(
    ("at", "status"),
    [
        (datetime(2026, 3, 4, 4, 59, 59, tzinfo=UTC), 200),  # the last second of 3 March here
        (datetime(2026, 3, 4, 5, 0, 0, tzinfo=UTC), 410),
    ],
    ids=["last second", "next day"],
)
def test_ends_with_the_day_of_the_office(client, photo, article, at, status):
    Photo.objects.update(consent_expires_on=TODAY)
    with time_machine.travel(at, tick=False):
        response = client.get(address(photo))
        assert response.status_code == status
        assert Photo.objects.get().is_usable is (status == 200)
        assert Photo.objects.usable().exists() is (status == 200)
        assert Photo.objects.ended().exists() is (status == 410)
    if status == 410:
        assert response["Cache-Control"] == "no-store"


def states():
    """Yield photos in every state of consent, as fields."""
    for day in (None, -1, 0, 1, 30, 31):
        for withdrawn in (None, NOON):
            for scope, reference in [("", ""), ("", "x"), ("not_needed", ""), ("news", "")]:
                yield {
                    "consent_expires_on": day if day is None else TODAY + timedelta(days=day),
                    "consent_withdrawn_at": withdrawn,
                    "consent_scope": scope,
                    "consent_reference": reference,
                }


@time_machine.travel(NOON, tick=False)
@pytest.mark.django_db
def test_rows_and_lists_tell_the_same():
    photos = Photo.objects.bulk_create(
        Photo(title=str(number), directory=str(number), width=1, height=1, **state)
        for number, state in enumerate(states())
    )
    in_a_month = TODAY + timedelta(days=30)

    def titles(queryset):
        return {photo.title for photo in queryset}

    usable = {p.title for p in photos if p.is_usable}
    assert titles(Photo.objects.usable()) == usable
    assert titles(Photo.objects.ended()) == {p.title for p in photos} - usable
    assert titles(Photo.objects.lacking_consent()) == {p.title for p in photos if p.lacks_consent}
    assert titles(Photo.objects.expiring()) == {
        p.title
        for p in photos
        if p.is_usable and p.consent_expires_on and p.consent_expires_on <= in_a_month
    }


# What staff see


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("ending", {"ending"}),
        ("ended", {"ended", "withdrawn"}),
        ("missing", {"missing"}),
        ("nonsense", {"ending", "ended", "withdrawn", "missing", "fine"}),
    ],
)
def test_the_list_is_narrowed_by_consent(client, stored, query, titles):
    for title, state in {
        "ending": {"consent_expires_on": TODAY + timedelta(days=30)},
        "ended": {"consent_expires_on": TODAY - timedelta(days=1)},
        "withdrawn": {"consent_withdrawn_at": NOON},
        "missing": {"consent_scope": ""},
        "fine": {"consent_expires_on": TODAY + timedelta(days=31)},
    }.items():
        Photo.objects.create(
            **{"title": title, "directory": title, "width": 1, "height": 1, **STORY, **state},
            renditions=[
                {
                    "name": f"{title}/1.webp",
                    "format": "webp",
                    "role": "picture",
                    "width": 1,
                    "height": 1,
                }
            ],
        )
    client.force_login(member("Writer"))
    found = client.get(reverse(LIST), {"consent": query}).context["cl"].result_list

    assert {photo.title for photo in found} == titles


@pytest.mark.matrix
@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"consent_expires_on": TODAY + timedelta(days=9)}, "The consent ends after 12 Mar 2026"),
        ({"consent_expires_on": TODAY - timedelta(days=1)}, "The consent ended after 2 Mar 2026"),
        ({"consent_withdrawn_at": NOON}, "was withdrawn Tue 3 Mar 2026 12:00 EST"),
        ({"consent_scope": ""}, "not answered yet"),
        ({}, "Readers may see this picture"),
    ],
)
def test_the_page_says_what_readers_see(client, photo, state, words):
    Photo.objects.update(**state)
    client.force_login(member("PR lead"))
    assert words in client.get(page(photo)).text


def test_the_page_says_where_the_picture_stands(client, photo, article):
    client.force_login(member("Writer"))
    text = client.get(page(photo)).text

    assert reverse("admin:news_article_change", args=[article.pk]) in text
    assert "The harbor opens" in text
    assert "Published" in text
    article.delete()
    assert "No article shows it" in client.get(page(photo)).text
