"""An import says what went wrong, and leaves nothing half done."""

import shutil
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from ijmsite.photos.models import Photo
from ijmsite.staff.models import AuditEvent
from news.importing import drafts
from news.importing.reader import Reader
from news.management.commands import import_article
from news.models import Article

from ..conftest import PAGES, STORY
from .conftest import DATED, OLD, jpeg, publish

pytestmark = pytest.mark.django_db


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
