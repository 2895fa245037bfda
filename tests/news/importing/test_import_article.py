"""`manage.py import_article`: what becomes of saved pages, once and when it runs again."""

import shutil
import tracemalloc
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from PIL import Image

from contacts.models import PressContact
from ijmsite.photos.models import Photo
from ijmsite.staff.models import AuditEvent
from news.checks import blocking, check
from news.importing import drafts
from news.importing.reader import Reader
from news.management.commands import import_article
from news.models import Article, ArticlePhoto, Redirect

from .conftest import PAGES, STORY

pytestmark = pytest.mark.django_db
OLD = "https://old.example"
DATED = '<meta property="article:published_time" content="2016-03-03T09:00:00-05:00">'


def jpeg(path, size=(320, 200), color="#446688"):
    path.parent.mkdir(exist_ok=True)
    Image.new("RGB", size, color).save(path, "JPEG")


def publish(article):
    article.status = Article.Status.PUBLISHED
    article.publish_at = article.publish_at or timezone.now()
    article.save()


def test_makes_a_draft_that_nobody_but_staff_can_see(save, run_import, client):
    contact = PressContact.objects.create(name="Petra Kooman", is_default=True)
    path = save(address=f"{OLD}/news/registry.html", head=DATED)

    out, failure = run_import(path)

    article = Article.objects.get()
    assert failure == ""
    assert article.status == Article.Status.DRAFT
    assert article.press_contact == contact
    assert article.slug == "registry"
    assert article.imported_from == f"{OLD}/news/registry.html"
    # The original date: it stands in its place among the news when it is published.
    assert article.publish_at == datetime(2016, 3, 3, 9, tzinfo=ZoneInfo("America/Toronto"))
    assert "Made the draft “A registry without a queue”" in out
    assert f"/admin/news/article/{article.pk}/change/" in out
    assert "first published 3 March 2016, English, " in out
    assert "1 page: 1 draft made, 0 updated, 0 unchanged, 0 skipped." in out
    assert client.get("/news/registry/").status_code == 404
    assert client.get("/news/registry.html").status_code == 404


def test_the_old_address_leads_to_the_article_once_it_is_public(save, run_import, client):
    run_import(save(address=f"{OLD}/fr/clock%C3%A9.php?id=44&utm_source=x"))
    publish(Article.objects.get())

    response = client.get("/clock%C3%A9.php?id=44")

    assert Redirect.objects.get().path == "/clocké.php?id=44"
    assert response.status_code == 301
    assert response.url == Article.objects.get().get_absolute_url()


def test_writes_history_and_audit_list(save, run_import):
    run_import(save(address=f"{OLD}/a-registry/"))

    article = Article.objects.get()
    event = AuditEvent.objects.get()
    assert [r.history_change_reason for r in article.history.all()] == [
        f"Imported from {OLD}/a-registry/"
    ]
    assert (event.action, event.object_id, event.actor) == ("import", str(article.pk), None)
    assert event.details["address"] == f"{OLD}/a-registry/"
    assert event.details["file"] == "story.html"


def test_what_came_with_an_import_is_checked_before_it_is_published(run_import):
    run_import(PAGES / "saved-complete.html")

    found = {finding.code for finding in blocking(check(Article.objects.get()))}

    assert {"alt", "consent_missing", "press_contact", "survivor"} <= found
    assert "heading" not in found


# Again


@pytest.mark.parametrize("address", ["", f"{OLD}/news/registry.html"])
def test_a_second_run_changes_nothing(save, run_import, address):
    path = save(address=address)
    run_import(path)
    before = Article.objects.values().get()

    out, failure = run_import(path)

    assert failure == ""
    assert "1 page: 0 drafts made, 0 updated, 1 unchanged, 0 skipped." in out
    assert Article.objects.values().get() == before
    assert Article.history.count() == AuditEvent.objects.count() == 1


