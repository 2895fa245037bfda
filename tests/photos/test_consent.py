"""The consent of the people in a picture: what is asked, when it ends, who takes it back."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from ijmsite.photos import usage
from ijmsite.photos.forms import PhotoForm
from ijmsite.photos.models import Photo
from ijmsite.photos.services import withdrawn_as_text
from ijmsite.staff.models import AuditEvent
from news.models import Article
from tests.staff.people import member

LIST = "admin:photos_photo_changelist"
TODAY = date(2026, 3, 3)
NOON = datetime(2026, 3, 3, 17, tzinfo=UTC)  # noon in the office
STORY = {"consent_scope": "story", "consent_reference": "file 12"}


@pytest.fixture
def photo(stored):
    return stored(**STORY)


@pytest.fixture
def article(photo):
    return Article.objects.create(
        headline="The harbor opens",
        slug="h",
        standfirst="S",
        photo=photo,
        status=Article.Status.PUBLISHED,
        publish_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def page(photo, name="change"):
    return reverse(f"admin:photos_photo_{name}", args=[photo.pk])


def address(photo, role="16x9"):
    return reverse("photos:media", args=[photo.crop(role)["name"]])


def fields(photo, **changes):
    names = ["title", "alt", "credit", "focal_x", "focal_y", "consent_scope", "consent_reference"]
    return {name: getattr(photo, name) for name in names} | changes


def form_errors(response):
    return dict(response.context["adminform"].form.errors)


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


# Taking it back


@pytest.mark.parametrize("role", ["Writer", "PR lead", "Administrator"])
def test_withdraws_at_once(client, photo, article, role):
    staff = member(role)
    assert client.get(address(photo)).status_code == 200
    client.force_login(staff)
    response = client.post(page(photo, "withdraw"), follow=True)
    client.logout()

    assert "Readers do not see the picture any more" in response.text
    for name in [r["name"] for r in photo.renditions] + [photo.file.name]:
        gone = client.get(reverse("photos:media", args=[name]))
        assert gone.status_code == 410
        assert gone["Cache-Control"] == "no-store"
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.object_id) == ("consent", staff, str(photo.pk))
    assert event.details["reference"] == "file 12"
    assert LogEntry.objects.get().get_change_message() == "Withdrew the consent."


def test_a_withdrawn_picture_leaves_the_page_of_its_article(client, photo, article):
    shown = client.get(article.get_absolute_url())
    assert photo.directory in shown.text
    Photo.objects.update(consent_withdrawn_at=timezone.now())

    assert photo.directory not in client.get(article.get_absolute_url()).text


def test_a_reading_link_shows_no_withdrawn_picture(client, photo, monkeypatch):
    monkeypatch.setattr(usage, "grants", [lambda photo, request: True])
    assert client.get(address(photo)).status_code == 200
    Photo.objects.update(consent_withdrawn_at=timezone.now())
    assert client.get(address(photo)).status_code == 410


def test_staff_of_the_library_still_find_it(client, photo):
    Photo.objects.update(consent_withdrawn_at=timezone.now())
    client.force_login(member("Writer"))

    response = client.get(address(photo))
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")
    assert "consent--withdrawn" in client.get(reverse(LIST)).text
    client.force_login(member("Fundraising"))
    assert client.get(address(photo)).status_code == 410


def test_withdraws_once(client, photo):
    client.force_login(member("Writer"))
    client.post(page(photo, "withdraw"))
    first = Photo.objects.get().consent_withdrawn_at
    again = client.post(page(photo, "withdraw"), follow=True)

    assert "was withdrawn before" in again.text
    assert Photo.objects.get().consent_withdrawn_at == first
    assert AuditEvent.objects.count() == 1


def test_withdraws_from_the_list(client, stored):
    photos = [stored(**STORY), stored(), stored()]
    client.force_login(member("Writer"))
    data = {"action": "withdraw_consents", "_selected_action": [p.pk for p in photos[:2]]}
    response = client.post(reverse(LIST), data, follow=True)

    assert "The consent for 2 pictures is withdrawn" in response.text
    assert set(Photo.objects.ended()) == set(photos[:2])
    assert AuditEvent.objects.count() == 2


def test_only_a_post_withdraws(client, photo):
    client.force_login(member("PR lead"))
    assert client.get(page(photo, "withdraw")).status_code == 405
    assert Photo.objects.get().is_usable


@pytest.mark.parametrize("name", ["withdraw", "consent"])
def test_fundraising_takes_nothing_and_gives_nothing_back(client, photo, name):
    client.force_login(member("Fundraising"))
    response = client.post(page(photo, name))
    client.post(reverse(LIST), {"action": "withdraw_consents", "_selected_action": [photo.pk]})

    assert response.status_code == 403
    assert Photo.objects.get().is_usable


@pytest.mark.parametrize("name", ["withdraw", "consent"])
@pytest.mark.parametrize("pk", ["6a7d2f9e-8b53-4a56-9d7e-111111111111", "nonsense", "1/2"])
def test_knows_only_its_pictures(client, db, name, pk):
    client.force_login(member("PR lead"))
    response = client.post(reverse(f"admin:photos_photo_{name}", args=[pk]))
    assert (response.status_code, response.url) == (302, reverse("admin:index"))


def test_a_writer_withdraws_what_a_writer_may_not_edit(client, photo, article):
    client.force_login(member("Writer"))
    shown = client.get(page(photo))

    assert 'name="title"' not in shown.text
    assert page(photo, "withdraw") in shown.text


# Giving it again


@pytest.fixture
def withdrawn(photo):
    Photo.objects.update(consent_withdrawn_at=timezone.now())
    photo.refresh_from_db()
    return photo


def test_saving_the_page_gives_nothing_back(client, withdrawn):
    client.force_login(member("PR lead"))
    later = timezone.localdate() + timedelta(days=99)
    client.post(page(withdrawn), fields(withdrawn, title="New", consent_expires_on=later))

    photo = Photo.objects.get()
    assert photo.title == "New"
    assert photo.consent_withdrawn_at
    assert photo.consent_expires_on is None


def test_a_save_at_the_same_moment_gives_nothing_back(client, photo, monkeypatch):
    clean = PhotoForm.clean

    def withdraw_meanwhile(form):
        Photo.objects.update(consent_withdrawn_at=timezone.now())
        return clean(form)

    client.force_login(member("PR lead"))
    monkeypatch.setattr(PhotoForm, "clean", withdraw_meanwhile)
    # The page was read before, so that the form still asks for the consent.
    monkeypatch.setattr(Photo, "is_usable", True)
    client.post(page(photo), fields(photo, title="New", consent_reference="file 14"))

    photo = Photo.objects.get()
    assert (photo.title, photo.consent_reference) == ("New", "file 14")
    assert photo.consent_withdrawn_at


def test_records_a_new_consent(client, withdrawn, article):
    lead = member("PR lead")
    client.force_login(lead)
    shown = client.get(page(withdrawn, "consent"))
    response = client.post(
        page(withdrawn, "consent"),
        {
            "consent_scope": "news",
            "consent_reference": "file 13",
            "withdrawn_seen": shown.context["withdrawn_seen"],
        },
    )
    client.logout()

    assert "file 12" not in shown.text
    assert article.headline in shown.text
    assert response.status_code == 302
    photo = Photo.objects.get()
    assert (photo.consent_scope, photo.consent_reference) == ("news", "file 13")
    assert client.get(address(photo)).status_code == 200
    event = AuditEvent.objects.get()
    assert (event.action, event.actor) == ("consent_again", lead)


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, ["consent_scope"]),
        ({"consent_scope": "news"}, ["consent_reference"]),
        ({**STORY, "consent_expires_on": "2020-01-01"}, ["consent_expires_on"]),
    ],
)
def test_a_new_consent_is_complete(client, withdrawn, sent, wrong):
    Photo.objects.update(consent_expires_on=date(2020, 1, 1))
    client.force_login(member("PR lead"))
    response = client.post(page(withdrawn, "consent"), sent)

    assert list(form_errors(response)) == wrong
    assert not Photo.objects.get().is_usable


def test_a_writer_gives_no_consent_back_to_what_readers_saw(client, withdrawn, article):
    client.force_login(member("Writer"))
    assert client.post(page(withdrawn, "consent"), STORY).status_code == 403
    assert page(withdrawn, "consent") not in client.get(page(withdrawn)).text
    assert not Photo.objects.get().is_usable


@pytest.mark.parametrize(
    "state",
    [{"consent_withdrawn_at": NOON}, {"consent_expires_on": date(2020, 1, 1)}],
    ids=["withdrawn", "ended"],
)
@pytest.mark.parametrize("scheduled", [True, False])
def test_a_writer_brings_no_picture_back(client, photo, article, state, scheduled):
    """Neither by the page for it nor by the ordinary form, long before readers see an article."""
    Article.objects.update(
        status="published" if scheduled else "draft", publish_at=timezone.now() + timedelta(days=9)
    )
    Photo.objects.update(**state)
    photo.refresh_from_db()
    client.force_login(member("Writer"))
    seen = withdrawn_as_text(photo)
    answers = {"consent_scope": "not_needed", "consent_reference": "", "consent_expires_on": ""}

    assert (
        client.post(page(photo, "consent"), answers | {"withdrawn_seen": seen}).status_code == 403
    )
    client.post(page(photo), fields(photo) | answers)

    stored = Photo.objects.values("consent_scope", "consent_withdrawn_at", "consent_expires_on")
    as_was = {"consent_scope": "story", "consent_withdrawn_at": None, "consent_expires_on": None}
    assert stored.get() == as_was | state


def test_the_right_to_record_a_new_consent_is_its_own(client, withdrawn):
    writer = member("Writer")
    writer.user_permissions.add(Permission.objects.get(codename="renew_consent"))
    client.force_login(writer)
    answer = STORY | {"withdrawn_seen": withdrawn_as_text(withdrawn)}

    assert page(withdrawn, "consent") in client.get(page(withdrawn)).text
    assert client.post(page(withdrawn, "consent"), answer).status_code == 302
    assert Photo.objects.get().is_usable


def test_a_writer_answers_what_nobody_answered(client, stored):
    photo = stored()
    client.force_login(member("Writer"))
    client.post(page(photo), fields(photo, **STORY))

    assert Photo.objects.get().consent_reference == "file 12"


def test_there_is_nothing_to_give_back_while_it_lasts(client, photo):
    client.force_login(member("PR lead"))
    response = client.post(page(photo, "consent"), {"consent_scope": "all"})
    assert response.url == page(photo)
    assert Photo.objects.get().consent_scope == "story"


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
