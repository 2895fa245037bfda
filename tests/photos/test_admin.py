from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from ijmsite.photos.models import Photo
from ijmsite.photos.store import cut_crops
from ijmsite.web.limits import refusal
from news.models import Article, ArticlePhoto
from tests.staff.people import member

ADD = "admin:photos_photo_add"


@pytest.fixture
def desk(client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("pr@s.example", "x"))
    return client


@pytest.fixture
def data(upload):
    def make(**fields):
        return {
            "title": "Boats",
            "alt": "Two boats in a harbour.",
            "credit": "Ada Roy",
            "consent_scope": "not_needed",
            "focal_x": 50,
            "focal_y": 50,
            "upload": upload(),
        } | fields

    return make


def files(settings):
    return [p for p in settings.MEDIA_ROOT.rglob("*") if p.is_file()]


def errors(response):
    return {k: [str(e) for e in v] for k, v in response.context["adminform"].form.errors.items()}


def test_adds_a_picture(desk, data, settings):
    response = desk.post(reverse(ADD), data())

    photo = Photo.objects.get()
    assert response.status_code == 302
    assert photo.uploaded_by.email == "pr@s.example"
    assert len(files(settings)) == len(photo.names)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"<svg onload=alert(1)>", "JPEG, PNG or WebP"),
        (b"\x89PNG\r\n\x1a\n", "JPEG, PNG or WebP"),
    ],
    ids=["empty", "no picture", "only a signature"],
)
def test_says_beside_the_field_what_is_wrong(desk, data, upload, settings, content, words):
    response = desk.post(reverse(ADD), data(upload=upload(content)))

    assert response.status_code == 200
    assert list(errors(response)) == ["upload"]
    assert words in errors(response)["upload"][0]
    assert Photo.objects.count() == len(files(settings)) == 0


def test_refuses_half_a_picture(desk, data, upload, picture):
    response = desk.post(reverse(ADD), data(upload=upload(picture()[:-10])))
    assert "damaged" in errors(response)["upload"][0]


@pytest.mark.parametrize("field", ["title", "alt", "credit", "upload"])
def test_asks_for(desk, data, settings, field):
    sent = data()
    del sent[field]
    response = desk.post(reverse(ADD), sent)

    assert list(errors(response)) == [field]
    assert Photo.objects.count() == 0


@pytest.mark.parametrize("field", ["alt", "alt_fr"])
@pytest.mark.parametrize("text", ["IMG_1234.jpg", "dsc00017", "harbour at dawn/boats.webp"])
def test_refuses_the_name_of_a_file_as_a_description(desk, data, field, text):
    response = desk.post(reverse(ADD), data(**{field: text}))

    assert list(errors(response)) == [field]
    assert "name of a file" in errors(response)[field][0]


@pytest.mark.parametrize(
    "name",
    ["../../x.jpg", "a\0.jpg", "a" * 300 + ".jpg", "con.jpg", "a\u202egpj.exe", ".htaccess"]
    + ["x.php.jpg", "boats.svg"],
)
def test_never_uses_the_name_that_a_file_came_with(desk, data, upload, settings, name):
    file = upload()
    file._name = name
    response = desk.post(reverse(ADD), data(upload=file))

    assert response.status_code == 302
    photo = Photo.objects.get()
    relative = {str(path.relative_to(settings.MEDIA_ROOT)) for path in files(settings)}
    assert relative == set(photo.names)
    assert list(settings.MEDIA_ROOT.parent.glob("*.jpg")) == []


@pytest.mark.parametrize(
    ("sent", "status"),
    [({"CONTENT_LENGTH": "100000000"}, "413"), ({"HTTP_TRANSFER_ENCODING": "chunked"}, "411")],
)
def test_refuses_an_enormous_file_before_it_is_read(sent, status):
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/admin/photos/photo/add/"} | sent
    assert refusal(environ)[0].startswith(status)