@pytest.mark.parametrize(
    "saved",
    [
        pytest.param("[fn]*", id="some makes"),
        pytest.param("*", id="all makes", marks=pytest.mark.audit),
    ],
)
def test_a_second_run_over_a_folder_changes_nothing(run_import, tmp_path, saved):
    for path in PAGES.glob(saved):
        copy = shutil.copytree if path.is_dir() else shutil.copy
        copy(path, tmp_path / path.name)
    total = len(list(tmp_path.glob("*.toml")))

    first, _ = run_import(tmp_path)
    counts = [m.objects.count() for m in (Article, Photo, Redirect, AuditEvent, ArticlePhoto)]
    second, failure = run_import(tmp_path)

    assert total > 3
    assert f"{total} pages: {total} drafts made" in first
    assert f"{total} pages: 0 drafts made, 0 updated, {total} unchanged, 0 skipped." in second
    assert failure == ""
    assert Photo.objects.count() > 1
    assert counts == [
        m.objects.count() for m in (Article, Photo, Redirect, AuditEvent, ArticlePhoto)
    ]


@pytest.mark.parametrize(
    "again",
    [
        "http://old.example/news/registry.html",
        "https://www.old.example/news/registry.html/",
        "https://old.example/news/registry.html?utm_medium=mail#top",
    ],
)
def test_knows_a_page_by_its_address_however_it_is_spelled(save, run_import, again):
    run_import(save(address=f"{OLD}/news/registry.html"))

    run_import(save("again.html", address=again, body=STORY.replace("nine", "ten")))

    assert "opened its doors at ten" in Article.objects.get().body


def test_knows_a_page_by_what_is_in_it_when_its_address_is_told_later_or_no_more(save, run_import):
    path = save()
    run_import(path)

    run_import(path, f"--source-url={OLD}/news/registry.html")
    assert Article.objects.get().imported_from == f"{OLD}/news/registry.html"
    assert Redirect.objects.get().path == "/news/registry.html"

    run_import(path)
    assert Article.objects.get().imported_from == f"{OLD}/news/registry.html"


def test_brings_a_draft_up_to_date_that_nobody_has_touched(save, run_import):
    address = f"{OLD}/news/registry.html"
    run_import(save(address=address))

    out, _ = run_import(save(address=address, headline="A registry with a queue"))

    article = Article.objects.get()
    assert article.headline == "A registry with a queue"
    assert article.slug == "registry"
    assert article.history.count() == 2
    assert "0 drafts made, 1 updated" in out


@pytest.mark.parametrize("how", ["edit", "status"])
def test_leaves_a_draft_alone_on_which_people_have_worked(save, run_import, how, admin_user):
    address = f"{OLD}/news/registry.html"
    run_import(save(address=address))
    article = Article.objects.get()
    if how == "edit":
        article._history_user = admin_user
        article.standfirst = "Somebody has written this."
    else:
        article.status = Article.Status.IN_REVIEW
    article.save()

    out, failure = run_import(save(address=address, headline="Another headline"))

    after = Article.objects.get()
    assert failure == ""
    assert (after.headline, after.standfirst) == (article.headline, article.standfirst)
    assert "Left alone, as people have worked on it" in out
    assert after.history.count() == 2


@pytest.mark.parametrize("address", ["", f"{OLD}/news/registry.html"])
def test_a_draft_that_was_deleted_stays_away_as_long_as_it_can_be_restored(
    save, run_import, address
):
    path = save(address=address)
    run_import(path)
    Article.objects.all().delete()

    out, failure = run_import(path)

    assert failure == ""
    assert "Somebody deleted the article within the last 30 days." in out
    assert not Article.objects.exists()
    Article.history.update(history_date=timezone.now() - timedelta(days=31))
    run_import(path)
    assert Article.objects.exists()


def test_a_page_that_was_saved_twice_becomes_one_draft(save, run_import):
    save("a.html", address=f"{OLD}/news/registry.html")
    path = save("b.html", address=f"{OLD}/news/registry.html", headline="Saved later")

    out, failure = run_import(path.parent)

    assert failure == ""
    assert Article.objects.get().headline == "A registry without a queue"
    assert "It is the same page as a.html." in out


def test_says_when_another_article_has_the_headline(save, run_import):
    run_import(save("a.txt", "A registry without a queue\n\n" + "It has words. " * 20))

    out, _ = run_import(
        save("b.txt", "A registry without a queue\n\n" + "It has other words. " * 20)
    )

    assert Article.objects.count() == 2
    assert "There is another article with this headline." in out


# Links and addresses


