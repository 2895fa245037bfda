"""Pictures in a bucket: for readers and staff everything is as on a disk, also when it is away."""

import io
import logging
import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from drills.newsroom import free_port
from fundraisers.models import GuideEdition
from ijmsite.photos import bucket as bucket_module
from ijmsite.photos.models import Photo
from ijmsite.photos.places import StorageDownError, storage_at
from ijmsite.photos.services import withdraw_consent
from ijmsite.photos.store import cut_crops, delete_photo, replace_crops, store_photo
from news.models import Article
from tests.staff.people import member
from tests.web.served import fetch, serving

ADD = "admin:photos_photo_add"
KEY = "key:sec%2Fret"  # A secret has all kinds of signs.


@pytest.fixture(scope="session")
def server():
    """Start a server that speaks S3, in a thread; return its host and port."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    yield "{}:{}".format(*running.get_host_and_port())
    running.stop()


@pytest.fixture
def url(server):
    """Return the MEDIA_STORAGE_URL of a new bucket."""
    own = f"s3+http://{KEY}@{server}/pictures-{uuid.uuid4()}?region=ca-central-1"
    location = {"LocationConstraint": "ca-central-1"}
    storage = bucket_module.BucketStorage(**storage_at(own)["OPTIONS"])
    storage.bucket.create(CreateBucketConfiguration=location)
    return own


@pytest.fixture
def bucket(url, settings):
    """Keep the files of the test in a bucket, and return a function that lists them."""
    settings.STORAGES = settings.STORAGES | {"default": storage_at(url)}
    return lambda: sorted(entry.key for entry in default_storage.bucket.objects.all())


@pytest.fixture
def end(settings, monkeypatch):
    """Return a function after which nothing answers at the bucket's address."""

    def end():
        monkeypatch.setattr(bucket_module, "TRIES", 1)
        gone = storage_at(f"s3+http://{KEY}@127.0.0.1:{free_port()}/pictures")
        settings.STORAGES = settings.STORAGES | {"default": gone}

    return end


def show(photo):
    """Let an article show the photo, and return the address of its picture."""
    told = {"status": "published", "publish_at": timezone.now() - timedelta(hours=1)}
    Article.objects.create(headline="H", slug="h", photo=photo, **told)
    return address(photo)


def address(photo):
    return reverse("photos:media", args=[photo.fallback["name"]])


def test_all_files_of_a_picture_lie_in_the_bucket_and_none_on_the_disk(bucket, stored, settings):
    photo = stored()

    assert bucket() == sorted(photo.names)
    assert not settings.MEDIA_ROOT.exists()


def test_readers_have_it_from_our_own_address(bucket, stored, client):
    photo = stored()
    response = client.get(show(photo))

    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert len(response.content) == photo.fallback["size"]
    assert default_storage.url(photo.file.name) == f"/media/{photo.file.name}"


def test_the_bucket_knows_what_each_file_is(bucket, stored):
    stored()
    kinds = {entry.Object().content_type for entry in default_storage.bucket.objects.all()}

    assert kinds == {"image/avif", "image/webp", "image/jpeg"}


def test_new_crops_take_the_place_of_the_old(bucket, stored, django_capture_on_commit_callbacks):
    photo = stored()
    old = photo.card["name"]
    with django_capture_on_commit_callbacks(execute=True):
        replace_crops(photo, cut_crops(photo, (0, 0)))

    assert bucket() == sorted(photo.names)
    assert old not in bucket()


def test_a_deleted_picture_is_erased_from_the_bucket(
    bucket, stored, django_capture_on_commit_callbacks
):
    photo = stored()
    with django_capture_on_commit_callbacks(execute=True):
        delete_photo(photo)

    assert bucket() == []


def test_a_missing_file_is_not_found(bucket, stored, client):
    photo = stored()
    shown = show(photo)
    default_storage.delete(photo.fallback["name"])

    assert client.get(shown).status_code == 404


@pytest.mark.django_db
def test_a_picture_whose_form_had_errors_is_kept_in_the_bucket(bucket, client, upload):
    client.force_login(member("Writer"))
    form = {"title": "Boats", "credit": "A", "consent_scope": "not_needed"}
    form |= {"focal_x": 50, "focal_y": 50}
    page = client.post(reverse(ADD), form | {"alt": "", "upload": upload()})
    kept = page.context["adminform"].form.data["kept"]
    assert [name.partition("/")[0] for name in bucket()] == ["pending"]

    client.post(reverse(ADD), form | {"alt": "Two boats.", "kept": kept})

    assert bucket() == sorted(Photo.objects.get().names)


def test_a_name_that_is_taken_gets_another_one(bucket):
    names = {default_storage.save("guides/guide.pdf", ContentFile(b"%PDF")) for _ in range(2)}

    assert len(names) == len(bucket()) == 2


