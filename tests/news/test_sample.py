"""The sample newsroom that `load_sample` makes, without its pictures, which take seconds."""

import re
import tomllib
import uuid
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import CommandError, call_command

from ijmsite.photos.models import Photo
from ijmsite.web.typography import french
from news.body import clean_body
from news.checks import check
from news.management.commands import load_sample
from news.models import Article
from news.typography import WORDS, french_body

from .desk import codes

ENTRIES = {
    entry["slug"]: entry
    for path in (load_sample.SAMPLE / "articles").glob("*.toml")
    for entry in [tomllib.loads(path.read_text(encoding="utf-8"))]
}
TWINS = [slug for slug, entry in ENTRIES.items() if "translation_of" in entry]


@pytest.fixture
def load(db, monkeypatch):
    def store_files(photo, file):
        photo.directory, photo.file, photo.width, photo.height = str(uuid.uuid4()), "x.jpg", 3, 2

    monkeypatch.setattr(load_sample, "store_files", store_files)
    return lambda: call_command("load_sample")


def test_pairs_articles_with_their_french_versions(load):
    load()

    assert Article.objects.published().count() == len(ENTRIES)
    paired = Article.objects.exclude(translation_of=None).select_related("translation_of")
    assert {article.slug for article in paired} == set(TWINS)
    assert {article.language for article in paired} == {"fr"}
    assert {article.translation_of.language for article in paired} == {"en"}
    assert all(article.twin.twin == article for article in paired)


def test_a_second_load_changes_nothing(load):
    load()
    before = [Article.objects.count(), Photo.objects.count(), Article.history.count()]
    load()

    assert [Article.objects.count(), Photo.objects.count(), Article.history.count()] == before


def test_both_versions_show_one_photo_in_their_own_words(load):
    load()

    for article in Article.objects.exclude(translation_of=None).exclude(photo=None):
        assert article.photo == article.translation_of.photo
        assert article.photo.alt_fr == article.photo_alt
        assert article.photo.alt == article.translation_of.photo_alt
        assert article.photo.caption_fr not in {"", article.photo.caption}
    pictures = {entry["picture"] for entry in ENTRIES.values() if "picture" in entry}
    assert Photo.objects.count() == len(pictures)


def test_is_not_for_production(load, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError):
        load()
    assert not Article.objects.exists()


def test_every_french_article_is_a_translation_in_its_own_words(load):
    assert [slug for slug, entry in ENTRIES.items() if entry.get("language") == "fr"] == TWINS
    load()

    for article in Article.objects.filter(language="fr"):
        assert "untranslated" not in codes(check(article)), article.slug
        for name in ("headline", "standfirst", "body"):
            assert getattr(article, name) != getattr(article.twin, name), (article.slug, name)


@pytest.mark.parametrize("end", ["", "text/"])
def test_each_can_be_asked_to_be_taken_down(load, client, end):
    load()
    # Their files were left out.
    Article.objects.update(photo=None)

    for article in Article.objects.all():
        page = client.get(article.public_url + end)
        mail = parse_qs(urlsplit(unescape(takedown_link(page.text))).query)
        assert article.public_url in mail["body"][0], article.slug


def takedown_link(html):
    [link] = re.findall(r'<p class="takedown".*?href="(mailto:[^"]*)"', html, re.DOTALL)
    return link


@pytest.mark.parametrize("slug", TWINS)
def test_a_french_version_states_the_same_facts(slug):
    entry = ENTRIES[slug]
    original = ENTRIES[entry["translation_of"]]

    for fact in ("published", "updated", "topics", "sample", "picture"):
        assert entry.get(fact) == original.get(fact), fact
    assert ("content_note" in entry) == ("content_note" in original)
    for tag in ("<h2>", "<blockquote>", "<li>", "<a href"):
        assert entry["body"].count(tag) == original["body"].count(tag), tag


@pytest.mark.parametrize("slug", TWINS)
def test_a_french_version_has_french_typography(slug):
    entry = ENTRIES[slug]
    body = clean_body(entry["body"])

    assert french_body(body) == body
    for name in {*WORDS, "alt", "caption"} & entry.keys():
        assert french(entry[name]) == entry[name], name


@pytest.mark.parametrize(
    "slug",
    [slug for slug, entry in ENTRIES.items() if "online-exploitation" in entry["topics"]]
    + ["the-brickyard-ledger"],
)
def test_what_is_hard_to_read_has_a_content_note(slug):
    assert ENTRIES[slug]["content_note"].endswith(".")


@pytest.mark.parametrize("slug", TWINS)
def test_a_french_byline_reads_on_after_par(slug):
    assert not ENTRIES[slug]["byline"].startswith("Service")


def test_the_model_article_keeps_its_names_and_figures():
    [french_one] = [e for e in ENTRIES.values() if e.get("translation_of", "").startswith("all-")]

    for fact in ["ANITP", "Maximilian-Axel Nicolae", "Shawn Kohl", "86\u00a0000", "2018"]:
        assert fact in french_one["body"]
    assert not french_one["sample"]
