"""`manage.py import_article`: what becomes of saved pages, once and when it runs again."""

import shutil
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from contacts.models import PressContact
from ijmsite.photos.models import Photo
from ijmsite.staff.models import AuditEvent
from news.checks import blocking, check
from news.history.reasons import in_words
from news.models import Article, ArticlePhoto, Redirect

from ..conftest import PAGES, STORY
from .conftest import DATED, OLD, publish

pytestmark = pytest.mark.django_db


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
    assert [in_words(r.history_change_reason) for r in article.history.all()] == [
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
