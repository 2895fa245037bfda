"""What the bench measures on: the stories, the rows made of them, and what the references need."""

import re
from datetime import timedelta
from importlib import import_module

import pytest
from django.utils import timezone

from bench import data, subjects, texts
from bench.articles import own_times
from bench.subjects import nginx, wagtail
from bench.subjects.ground import Stamp
from bench.subjects.wagtail_site.news import forms
from contacts.forms import InquiryForm
from contacts.models import Inquiry
from fundraisers.forms import FundraiserForm
from ijmsite.mail.models import Message
from ijmsite.mail.rows import is_any_due
from ijmsite.staff.models import AuditEvent
from news.management.commands.load_sample import Command
from news.models import Article, SearchText, Topic
from tests.news.searching import search

SIZE = {"width": 1, "height": 1}
ARTICLES, INQUIRIES, MESSAGES = 60, 130, 30


@pytest.fixture
def said():
    return []


@pytest.fixture
def frame(db, monkeypatch, said):
    """The frame of a filled newsroom, with pictures that have no files."""

    def encode(command, photos):
        for name, photo in photos.items():
            photo.directory, photo.file.name = name, f"{name}/original.jpg"
            photo.width = photo.height = 1
            photo.renditions = [
                {"name": f"{name}/{role}", "format": "jpeg", "role": role, "size": 1} | SIZE
                for role in ["picture", "card", "1x1", "4x3", "16x9"]
            ]

    monkeypatch.setattr(Command, "encode", encode)
    monkeypatch.setattr(data, "STEP", 20)
    data.add_frame(said.append)


def fill(said, total=ARTICLES):
    newest = data.newest_of(Article, total)
    data.in_steps("articles", total, Article, said.append, lambda n: data.add(n, total, newest))
    return newest


def test_tells_the_same_story_by_the_same_number():
    assert texts.story(texts.READ) == texts.story(texts.READ)
    assert texts.story(1) != texts.story(2)


def test_has_the_common_word_in_every_story_and_the_rare_one_in_one_of_500():
    stories = [texts.story(number) for number in range(texts.RARE_EACH + 1)]

    assert all(texts.COMMON in story.body for story in stories)
    assert [s.number for s in stories if texts.RARE in s.body] == [0, texts.RARE_EACH]
    assert {story.language for story in stories} == {"en", "fr"}
    assert sum(texts.RARE_TOPIC in story.topics for story in stories) == 2


def test_goes_on_where_it_was_stopped(frame, said, monkeypatch):
    add = data.add

    def add_and_stop(numbers, total, newest):
        if numbers.start:
            raise KeyboardInterrupt
        add(numbers, total, newest)

    monkeypatch.setattr(data, "add", add_and_stop)
    with pytest.raises(KeyboardInterrupt):
        fill(said)
    assert Article.objects.count() == data.STEP
    monkeypatch.setattr(data, "add", add)

    newest = fill(said)

    assert Article.objects.count() == SearchText.objects.count() == ARTICLES
    last = Article.objects.get(slug=texts.slug_of(ARTICLES - 1))
    assert last.publish_at == newest - texts.age(ARTICLES - 1, ARTICLES)


def test_makes_articles_that_are_found_and_read(frame, said, client):
    fill(said)

    published = Article.objects.published()
    assert search(published, texts.COMMON).count() == published.count()
    assert [article.pk for article in search(published, texts.RARE)] == [1]
    read = published.get(slug=texts.slug_of(texts.READ))
    assert read.corrections.count() == 1
    assert client.get(read.get_absolute_url()).status_code == 200


def test_leaves_some_articles_unpublished(frame, said):
    fill(said)

    assert {*Article.objects.values_list("status", flat=True)} == {*Article.Status.values}
    soon = timezone.now() + timedelta(days=1)
    assert Article.objects.scheduled(at=soon).exists()
    assert Article.objects.published(at=soon).count() == Article.objects.published().count()


