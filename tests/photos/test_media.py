import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.models import PressContact
from ijmsite.photos import usage
from ijmsite.photos.models import Photo
from ijmsite.photos.store import cut_crops, replace_crops
from news import pictures
from news.models import Article
from tests.staff.people import member


@pytest.fixture
def photo(stored):
    return stored()


@pytest.fixture
def article(photo):
    return Article.objects.create(
        headline="H",
        slug="h",
        standfirst="S",
        body="<p>b</p>",
        photo=photo,
        press_contact=PressContact.objects.create(name="P", title="T", phone="1"),
        status=Article.Status.PUBLISHED,
        publish_at=timezone.now() - timedelta(days=1),
    )


@pytest.fixture
def staff_client(client, db):
    client.force_login(member("Writer"))
    return client


def test_keeps_pictures_of_drafts_from_staff_of_other_desks(client, photo):
    client.force_login(member("Fundraising"))

    assert client.get(url(photo.file.name)).status_code == 404


def url(name):
    return reverse("photos:media", args=[name])


def names(photo):
    return [rendition["name"] for rendition in photo.renditions]


def test_feed_readers_on_other_sites_may_show_what_is_public(client, staff_client, photo, article):
    policies = [client.get(url(n))["Cross-Origin-Resource-Policy"] for n in names(photo)]
    assert set(policies) == {"cross-origin"}

    original = staff_client.get(url(photo.file.name))
    assert original["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("index", range(3))
def test_shows_the_public_what_a_public_page_shows(client, photo, article, index):
    name = names(photo)[index]
    response = client.get(url(name))

    assert response.status_code == 200
    assert response["Content-Type"] in {"image/avif", "image/webp", "image/jpeg"}
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "public, max-age=3600"
    assert "Vary" not in response or "Cookie" not in response["Vary"]
    assert not response.cookies
    assert response.content


def test_costs_two_queries_and_no_session(
    client, staff_client, photo, article, django_assert_num_queries
):
    with django_assert_num_queries(2):
        staff_client.get(url(names(photo)[0]))


def test_says_that_nothing_has_changed(client, photo, article):
    first = client.get(url(names(photo)[0]))
    again = client.get(url(names(photo)[0]), headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304
    assert again["Cache-Control"] == "public, max-age=3600"
    assert again.content == b""


HIDDEN = {
    "draft": {"status": "draft", "publish_at": None},
    "in review": {"status": "in_review"},
    "scheduled": {"publish_at": timedelta(days=1)},
}
GONE = {
    "withdrawn": {"status": "withdrawn"},
    "expired": {"unpublish_at": timedelta(hours=-1)},
}


def change(article, fields):
    now = timezone.now()
    fields = {k: now + v if isinstance(v, timedelta) else v for k, v in fields.items()}
    Article.objects.filter(pk=article.pk).update(**fields)


@pytest.mark.parametrize("fields", HIDDEN.values(), ids=HIDDEN)
def test_hides_what_was_never_public(client, photo, article, fields):
    change(article, fields)
    assert client.get(url(names(photo)[0])).status_code == 404


@pytest.mark.parametrize("fields", GONE.values(), ids=GONE)
def test_says_that_what_was_public_is_gone(client, photo, article, fields):
    change(article, fields)
    response = client.get(url(names(photo)[0]))

    assert response.status_code == 410
    assert response["Cache-Control"] == "no-store"
    assert photo.alt not in response.text


def test_hides_a_picture_that_nothing_shows(client, photo):
    assert client.get(url(names(photo)[0])).status_code == 404


def test_is_public_while_any_page_shows_it(client, photo, article):
    change(article, GONE["withdrawn"])
    Article.objects.create(
        headline="I", slug="i", photo=photo, status="published", publish_at=timezone.now()
    )
    assert client.get(url(names(photo)[0])).status_code == 200


def test_shows_staff_everything_and_caches_nothing(staff_client, photo):
    for name in photo.names:
        response = staff_client.get(url(name))
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-store"


def test_the_original_is_for_staff_only(client, photo, article):
    assert client.get(url(photo.file.name)).status_code == 404


def test_an_account_without_the_desk_is_the_public(client, photo, django_user_model):
    client.force_login(django_user_model.objects.create_user("r@s.example", "x"))
    assert client.get(url(names(photo)[0])).status_code == 404


@pytest.mark.matrix
@pytest.mark.parametrize(
    "path",
    ["../secret_key", "x/../../secret_key", "{d}/../{d}/160.webp", "{d}/161.webp", "{d}/", "{d}"]
    + ["{d}/160.webp/", "//etc/passwd", "%00", "{d}/160.webp%00.jpg", "a" * 2000],
)
def test_knows_only_the_names_it_gave(staff_client, photo, article, path):
    response = staff_client.get("/media/" + path.format(d=photo.directory))
    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")


@pytest.mark.matrix
@pytest.mark.parametrize("method", ["post", "put", "delete", "options", "trace"])
def test_answers_readers_only(client, photo, article, method):
    assert getattr(client, method)(url(names(photo)[0])).status_code == 405


def test_answers_head(client, photo, article):
    shown = client.get(url(names(photo)[0]))
    response = client.head(url(names(photo)[0]))
    assert response.status_code == 200
    assert response.content == b""
    for header in ("Content-Type", "Content-Length", "Cache-Control", "ETag"):
        assert response[header] == shown[header]


def test_a_missing_file_is_not_found(staff_client, photo, article, settings):
    photo.delete_files()
    assert staff_client.get(url(names(photo)[0])).status_code == 404


def tell(monkeypatch, **functions):
    """Let one app tell the library of pictures, and no other."""
    monkeypatch.setattr(usage, "told", lambda name: [(None, SimpleNamespace(**functions))])


def test_asks_the_apps(monkeypatch):
    photo = Photo()
    tell(monkeypatch, photo_uses=lambda photos: {one.pk: usage.Use.GONE for one in photos})

    assert usage.use_of(photo) is usage.Use.GONE


def test_without_apps_nothing_is_public(monkeypatch):
    tell(monkeypatch)
    assert usage.use_of(Photo()) is usage.Use.NONE


# A reading link


@pytest.fixture
def granted(monkeypatch):
    """Let requests with `?reading=good` see every picture, as an app would."""
    monkeypatch.setattr(
        pictures, "reading_grant", lambda photo, request: request.GET.get("reading") == "good"
    )


def test_a_reading_link_shows_what_is_not_public(client, photo, granted):
    for name in names(photo):
        response = client.get(url(name) + "?reading=good")
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-store"
        assert not response.cookies


@pytest.mark.parametrize("fields", [*HIDDEN.values(), *GONE.values()], ids=[*HIDDEN, *GONE])
def test_a_reading_link_works_in_every_state(client, photo, article, granted, fields):
    change(article, fields)
    assert client.get(url(names(photo)[0]) + "?reading=good").status_code == 200


def test_a_reading_link_never_shows_the_original(client, photo, granted):
    assert client.get(url(photo.file.name) + "?reading=good").status_code == 404


def test_a_public_picture_asks_no_reading_link(client, photo, article, monkeypatch):
    monkeypatch.setattr(pictures, "reading_grant", lambda photo, request: pytest.fail("asked"))
    response = client.get(url(names(photo)[0]) + "?reading=good")
    assert response["Cache-Control"] == "public, max-age=3600"


# D11: the address of a picture is no way around anything


@pytest.mark.matrix
@pytest.mark.parametrize("query", ["?v=1", "?reading=", "?reading=bad", "?reading=good%00", "?_=x"])
def test_nothing_behind_the_address_opens_a_draft(client, photo, article, granted, query):
    change(article, HIDDEN["draft"])
    assert client.get(url(names(photo)[0]) + query).status_code == 404


@pytest.mark.matrix
@pytest.mark.parametrize(
    "guess", ["1600.avif", "original.jpg", "card.jpg", "16x9.jpg", "card-50-50.jpg", "160.png"]
)
def test_guesses_no_name(client, photo, article, guess):
    assert client.get(url(f"{photo.directory}/{guess}")).status_code == 404


def test_an_address_has_122_random_bits(stored):
    photos = [stored(), stored()]
    for photo in photos:
        assert uuid.UUID(photo.directory).version == 4
        assert str(photo.pk) not in str(photo.names)
    assert photos[0].directory != photos[1].directory


def test_old_crops_answer_not_found(client, photo, article, django_capture_on_commit_callbacks):
    old = photo.card["name"]
    with django_capture_on_commit_callbacks(execute=True):
        replace_crops(photo, cut_crops(photo, (0, 0)))

    assert client.get(url(old)).status_code == 404
    assert client.get(url(photo.card["name"])).status_code == 200
