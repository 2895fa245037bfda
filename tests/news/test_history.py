"""Every save is one revision; two of them are compared in words; one goes back to any of them."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from ijmsite.photos.models import Photo
from ijmsite.staff import audit
from ijmsite.staff.models import AuditEvent
from news.history.blocks import blocks
from news.history.passages import compare_bodies, compare_lines, in_context
from news.history.words import Matcher
from news.models import Article, ArticlePhoto, Topic
from tests.news.desk_form import typed_into
from tests.staff.people import member

pytestmark = pytest.mark.django_db

ADD = "/admin/news/article/add/"


def page_of(article, name="change", *numbers):
    return reverse(f"admin:news_article_{name}", args=[article.pk, *numbers])


@pytest.fixture
def draft(make_article):
    return make_article(status="draft", publish_at=None)


@pytest.fixture
def save(desk):
    """Return a function that opens an article's form, types into it and saves it."""

    def save(article, **changes):
        page = page_of(article)
        response = desk.post(page, typed_into(desk.get(page), **changes))
        assert response.status_code == 302, response.context["errors"]
        article.refresh_from_db()

    return save


def revisions(article):
    return list(article.history.order_by("history_id"))


# Saving


def test_adding_is_one_revision_with_its_lists(desk, data, topic, draft):
    desk.post(ADD, data(topics=[topic.pk], related_by_hand=[draft.pk]))

    article = Article.objects.exclude(pk=draft.pk).get()
    [revision] = revisions(article)
    assert revision.history_type == "+"
    assert revision.history_user.email == "pr@newsroom.example"
    assert [row.topic for row in revision.topics.all()] == [topic]
    assert [row.to_article for row in revision.related_by_hand.all()] == [draft]


def test_each_save_is_one_revision_whatever_it_changes(draft, save, topic, make_article):
    other = make_article("other", status="draft", publish_at=None)
    before = len(revisions(draft))
    save(draft, headline="New", topics=[topic.pk], related_by_hand=[other.pk])
    save(draft, topics=[], body="<p>Other</p>")

    assert len(revisions(draft)) == before + 2
    first, second = revisions(draft)[-2:]
    assert (first.headline, first.topics.count()) == ("New", 1)
    assert (second.body, second.topics.count()) == ("<p>Other</p>", 0)


def test_a_save_that_changes_nothing_is_no_revision(draft, save):
    save(draft, headline="New")
    before = revisions(draft)
    save(draft)
    assert revisions(draft) == before


def test_keeps_what_stood_there_before_history_began(draft, save):
    draft.history.all().delete()
    save(draft, headline="New")
    assert [r.headline for r in revisions(draft)] == ["Headline of all-hands", "New"]


def test_a_failed_save_leaves_no_revision(desk, draft):
    before = revisions(draft)
    response = desk.post(page_of(draft), typed_into(desk.get(page_of(draft)), headline=""))
    assert response.status_code == 200
    assert revisions(draft) == before


def test_a_correction_is_the_reason_of_its_revision(make_article, save):
    article = make_article()
    note = "An earlier version said 40 boats. It is four. " * 6
    save(article, headline="Four boats", edit_kind="correction", correction_note=note)
    assert revisions(article)[-1].history_change_reason == note.strip()


# The list


def test_lists_what_changed_in_words(desk, draft, save):
    save(draft, headline="New", body="<p>Other.</p>", survivor_name="", survivor_place="")
    page = desk.get(page_of(draft, "history"))

    newest = page.context["entries"][0]
    assert newest.number == len(revisions(draft))
    assert newest.changed == ["headline", "text", "survivor checklist"]
    assert newest.who == "Ana"
    assert newest.state == "Draft"
    assert "Changed: headline, text, survivor checklist" in page.text


@time_machine.travel("2026-03-03T14:00:00Z", tick=False)
def test_says_times_with_the_zone_of_the_office(desk, draft, save):
    save(draft, headline="New")
    assert "Tue 3 Mar 2026 09:00 EST" in desk.get(page_of(draft, "history")).text


def test_shows_what_stands_in_the_audit_list_of_this_article_only(desk, draft, make_article):
    other = make_article("other")
    audit.record(audit.Action.OVERRIDE, draft, None, "It cannot wait, says Ana.")
    audit.record(audit.Action.OVERRIDE, other, None, "Of another one.")
    page = desk.get(page_of(draft, "history"))

    assert "It cannot wait, says Ana." in page.text
    assert "Of another one." not in page.text