def test_links_between_imported_pages_lead_to_our_articles(save, run_import):
    elsewhere = '<p>See <a href="https://else.example/news/b">elsewhere</a>.</p>'
    to_b = f'{STORY}<p>See <a href="b?utm_source=x#end">the next one</a>.</p>{elsewhere}'
    to_a = f'{STORY}<p>See <a href="http://www.old.example/news/a/">the one before</a>.</p>'
    save("a.html", address=f"{OLD}/news/a", headline="Part one of it", body=to_b)
    path = save("b.html", address=f"{OLD}/news/b", headline="Part two of it", body=to_a)

    out, _ = run_import(path.parent)

    first, second = Article.objects.order_by("headline")
    assert f'<a href="/news/{second.slug}/#end"' in first.body
    assert 'href="https://else.example/news/b"' in first.body
    assert f'<a href="/news/{first.slug}/"' in second.body
    assert f"It links to imported articles, to be published first: /news/{second.slug}/" in out
    assert "2 unchanged" in run_import(path.parent)[0]


def test_a_link_leads_to_what_was_imported_earlier_also_under_a_former_address(
    save, run_import, make_article
):
    moved = make_article("moved-since")
    Redirect.objects.create(path="/stories/moved", article=moved)
    run_import(save("a.html", address=f"{OLD}/news/first"))
    body = f'{STORY}<p><a href="/news/first/">One</a> and <a href="/stories/moved">two</a>.</p>'

    run_import(save("b.html", address=f"{OLD}/news/second", headline="The second", body=body))

    text = Article.objects.get(headline="The second").body
    assert '<a href="/news/first/"' in text
    assert '<a href="/news/moved-since/"' in text


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/press/", "this site has another page there"),
        ("/?p=123", "this site has another page there"),
        ("/news/taken/", "this site has another page there"),
        ("/former/", "The old address /former/ already leads to “Headline of taken”."),
    ],
)
def test_says_when_an_old_address_cannot_lead_to_the_article(
    save, run_import, make_article, path, said
):
    Redirect.objects.create(path="/former/", article=make_article("taken"))

    out, failure = run_import(save(address=OLD + path))

    article = Article.objects.get(headline="A registry without a queue")
    assert failure == ""
    assert said in out
    assert article.imported_from == OLD + path
    assert not article.former_addresses.exists()


def test_an_address_that_stays_the_same_needs_no_redirect(save, run_import):
    run_import(save(address=f"{OLD}/news/registry"))

    assert Article.objects.get().get_absolute_url() == "/news/registry/"
    assert not Redirect.objects.exists()


def test_gives_each_article_an_address_of_its_own(save, run_import, make_article):
    make_article("registry")
    save("a.html", address=f"{OLD}/one/registry")
    save("b.html", address=f"{OLD}/two/registry")
    path = save("c.html", address=f"{OLD}/node/17")

    run_import(path.parent)

    slugs = Article.objects.exclude(slug="registry").values_list("slug", flat=True)
    stem = "a-registry-without-a-queue"
    assert sorted(slugs) == [stem, f"{stem}-2", f"{stem}-3"]


def test_source_url_is_where_the_page_stood(save, run_import):
    body = f'{STORY}<p>See <a href="plan.pdf">the plan</a>.</p>'

    run_import(save(body=body), f"--source-url={OLD}/news/registry.html")

    article = Article.objects.get()
    assert article.imported_from == f"{OLD}/news/registry.html"
    assert f'href="{OLD}/news/plan.pdf"' in article.body


def test_source_url_of_a_folder_is_for_the_pages_that_do_not_say_where_they_stood(save, run_import):
    save("deep/a b.html", headline="First of them")
    path = save("c.html", headline="Second of them", address="https://own.example/c")

    run_import(path.parent, f"--source-url={OLD}/mirror")

    assert set(Article.objects.values_list("imported_from", flat=True)) == {
        f"{OLD}/mirror/deep/a%20b.html",
        "https://own.example/c",
    }


def test_a_description_that_all_pages_share_is_no_standfirst(save, run_import):
    head = '<meta name="description" content="We mend nets and hearts since 1998.">'
    save("a.html", headline="First of them", head=head)
    path = save("b.html", headline="Second of them", head=head)

    out, _ = run_import(path.parent)

    assert list(Article.objects.values_list("standfirst", flat=True)) == ["", ""]
    assert out.count("its description is that of other pages too") == 2


def test_language_can_be_said(run_import):
    run_import(PAGES / "json-ld.html", "--language=fr")

    assert Article.objects.get().language == "fr"


# Pictures


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