def test_makes_inquiries_of_their_times_and_the_mails_about_them(frame, said):
    newest = fill(said)

    data.add_inquiries(range(INQUIRIES), INQUIRIES, newest)
    data.add_messages(range(MESSAGES), MESSAGES, newest)

    oldest = Inquiry.objects.order_by("received_at").first()
    span = newest - oldest.received_at
    assert span == data.SPAN_OF_INQUIRIES / INQUIRIES * (INQUIRIES - 1)
    assert Inquiry.objects.open().count() == 100
    assert Message.objects.filter(key__startswith=f"inquiry:{data.reference_of(0)}:").count() == 2
    # Nothing leaves while something is measured.
    assert not is_any_due(newest + timedelta(days=1))


@pytest.mark.django_db
def test_gives_times_of_their_own_to_rows_and_takes_that_back():
    long_ago = timezone.now() - timedelta(days=99)
    with own_times(AuditEvent, "at"):
        event = AuditEvent.objects.create(at=long_ago, action=AuditEvent.Action.CLOSE)

    assert event.at == long_ago
    assert AuditEvent._meta.get_field("at").auto_now_add


def test_leaves_a_newsroom_with_content_of_its_own_alone(db, said):
    Topic.objects.create(slug="own", name="Own")

    with pytest.raises(SystemExit, match="empty database"):
        data.add_frame(said.append)


@pytest.mark.parametrize("total", [ARTICLES - 1, ARTICLES + 1])
def test_leaves_another_number_of_articles_alone(frame, said, total):
    fill(said)

    with pytest.raises(SystemExit, match="empty database"):
        fill(said, total)


@pytest.mark.parametrize("name", subjects.NAMES)
def test_every_subject_says_what_it_is_and_how_it_starts(name):
    subject = import_module(f"bench.subjects.{name}")

    assert subject.NAME
    assert callable(subject.prepare)
    assert callable(subject.command)
    assert hasattr(subject, "PATHS") or hasattr(subject, "paths")


def test_names_what_is_missing_where_it_may_not_install(monkeypatch, tmp_path, said):
    monkeypatch.setattr(nginx, "BINARY", str(tmp_path / "nginx"))
    monkeypatch.setattr(nginx.os, "geteuid", lambda: 1000)

    with pytest.raises(subjects.Missing, match="nginx-light"):
        nginx.prepare(tmp_path, 1_000, "", said.append)


def test_takes_no_stamp_for_another_one(tmp_path):
    stamp = Stamp(tmp_path, "site", articles=1_000)
    assert not stamp.is_set

    stamp.set()

    assert stamp.is_set
    assert not Stamp(tmp_path, "site", articles=2_000).is_set
    assert Stamp.facts(tmp_path, "site") == {"articles": 1_000}


# Wagtail's pages beside ours


def test_wagtail_has_every_block_of_our_article_and_of_our_list(frame, client, said):
    fill(said)
    theirs = "".join(path.read_text(encoding="utf-8") for path in wagtail.SITE.glob("**/*.html"))

    for path in [f"/news/{texts.slug_of(texts.READ)}/", "/news/"]:
        ours = client.get(path).content.decode()
        # The icon is a tag of its own, the help text is in the package of the forms, and where we
        # choose one of four plates, they have one.
        not_told = {"icon", "form-text", "plate--sky", "plate--ochre", "plate--brick"}
        assert blocks(ours) - blocks(theirs) <= not_told, path


def blocks(html):
    """Return the titles in a page and what its parts are called, without the controls."""
    html = re.sub(r"{%.*?%}", " ", re.sub(r"{{.*?}}", "x", html))
    names = re.findall(r'<(?!input|select|textarea)\w[^>]*? class="([^"]*)"', html)
    # Without those that stand in the text itself.
    titles = re.findall(r'<(?:h2 (?!class="card)[^>]*|legend)>([^<]+)</', html)
    return {name for words in names for name in words.split()} | set(titles)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [(InquiryForm, forms.InquiryForm), (FundraiserForm, forms.SignupForm)],
)
def test_the_forms_of_wagtail_ask_what_ours_ask(db, ours, theirs):
    assert questions(theirs) == questions(ours)


def questions(form_class):
    return {
        field.name: [
            "a box" if field.widget_type == "checkbox" else str(field.label),
            field.field.required,
            [str(words) for _value, words in getattr(field.field.widget, "choices", [])],
        ]
        for field in form_class().visible_fields()
        if field.name != "subject"  # the trap, whose label stands in the template
    } | {field.name: field.field.required for field in form_class().hidden_fields()}
