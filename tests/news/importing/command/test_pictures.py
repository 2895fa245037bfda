"""An import brings the pictures of a page along."""

import tracemalloc

import pytest
from django.utils import timezone

from ijmsite.photos.models import Photo
from ijmsite.staff.models import AuditEvent
from news.models import Article, ArticlePhoto

from ..conftest import PAGES, STORY
from .conftest import jpeg

pytestmark = pytest.mark.django_db


def test_brings_the_pictures_along(run_import):
    out, _ = run_import(PAGES / "saved-complete.html")

    article = Article.objects.get()
    photos = {photo.title: photo for photo in Photo.objects.all()}
    top = article.photo
    assert len(photos) == 3
    assert article.photo_alt == "An empty room with felt on every wall and one low table."
    assert (top.alt, top.caption) == (article.photo_alt, "The room on the day before it opened.")
    assert (top.credit, top.consent_scope) == ("Jana Holt", "")
    door = photos["The Hall With No Echo: door small.jpg"]
    assert door.alt == "Imported picture, not yet described"
    assert f'<figure data-photo="{door.pk}"><figcaption></figcaption></figure>' in article.body
    assert article.body_photos.count() == 2
    assert "The picture “door small.jpg” has no alternative text and no credit." in out
    assert "The picture “chart.gif”: This is not a picture we can use." in out
    assert "The picture “never-saved.jpg” was not saved beside the page." in out
    assert AuditEvent.objects.filter(model="photos.photo", action="import").count() == 3


def test_words_for_a_picture_are_those_of_the_article_language(save, run_import):
    caption = "<figcaption>La porte</figcaption>"
    path = save(body=f'{STORY}<figure><img src="p.jpg" alt="Une porte">{caption}</figure>')
    jpeg(path.parent / "p.jpg")

    run_import(path, "--language=fr")

    photo = Photo.objects.get()
    assert (photo.alt_fr, photo.caption_fr) == ("Une porte", "La porte")
    assert (photo.alt, photo.caption) == ("Imported picture, not yet described", "")
    assert 'data-alt="Une porte"><figcaption>La porte</figcaption>' in Article.objects.get().body


def test_a_picture_on_several_pages_is_stored_once(save, run_import):
    body = f'{STORY}<img src="p.jpg" alt="A door">'
    save("a.html", headline="First of them", body=body)
    path = save("b.html", headline="Second of them", body=body)
    jpeg(path.parent / "p.jpg")

    run_import(path.parent)

    assert Photo.objects.count() == 1
    assert ArticlePhoto.objects.count() == 2


def test_an_import_does_not_bring_a_withdrawn_picture_back(save, run_import):
    body = f'{STORY}<img src="p.jpg" alt="A door">'
    path = save(body=body)
    jpeg(path.parent / "p.jpg")
    run_import(path)
    Photo.objects.update(consent_withdrawn_at=timezone.now())

    out, _ = run_import(save("other.html", headline="Another story of it", body=body))

    assert Photo.objects.count() == 1
    assert "may no longer be shown: its consent has ended" in out


def test_without_photos_there_are_none_until_they_are_asked_for(save, run_import):
    path = save(body=f'{STORY}<img src="p.jpg" alt="A door">')
    jpeg(path.parent / "p.jpg")

    out, _ = run_import(path, "--no-photos")
    assert not Photo.objects.exists()
    assert "<figure" not in Article.objects.get().body
    assert "Left out 1 picture, as asked." in out

    run_import(path)
    assert Photo.objects.count() == 1
    assert "<figure" in Article.objects.get().body


@pytest.mark.parametrize(
    "source", ["../secret.jpg", "/etc/secret.jpg", "file:///secret.jpg", "..%2fsecret.jpg"]
)
def test_takes_no_picture_from_outside_of_the_folder(save, run_import, source):
    path = save(body=f'{STORY}<img src="{source}" alt="A secret">')
    jpeg(path.parent.parent / "secret.jpg")

    out, _ = run_import(path)

    assert not Photo.objects.exists()
    assert "The picture “secret.jpg” was not saved beside the page." in out


@pytest.mark.parametrize("start", [b"", b"RIFF\xff\xff\xff\x7fWEBPVP8 "])
def test_does_not_read_a_picture_that_is_too_large(save, run_import, start):
    path = save(body=f'{STORY}<img src="p.webp" alt="A door">')
    with (path.parent / "p.webp").open("wb") as file:
        file.write(start)
        file.truncate(25_000_001)
    tracemalloc.start()
    out, _ = run_import(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert "The picture “p.webp”: This file is too large." in out
    assert peak < 20_000_000


def test_a_mirror_keeps_its_pictures_at_the_root(save, run_import):
    path = save("news/story.html", body=f'{STORY}<img src="/images/p.jpg" alt="A door">')
    jpeg(path.parent.parent / "images" / "p.jpg")

    run_import(path.parent.parent)

    assert Photo.objects.count() == 1