# The bucket does not answer


def test_what_is_missing_and_what_is_down_are_errors_of_files(bucket, end):
    for ask in (default_storage.open, default_storage.size, default_storage.get_modified_time):
        with pytest.raises(FileNotFoundError):
            ask("nothing.jpg")
    end()
    for ask in (default_storage.open, default_storage.exists, default_storage.delete):
        with pytest.raises(StorageDownError) as caught:
            ask("nothing.jpg")
        assert "key" not in str(caught.value)
        assert "127.0.0.1" not in str(caught.value)


def test_an_upload_says_beside_the_field_that_nothing_was_stored(bucket, end, client, upload, db):
    client.force_login(member("Writer"))
    end()
    form = {"title": "Boats", "alt": "B.", "credit": "A", "consent_scope": "not_needed"}
    form |= {"focal_x": 50, "focal_y": 50, "upload": upload()}
    assert client.get(reverse(ADD)).status_code == 200
    page = client.post(reverse(ADD), form)

    assert page.status_code == 200
    errors = page.context["adminform"].form.errors["upload"]
    assert "could not be stored. Nothing is lost" in str(errors[0])
    assert "Boats" in page.text
    assert not Photo.objects.exists()


def test_readers_are_told_to_come_back(bucket, stored, end, client, caplog):
    shown = show(stored())
    end()
    response = client.get(shown)

    assert response.status_code == 503
    [record] = [one for one in caplog.records if one.name == "ijmsite.photos.views"]
    assert record.exc_info is None
    assert record.getMessage().endswith("does not answer: EndpointConnectionError")
    assert response["Retry-After"] == "60"
    assert response["Cache-Control"] == "no-store"
    assert "try again" in response.text


def test_a_withdrawn_picture_is_gone_while_the_bucket_is_away(bucket, stored, end, client):
    photo = stored()
    shown = show(photo)
    end()
    withdraw_consent(photo, member("PR lead"))

    assert client.get(shown).status_code == 410


def test_files_that_could_not_be_erased_are_noted(
    bucket, stored, end, caplog, django_capture_on_commit_callbacks
):
    photo = stored()
    end()
    with django_capture_on_commit_callbacks(execute=True):
        delete_photo(photo)

    assert not Photo.objects.exists()
    assert f"Files are left behind in {photo.directory}" in caplog.text


@pytest.mark.django_db
def test_a_guide_in_the_bucket_is_back_in_a_moment(bucket, end, client):
    # A page of ours says it, with a way on.
    GuideEdition.objects.create(language="en", version="2031", file="guides/a.pdf")
    end()
    response = client.get("/fundraise/guide.pdf")

    assert response.status_code == 503
    assert "</html>" in response.text


# Several processes


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_machines_show_a_picture_and_neither_does_once_it_is_withdrawn(
    bucket, url, picture, tmp_path
):
    photo = store_photo(io.BytesIO(picture()), title="T", alt="B.", credit="C")
    shown = show(photo)
    with (
        serving(tmp_path / "one", MEDIA_STORAGE_URL=url) as (one, _process),
        serving(tmp_path / "other", MEDIA_STORAGE_URL=url) as (other, _process),
    ):
        # The second time from the kept pages of each.
        before = [fetch(port, shown) for port in (one, other, one, other)]
        withdraw_consent(photo, member("PR lead"))
        after = [fetch(port, shown).status for port in (one, other)]

    assert {answer.status for answer in before} == {200}
    assert len({answer.content for answer in before}) == 1
    assert after == [410, 410]


# From the disk into the bucket


def copy_media():
    said = StringIO()
    call_command("copy_media", stdout=said)
    return said.getvalue().splitlines()[-1]


def test_pictures_of_the_disk_move_into_the_bucket(url, stored, settings, client):
    photo = stored()
    shown = show(photo)
    settings.STORAGES = settings.STORAGES | {"default": storage_at(url)}
    assert client.get(shown).status_code == 404
    count = len(photo.names)

    assert copy_media() == f"{count} files, of which {count} were missing in the bucket."
    assert client.get(shown).status_code == 200
    assert copy_media() == f"{count} files, of which 0 were missing in the bucket."


def test_nothing_moves_while_the_disk_is_the_place():
    with pytest.raises(CommandError, match="Set MEDIA_STORAGE_URL first"):
        copy_media()


def test_a_move_that_the_bucket_breaks_off_is_a_sentence(bucket, end, settings):
    (settings.MEDIA_ROOT / "a").mkdir(parents=True)
    (settings.MEDIA_ROOT / "a" / "b.jpg").write_bytes(b"x")
    end()

    with pytest.raises(CommandError, match="does not answer.*Run it again"):
        copy_media()