def test_does_not_tell_a_correction_twice(desk, make_article, save):
    article = make_article()
    save(article, headline="Four", edit_kind="correction", correction_note="It is four.")
    page = desk.get(page_of(article, "history"))
    assert page.text.count("It is four.") == 1
    assert "Corrected" in page.text


def test_pages_divide_revisions_and_events_without_a_gap(desk, draft):
    start = timezone.now()
    for minute in range(60):
        with time_machine.travel(start + timedelta(minutes=minute), tick=False):
            draft.headline = f"Headline {minute}"
            draft.save()
        with time_machine.travel(start + timedelta(minutes=minute, seconds=30), tick=False):
            audit.record(audit.Action.LINK, draft, None, f"Reason {minute}")
    pages = [desk.get(page_of(draft, "history"), {"p": n}) for n in (1, 2, 3)]

    shown = [entry for page in pages for entry in page.context["entries"]]
    numbers = [entry.number for entry in shown if entry.number]
    assert numbers == list(range(len(revisions(draft)), 0, -1))
    reasons = [entry.reason for entry in shown if entry.action]
    assert reasons == [f"Reason {minute}" for minute in reversed(range(60))]
    # The oldest one of a page knows what it changed.
    assert pages[0].context["entries"][-1].changed == ["headline"]


def test_list_costs_the_same_for_many(desk, draft, django_assert_max_num_queries):
    for number in range(30):
        draft.headline = f"Headline {number}"
        draft.save()
    with django_assert_max_num_queries(14):
        desk.get(page_of(draft, "history"))


@pytest.mark.parametrize("number", ["0", "-1", "abc", "9" * 30])
def test_a_page_that_nobody_linked_to_is_some_page(desk, draft, number):
    assert desk.get(page_of(draft, "history"), {"p": number}).status_code == 200


# Differences


def test_compares_with_the_revision_before(desk, draft, save):
    save(draft, headline="One two three")
    save(draft, headline="One 2 three", status="in_review", body="<p>Body of <b>all</b> of us.</p>")
    page = desk.get(page_of(draft, "revision", len(revisions(draft))))

    assert "<del>two</del> <ins>2</ins>" in page.text
    assert "<del>Draft</del> <ins>In review</ins>" in page.text
    assert "<del>all-hands.</del> <ins>all of us.</ins>" in page.text
    assert "&lt;p&gt;" not in page.text


def test_compares_any_two_from_the_older_to_the_newer(desk, draft, save):
    for headline in ("First", "Second", "Third"):
        save(draft, headline=headline)
    last = len(revisions(draft))
    for number, other in ((last, last - 2), (last - 2, last)):
        page = desk.get(page_of(draft, "revision", number), {"with": other})
        assert "<del>First</del> <ins>Third</ins>" in page.text


@pytest.mark.matrix
@pytest.mark.parametrize("other", ["0", "-1", "99", "two", "²", "9" * 40, "1.5"])
def test_says_when_there_is_no_such_revision_to_compare_with(desk, draft, save, other):
    save(draft, headline="New")
    page = desk.get(page_of(draft, "revision", 2), {"with": other})
    assert page.status_code == 200
    assert "Please compare with another revision" in page.text


def test_the_first_revision_is_new_as_a_whole(desk, draft):
    page = desk.get(page_of(draft, "revision", 1))
    assert "The first revision" in page.text
    assert "<ins>Headline of all-hands</ins>" in page.text


def test_says_relations_and_answers_in_words(desk, draft, save, topic, make_photo):
    photo = make_photo()
    save(
        draft,
        photo=str(photo.pk),
        photo_alt="A light.",
        topics=[topic.pk],
        survivor_face="consented",
    )
    number = len(revisions(draft))
    page = desk.get(page_of(draft, "revision", number)).text
    assert "<ins>Lighthouse</ins>" in page
    assert "<ins>Partnerships</ins>" in page
    assert "<del>No</del> <ins>Yes, and the consent is recorded</ins>" in page

    save(draft, photo="", topics=[])
    topic.delete()
    photo.delete()
    page = desk.get(page_of(draft, "revision", number)).text
    assert page.count("<ins>one that no longer exists</ins>") == 2


def test_escapes_what_was_typed(desk, draft, save):
    save(
        draft,
        headline="<script>alert(1)</script>",
        body="<p>&lt;img src=x onerror=alert(1)&gt;</p>",
    )
    page = desk.get(page_of(draft, "revision", len(revisions(draft)))).text

    assert "<script>alert(1)" not in page
    assert "<ins>&lt;script&gt;alert(1)&lt;/script&gt;</ins>" in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


