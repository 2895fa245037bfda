"""A consent that is taken back takes the picture away at once."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from ijmsite.photos.models import Photo
from ijmsite.staff.models import AuditEvent
from news import pictures
from tests.staff.people import member

from .conftest import LIST, STORY, address, page


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
    monkeypatch.setattr(pictures, "reading_grant", lambda photo, request: True)
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
