"""An article goes back to what any of its revisions said."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ijmsite.photos.models import Photo
from ijmsite.staff.models import AuditEvent
from news.history.reasons import in_words
from news.models import ArticlePhoto, Topic
from tests.news.desk_form import typed_into
from tests.staff.people import member

from .conftest import page_of, revisions

pytestmark = pytest.mark.django_db


# Going back


def restore(client, article, number):
    page = page_of(article, "restore", number)
    data = typed_into(client.get(page), "restore_form")
    return client.post(page, data)


def test_restoring_is_a_new_revision_that_keeps_what_is_no_text(desk, draft, save, topic):
    save(draft, headline="Old", standfirst="Old.", body="<p>Old</p>", topics=[topic.pk])
    number = len(revisions(draft))
    save(draft, headline="New", standfirst="", body="<p>New</p>", topics=[], slug="moved")
    save(draft, status="in_review", publish_at_0="2030-01-01", publish_at_1="09:00")
    count, publish_at = len(revisions(draft)), draft.publish_at

    shown = desk.get(page_of(draft, "restore", number))
    assert "<del>New</del> <ins>Old</ins>" in shown.text
    response = restore(desk, draft, number)

    assert response.url == page_of(draft)
    draft.refresh_from_db()
    assert (draft.headline, draft.standfirst, draft.body) == ("Old", "Old.", "<p>Old</p>")
    assert list(draft.topics.all()) == [topic]
    assert (draft.status, draft.publish_at, draft.slug) == ("in_review", publish_at, "moved")
    assert len(revisions(draft)) == count + 1
    newest = revisions(draft)[-1]
    assert in_words(newest.history_change_reason) == f"Restored revision {number}"
    assert newest.history_user.email == "pr@newsroom.example"
    assert newest.topics.count() == 1
    event = AuditEvent.objects.get(action="restore")
    assert (event.object_id, event.details) == (str(draft.pk), {"revision": number})


def test_restoring_brings_the_pictures_back(desk, draft, save, make_photo):
    top, within = make_photo(), make_photo(title="Boat")
    figure = (
        f'<figure data-photo="{within.pk}" data-alt="A boat."><figcaption></figcaption></figure>'
    )
    save(draft, photo=str(top.pk), photo_alt="A light.", body=f"<p>a</p>{figure}")
    number = len(revisions(draft))
    save(draft, photo="", photo_alt="", body="<p>b</p>")
    assert not ArticlePhoto.objects.exists()

    restore(desk, draft, number)
    draft.refresh_from_db()
    assert (draft.photo, draft.photo_alt) == (top, "A light.")
    assert ArticlePhoto.objects.get().photo == within


def test_what_was_deleted_since_is_left_out_and_said(
    desk, draft, save, make_photo, topic, make_article
):
    top, within = make_photo(), make_photo(title="Boat")
    other = make_article("other", status="draft", publish_at=None)
    figure = (
        f'<figure data-photo="{within.pk}" data-alt="A boat."><figcaption></figcaption></figure>'
    )
    save(
        draft,
        photo=str(top.pk),
        photo_is_decorative="on",
        body=f"<p>a</p>{figure}<p>b</p>",
        topics=[topic.pk],
        related_by_hand=[other.pk],
    )
    number = len(revisions(draft))
    save(draft, photo="", body="<p>c</p>", topics=[], related_by_hand=[])
    for thing in (topic, other):
        thing.delete()
    Photo.objects.all().delete()

    said = "photo, topics (1), related articles (1), pictures in the text (1)"
    assert said in desk.get(page_of(draft, "restore", number)).text
    restore(desk, draft, number)
    draft.refresh_from_db()
    assert (draft.body, draft.photo) == ("<p>a</p><p>b</p>", None)
    assert not draft.topics.exists()
    assert said in desk.get(page_of(draft)).text


def test_restoring_the_same_words_is_no_revision(desk, draft, save):
    save(draft, headline="New")
    before = revisions(draft)
    page = page_of(draft, "restore", len(before))
    data = typed_into(desk.get(page), "restore_form")
    assert "was changed" in desk.post(page, data, follow=True).text
    assert revisions(draft) == before


def test_a_save_in_between_is_shown_before_restoring(desk, draft, save):
    save(draft, headline="Old")
    number = len(revisions(draft))
    save(draft, headline="New")
    page = page_of(draft, "restore", number)
    data = typed_into(desk.get(page), "restore_form")
    save(draft, headline="Newer")

    for stale in (data, {}, {"revision": "x"}):
        response = desk.post(page, stale)
        assert response.status_code == 200
        assert "<del>Newer</del> <ins>Old</ins>" in response.text
    draft.refresh_from_db()
    assert draft.headline == "Newer"


def test_what_readers_see_is_restored_in_the_form(desk, make_article, save):
    article = make_article()
    save(article, headline="Wrong", edit_kind="minor")
    before = revisions(article)
    response = restore(desk, article, 1)

    assert response.url == f"{page_of(article)}?restore=1"
    page = desk.get(response.url)
    form = typed_into(page)
    assert form["headline"] == "Headline of all-hands"
    assert "the words of revision 1" in page.text
    assert revisions(article) == before

    # Whoever saves it says what kind of edit it is, as with any other.
    assert "edit_kind" in desk.post(response.url, form).context["adminform"].form.errors
    form["edit_kind"] = "minor"
    assert desk.post(response.url, form).status_code == 302
    article.refresh_from_db()
    assert article.headline == "Headline of all-hands"
    assert in_words(revisions(article)[-1].history_change_reason) == "Restored revision 1"
    assert AuditEvent.objects.filter(action="restore").count() == 1


def test_says_which_corrections_would_stay_beside_the_older_words(desk, make_article, save):
    article = make_article()
    for number, headline in enumerate(["Seven", "Nine"]):
        article.corrections.create(note=f"Note {number}.", made_at=timezone.now())
        save(article, headline=headline, edit_kind="minor")
    pages = [desk.get(page_of(article, "restore", number)).text for number in (1, 2, 3)]

    notes = [[note for note in ["Note 0.", "Note 1."] if note in page] for page in pages]
    assert notes == [["Note 0.", "Note 1."], ["Note 1."], []]
    assert ["was wrong stays" in page for page in pages] == [True, True, False]


def test_what_is_scheduled_is_checked_before_it_is_restored(desk, make_article, save):
    article = make_article(publish_at=timezone.now() + timedelta(days=1), standfirst="")
    save(article, standfirst="Now with one.")
    page = f"{page_of(article)}?restore=1"
    assert restore(desk, article, 1).url == page
    response = desk.post(page, typed_into(desk.get(page)))
    assert "standfirst" in response.context["adminform"].form.errors


@pytest.mark.parametrize("number", ["99", "0", "x", "9" * 40])
def test_a_form_cannot_be_filled_with_what_never_was(desk, draft, number):
    page = desk.get(page_of(draft), {"restore": number})
    assert page.status_code == 200
    assert "There is no such revision" in page.text
    assert typed_into(page)["headline"] == draft.headline


# Who may


def test_a_writer_reads_but_does_not_restore_what_was_published(writer, make_article):
    article = make_article()
    article.headline = "New"
    article.save()

    assert writer.get(page_of(article, "history")).status_code == 200
    page = writer.get(page_of(article, "revision", 1))
    assert page.status_code == 200
    assert "Restore" not in page.text
    assert writer.get(page_of(article, "restore", 1)).status_code == 403
    assert writer.post(page_of(article, "restore", 1), {"revision": "2"}).status_code == 403
    article.refresh_from_db()
    assert article.headline == "New"


def test_a_writer_restores_a_draft(writer, draft):
    draft.headline = "New"
    draft.save()
    restore(writer, draft, 1)
    draft.refresh_from_db()
    assert draft.headline == "Headline of all-hands"


def test_others_see_no_history(client, draft):
    client.force_login(member("Fundraising"))
    for page in (
        page_of(draft, "history"),
        page_of(draft, "revision", 1),
        page_of(draft, "restore", 1),
    ):
        assert client.get(page).status_code == 403


@pytest.mark.matrix
@pytest.mark.parametrize("name", ["revision", "restore"])
@pytest.mark.parametrize("number", [0, 99, 10**30])
def test_there_is_no_page_for_what_never_was(desk, draft, name, number):
    assert desk.get(page_of(draft, name, number)).status_code == 404


@pytest.mark.parametrize("name", ["revision", "restore"])
def test_there_is_no_page_for_an_article_that_was_deleted(desk, draft, name):
    page = page_of(draft, name, 1)
    draft.delete()
    assert desk.get(page).status_code == 404
    assert desk.post(page).status_code in {404, 405}
    assert desk.get(f"/admin/news/article/{10**30}/revisions/1/").status_code == 404


def test_looking_at_a_revision_changes_nothing(desk, draft):
    assert desk.post(page_of(draft, "revision", 1)).status_code == 405


def test_nothing_is_left_of_a_topic_that_came_back_under_another_number(desk, draft, save, topic):
    save(draft, topics=[topic.pk])
    number = len(revisions(draft))
    save(draft, topics=[])
    topic.delete()
    Topic.objects.create(slug="partnerships", name="Partnerships")
    restore(desk, draft, number)
    assert not draft.topics.exists()