PICTURE = "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<p>One <strong>two</strong><br>three</p>", [("paragraph", "One two three")]),
        ("<h2>Boats</h2><h3>Small</h3>", [("heading", "Boats"), ("subheading", "Small")]),
        ("<ul><li><p>a</p></li><li>b</li></ul>", [("item", "a"), ("item", "b")]),
        ("<ol><li><p>a</p></li></ol>", [("number", "a")]),
        ("<blockquote><p>We are free.</p></blockquote>", [("quote", "We are free.")]),
        (
            '<p>See <a href="https://a.example/b">the report</a>.</p>',
            [("paragraph", "See the report (https://a.example/b).")],
        ),
        (
            '<p><a href="https://a.example">https://a.example</a></p>',
            [("paragraph", "https://a.example")],
        ),
        (
            f'<figure data-photo="{PICTURE}" data-alt="A &quot;boat&quot;.">'
            "<figcaption>At <em>dawn</em></figcaption></figure><p>x</p>",
            [("picture", 'A "boat".'), ("caption", "At dawn"), ("paragraph", "x")],
        ),
        (
            f'<figure data-photo="{PICTURE}" data-decorative="true" '
            'data-video="https://v.example/1"><figcaption></figcaption></figure>',
            [("picture", "decorative (https://v.example/1)")],
        ),
        (
            "<table><tbody><tr><th>Year</th><td>2026</td></tr><tr><td>a</td></tr></tbody></table>",
            [("row", "Year | 2026"), ("row", "a")],
        ),
        ("<p>a</p><hr><p>b</p>", [("paragraph", "a"), ("line", "―"), ("paragraph", "b")]),
        ("", []),
        ("<p></p>", []),
        (
            "</p></b></a>a<p>b<blockquote>c",
            [("paragraph", "a"), ("paragraph", "b"), ("quote", "c")],
        ),
    ],
)
def test_reads_a_text_as_people_do(html, said):
    assert [(block.kind, " ".join(block.words)) for block in blocks(html)] == said


def marked(passages):
    return [passage.marked for passage in passages]


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("<p>a b c</p>", "<p>a x c</p>", "<span>a</span> <del>b</del> <ins>x</ins> <span>c</span>"),
        ("<p>a b</p>", "<p>a b c</p>", "<span>a b</span> <ins>c</ins>"),
        ("", "<p>a</p>", "<ins>a</ins>"),
        ("<p>a</p>", "", "<del>a</del>"),
        # One word that two other sentences happen to share is no help to a reader.
        (
            "<p>we met the boats in their harbor today</p>",
            "<p>nobody knows why the sea was never calm</p>",
            "<del>we met the boats in their harbor today</del>",
        ),
    ],
)
def test_marks_words(old, new, shown):
    assert shown in " ".join(marked(compare_bodies(old, new)))


def test_finds_the_other_version_of_a_paragraph_among_new_ones():
    old = "<p>The boats sailed at dawn to the sea.</p><p>The end.</p>"
    new = (
        "<p>Quite another beginning.</p><h2>Boats</h2>"
        "<p>The boats sailed at noon to the sea.</p><p>The end.</p>"
    )
    assert marked(compare_bodies(old, new)) == [
        "<ins>Quite another beginning.</ins>",
        "<ins>Boats</ins>",
        "<span>The boats sailed at</span> <del>dawn</del> <ins>noon</ins> <span>to the sea.</span>",
        "<span>The end.</span>",
    ]


@pytest.mark.parametrize(
    ("old", "new", "note"),
    [
        ("<p>a dawn</p>", "<p>a <strong>dawn</strong></p>", "only the formatting changed"),
        ("<p><b>a</b> a</p>", "<p>a <b>a</b></p>", "only the formatting changed"),
        ("<p><b>a b</b></p>", "<p><b>a <i>b</i></b></p>", "only the formatting changed"),
        ("<p>Boats</p>", "<h2>Boats</h2>", "was: Paragraph"),
        ("<h3>Boats</h3>", "<h4>Boats</h4>", "only the formatting changed"),
        (
            f'<figure data-photo="{PICTURE}" data-alt="A"><figcaption></figcaption></figure>',
            f'<figure data-photo="{PICTURE[:-1]}a" data-alt="A"><figcaption></figcaption></figure>',
            "another picture",
        ),
    ],
)
def test_says_in_words_what_is_no_other_word(old, new, note):
    [passage] = compare_bodies(old, new)
    assert str(passage.note) == note
    assert passage.is_changed