def test_a_full_disk_is_an_error_beside_the_field(desk, data, settings, monkeypatch):
    def full(name, content):
        raise OSError("No space left on device")

    monkeypatch.setattr(default_storage, "save", full)
    response = desk.post(reverse(ADD), data())

    assert "could not be stored" in errors(response)["upload"][0]
    assert Photo.objects.count() == len(files(settings)) == 0


def test_a_rolled_back_row_takes_its_files_along(desk, data, settings, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(LogEntry.objects, "log_actions", fails)
    with pytest.raises(RuntimeError):
        desk.post(reverse(ADD), data())

    assert Photo.objects.count() == len(files(settings)) == 0


def test_offers_no_other_file_for_a_picture(desk, data, stored, upload):
    photo = stored()
    url = reverse("admin:photos_photo_change", args=[photo.pk])
    page = desk.get(url)
    desk.post(url, data(title="Ships", upload=upload()))

    again = Photo.objects.get(pk=photo.pk)
    assert 'type="file"' not in page.text
    assert f"{photo.directory}/160.webp" in page.text
    assert (again.title, again.file, again.directory) == ("Ships", photo.file, photo.directory)


def change_url(photo):
    return reverse("admin:photos_photo_change", args=[photo.pk])


def test_cuts_the_crops_again_when_the_focal_point_moves(
    desk, data, stored, settings, django_capture_on_commit_callbacks
):
    photo = stored()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(change_url(photo), data(focal_x=10))

    again = Photo.objects.get()
    assert again.focal_x == 10
    for role in ("1x1", "4x3", "16x9", "card"):
        assert again.crop(role)["name"] != photo.crop(role)["name"]
    assert {str(p.relative_to(settings.MEDIA_ROOT)) for p in files(settings)} == set(again.names)


def test_cuts_nothing_while_the_focal_point_stays(desk, data, stored):
    photo = stored()
    desk.post(change_url(photo), data(title="Ships", focal_y=50))

    again = Photo.objects.get()
    assert (again.title, again.renditions) == ("Ships", photo.renditions)


def test_leaves_the_focal_point_where_crops_cannot_be_stored(
    desk, data, stored, settings, monkeypatch
):
    photo = stored()

    def full(name, content):
        raise OSError("No space left on device")

    monkeypatch.setattr(default_storage, "save", full)
    page = desk.post(change_url(photo), data(title="Ships", focal_x=10), follow=True)

    again = Photo.objects.get()
    assert (again.title, again.focal_x, again.renditions) == ("Ships", 50, photo.renditions)
    assert "The focal point was left where it was" in page.text
    assert len(files(settings)) == len(photo.names)


def test_a_rolled_back_change_takes_its_crops_along(desk, data, stored, settings, monkeypatch):
    photo = stored()

    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(LogEntry.objects, "log_actions", fails)
    with pytest.raises(RuntimeError):
        desk.post(change_url(photo), data(focal_x=10))

    assert {str(p.relative_to(settings.MEDIA_ROOT)) for p in files(settings)} == set(photo.names)


def test_a_picture_deleted_meanwhile_leaves_no_crops(desk, data, stored, settings, monkeypatch):
    photo = stored()

    def cut(*args):
        crops = cut_crops(*args)
        photo.delete_files()
        Photo.objects.all().delete()
        return crops

    monkeypatch.setattr("ijmsite.photos.admin.encoding.cut_crops", cut)
    response = desk.post(change_url(photo), data(focal_x=10))

    assert response.url == reverse("admin:index")
    assert files(settings) == []


@pytest.mark.parametrize("point", [-1, 101, ""])
def test_keeps_the_focal_point_inside(desk, data, point):
    assert "focal_x" in errors(desk.post(reverse(ADD), data(focal_x=point)))


@pytest.mark.parametrize("word", ["Boats", "harbour", "Ada"])
def test_finds_by(desk, stored, word):
    stored()
    page = desk.get(reverse("admin:photos_photo_changelist"), {"q": word})
    assert len(page.context["cl"].result_list) == 1


def test_list_costs_the_same_for_many(desk, stored, picture, django_assert_max_num_queries):
    for _ in range(4):
        stored(picture((50, 50)))
    with django_assert_max_num_queries(8):
        page = desk.get(reverse("admin:photos_photo_changelist"))
    assert page.text.count("desk-thumbnail") == 4


def test_deletes_row_and_files(desk, stored, settings, django_capture_on_commit_callbacks):
    photo = stored()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(reverse("admin:photos_photo_delete", args=[photo.pk]), {"post": "yes"})

    assert Photo.objects.count() == len(files(settings)) == 0


def test_deletes_several(desk, stored, settings, django_capture_on_commit_callbacks):
    photos = [stored(), stored()]
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(
            reverse("admin:photos_photo_changelist"),
            {
                "action": "delete_selected",
                "_selected_action": [p.pk for p in photos],
                "post": "yes",
            },
        )

    assert Photo.objects.count() == len(files(settings)) == 0


@pytest.mark.parametrize("status", ["draft", "published"])
@pytest.mark.parametrize("where", ["on top", "in the text"])
def test_does_not_delete_what_an_article_shows(desk, stored, settings, status, where):
    photo = stored()
    article = Article.objects.create(
        headline="The harbour opens",
        slug="h",
        photo=photo if where == "on top" else None,
        status=status,
        publish_at=timezone.now(),
    )
    if where == "in the text":
        ArticlePhoto.objects.create(article=article, photo=photo)
    url = reverse("admin:photos_photo_delete", args=[photo.pk])
    page = desk.get(url)
    desk.post(url, {"post": "yes"})

    assert "cannot be deleted, because it is shown here" in page.text
    assert reverse("admin:news_article_change", args=[article.pk]) in page.text
    assert "The harbour opens" in page.text
    assert Photo.objects.count() == 1
    assert len(files(settings)) == len(photo.names)


def test_needs_the_right_to_add(client, django_user_model, data):
    client.force_login(django_user_model.objects.create_user("s@s.example", "x", is_staff=True))
    assert client.post(reverse(ADD), data()).status_code == 403
    assert Photo.objects.count() == 0


def test_a_writer_leaves_a_picture_that_readers_see_alone(client, stored):
    photo = stored()
    article = Article.objects.create(headline="A", slug="a", photo=photo)
    change = reverse("admin:photos_photo_change", args=[photo.pk])
    data = {"title": "T", "alt": "Changed.", "credit": "C", "focal_x": 50, "focal_y": 50}
    client.force_login(member("Writer"))
    assert client.post(change, data).status_code == 302
    Article.objects.filter(pk=article.pk).update(
        status=Article.Status.PUBLISHED, publish_at=timezone.now()
    )

    assert client.post(change, data | {"alt": "Changed again."}).status_code == 403
    photo.refresh_from_db()
    assert photo.alt == "Changed."


@pytest.mark.parametrize("is_on_top", [True, False])
def test_a_writer_leaves_a_picture_of_a_scheduled_article_alone(client, stored, is_on_top):
    """What was approved is what readers get."""
    photo = stored()
    article = Article.objects.create(
        headline="A",
        slug="a",
        photo=photo if is_on_top else None,
        status=Article.Status.PUBLISHED,
        publish_at=timezone.now() + timedelta(days=1),
    )
    if not is_on_top:
        ArticlePhoto.objects.create(article=article, photo=photo)
    change = reverse("admin:photos_photo_change", args=[photo.pk])
    data = {"title": "T", "alt": "Changed.", "caption": "C", "credit": "C"}
    data |= {"focal_x": 0, "focal_y": 0}
    before = Photo.objects.values().get()
    client.force_login(member("Writer"))

    assert client.post(change, data).status_code == 403
    assert Photo.objects.values().get() == before
    client.logout()
    assert client.get(reverse("photos:media", args=[photo.card["name"]])).status_code == 404

    client.force_login(member("PR lead"))
    assert client.post(change, data).status_code == 302
    assert Photo.objects.get().alt == "Changed."