# When something goes wrong


def test_goes_on_after_a_bad_file_names_it_and_fails_at_the_end(save, run_import):
    save("a.html", content=b"\0\1\2" * 100)
    save("b.html", headline="The good one")
    path = save("c.html", body=f"{STORY}<p>{'w' * 200_001}</p>")

    out, failure = run_import(path.parent)

    assert Article.objects.get().headline == "The good one"
    assert f"{path.parent / 'a.html'}\n  Skipped: It is not text" in out
    assert f"{path}\n  Skipped: This text is too long" in out
    assert "3 pages: 1 draft made, 0 updated, 0 unchanged, 2 skipped." in out
    assert failure == "Some files were skipped: the reasons stand above."


def test_a_file_that_is_beyond_the_importer_does_not_stop_the_others(
    save, run_import, monkeypatch, caplog
):
    def fail(self, root, descriptions):
        if self.page.headline == "Beyond it":
            raise ZeroDivisionError
        return original(self, root, descriptions)

    original = Reader.fill
    monkeypatch.setattr(Reader, "fill", fail)
    save("a.html", headline="Beyond it")
    path = save("b.html", headline="The good one")

    out, failure = run_import(path.parent)

    assert Article.objects.get().headline == "The good one"
    assert "The importer failed on it (ZeroDivisionError). Please report it." in out
    assert failure
    assert "ZeroDivisionError" in caplog.text


def test_leaves_nothing_behind_where_a_draft_cannot_be_stored(
    save, run_import, monkeypatch, settings, django_capture_on_commit_callbacks
):
    def fail(article):
        raise KeyboardInterrupt

    save("a.html", headline="First of them", address=f"{OLD}/first")
    path = save(
        "b.html",
        headline="Second of them",
        address=f"{OLD}/second",
        body=f'{STORY}<img src="p.jpg" alt="A door">',
    )
    jpeg(path.parent / "p.jpg")
    original = drafts.index_photos
    monkeypatch.setattr(
        drafts, "index_photos", lambda a: (fail if "Second" in a.headline else original)(a)
    )

    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(CommandError, match="Stopped") as stopped,
    ):
        call_command("import_article", str(path.parent))

    assert stopped.value.returncode == 130
    assert Article.objects.get().headline == "First of them"
    assert not Photo.objects.exists()
    assert not [file for file in settings.MEDIA_ROOT.rglob("*") if file.is_file()]

    monkeypatch.undo()
    out, failure = run_import(path.parent)
    assert failure == ""
    assert "1 draft made, 0 updated, 1 unchanged" in out


def test_a_dry_run_stores_nothing_and_says_the_same(save, run_import, settings):
    path = save("saved-complete.html", content=(PAGES / "saved-complete.html").read_bytes())
    shutil.copytree(PAGES / "saved-complete_files", path.parent / "saved-complete_files")

    planned, failure = run_import(path, "--dry-run")

    assert failure == ""
    assert not Article.objects.exists()
    assert not Photo.objects.exists()
    assert not AuditEvent.objects.exists()
    assert not list(settings.MEDIA_ROOT.rglob("*"))
    assert "Would make the draft “The Hall With No Echo”" in planned
    assert "1 page: 1 draft would be made" in planned
    done, _ = run_import(path)
    assert told(planned) == told(done)


def told(report):
    return [line for line in report.splitlines() if line.startswith("  - ")]


def test_says_plainly_what_is_missing_or_wrong(save, run_import, monkeypatch, tmp_path):
    path = save()
    (tmp_path / "nothing").mkdir()

    assert "There is no file or folder" in run_import(tmp_path / "gone.html")[1]
    assert "There is no saved page in" in run_import(tmp_path / "nothing")[1]
    assert "must be a whole address" in run_import(path, "--source-url=old.example/a")[1]
    monkeypatch.setattr(import_article, "find_spec", lambda name: None)
    assert "pip install -r requirements-import.txt" in run_import(path)[1]
    assert not Article.objects.exists()


def test_an_imported_article_keeps_its_date_when_it_is_published(save, run_import, client):
    run_import(save(address=f"{OLD}/news/registry.html", head=DATED))
    publish(Article.objects.get())

    assert "March 3, 2016" in client.get("/news/registry/").content.decode()
    assert Article.objects.get().publish_at < timezone.now() - timedelta(days=3000)