@pytest.mark.parametrize(
    "other", ["<p>a  b</p>\n<p>c</p>", "<p>a b</p><p>c </p>", "<p>a&nbsp;b</p><p>c</p>"]
)
def test_layout_of_the_markup_is_no_difference(other):
    assert not any(p.is_changed for p in compare_bodies("<p>a b</p><p>c</p>", other))


def test_keeps_no_word_again_for_each_mark_around_it():
    html = "<p>" + "<b>a b c d e " * 4_900 + "</b>" * 4_900 + "</p>"
    [block] = blocks(html)
    assert len(block.words) == 5 * 4_900
    assert sum(map(len, sum(block.marks, ()))) < len(html)


def test_leaves_out_what_is_far_from_a_change():
    old = "".join(f"<p>Paragraph {n}.</p>" for n in range(20))
    shown = in_context(compare_bodies(old, old.replace("Paragraph 10", "Chapter 10")))
    assert [str(s) if hasattr(s, "count") else s.is_changed for s in shown] == [
        *("9 unchanged paragraphs", False, True, False, "8 unchanged paragraphs"),
    ]


def body(piece, length=199_000):
    return "".join(piece(n) for n in range(length // len(piece(10_000))))


BIG = {
    "one paragraph": (
        "<p>" + body(lambda n: f"word{n % 7919} ") + "</p>",
        "<p>" + body(lambda n: f"word{(n * 31) % 7919} ") + "</p>",
    ),
    "few words over and over": (
        "<p>" + body(lambda n: "ab "[n % 2] + " ") + "</p>",
        "<p>" + body(lambda n: "abc"[n * n % 3] + " ") + "</p>",
    ),
    "tiny paragraphs": (body(lambda n: f"<p>{n % 90}</p>"), body(lambda n: f"<p>{n * n % 90}</p>")),
    "all rewritten": (
        body(lambda n: f"<p>The {n} boats sailed to the island of {n * 7}.</p>"),
        body(lambda n: f"<p>The {n + 1} ships sailed to an island of {n * 5}.</p>"),
    ),
    "in another order": (
        body(lambda n: f"<p>Paragraph {n} stands here.</p>"),
        body(lambda n: f"<p>Paragraph {5000 - n} stands here.</p>"),
    ),
    "nested": ("<ul><li>" * 9_000 + "a", "<ol><li>" * 9_000 + "a"),
}


ORDINARY = {"one paragraph", "all rewritten"}


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=() if name in ORDINARY else pytest.mark.audit) for name in BIG],
)
def test_compares_the_longest_texts_in_time(name):
    old, new = BIG[name]
    start = time.process_time()
    passages = in_context(compare_bodies(old, new))
    assert sum(len(p.marked) for p in passages if not hasattr(p, "count")) > 0
    assert time.process_time() - start < 2


@pytest.mark.parametrize("name", sorted(ORDINARY))
def test_marking_loses_no_word(name):
    old, new = BIG[name]
    passages = compare_bodies(old, new)

    def words(*kinds):
        parts = [text for p in passages for kind, text in p.parts if kind in kinds]
        return " ".join(parts).split()

    # Where paragraphs moved, the order of what is gone and what is new is not one text's order.
    assert sorted(words("same", "del")) == sorted(w for b in blocks(old) for w in b.words)
    assert words("same", "ins") == [w for b in blocks(new) for w in b.words]


def test_long_texts_are_cut_where_something_stands_once():
    old = [f"w{n}" for n in range(5000)]
    new = [word for word in old if word != "w2500"]
    new.insert(4000, "new")
    parts = Matcher().parts(old, new)
    assert [(kind, len(words)) for kind, words in parts] == [
        *(("same", 2500), ("del", 1), ("same", 1500), ("ins", 1), ("same", 999)),
    ]


def test_short_texts_are_compared_the_same_way():
    assert compare_lines("a b", "a c").marked == "<span>a</span> <del>b</del> <ins>c</ins>"


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
    assert newest.history_change_reason == f"Restored revision {number}"
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
    assert revisions(article)[-1].history_change_reason == "Restored revision 1"
    assert AuditEvent.objects.filter(action="restore").count() == 1


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
