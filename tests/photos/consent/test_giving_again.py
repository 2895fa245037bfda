"""A consent that was taken back is only given again on purpose."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from ijmsite.photos.forms import PhotoForm
from ijmsite.photos.models import Photo
from ijmsite.photos.services import withdrawn_as_text
from ijmsite.staff.models import AuditEvent
from news.models import Article
from tests.staff.people import member

from .conftest import NOON, STORY, address, fields, form_errors, page


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
