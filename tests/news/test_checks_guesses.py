"""What is found in an article before readers see it: guesses, which warn."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from news.checks import check
from news.models import Article

from .desk import codes

pytestmark = pytest.mark.django_db

SOURCE = '<a href="https://index.example/">the index</a>'


@pytest.mark.parametrize(
    "text",
    [
        "Some 86,000 people live there.",
        "Some 86\u202f000 people live there.",
        "There were 412 of them.",
        "About 40% came back.",
        "About 40 per cent came back.",
        "Two million dollars were lost.",
        "Il y a 40 pour cent.",
        "Il y a 3 millions de personnes.",
    ],
)
def test_a_figure_without_a_source_is_a_doubt(draft, text):
    found = check(draft(f"<p>{text}</p>"))

    assert [(f.code, f.level) for f in found] == [("figure", "warn")]
    assert "Where does it come from?" in found[0].message


@pytest.mark.parametrize(
    "text",
    [
        "In 2024 it began, in 1998 it was planned.",
        "Call 519.679.5030 or +1 519-679-5030.",
        "Four boats and 12 people.",
        "There were bricks too, thousands of them.",
        "Version 3.11.7 of B-747 and N6A0A0.",
    ],
)
def test_years_and_telephone_numbers_are_no_figures(draft, text):
    assert check(draft(f"<p>{text}</p>")) == []


@pytest.mark.parametrize(
    ("body", "doubts"),
    [
        (f"<p>Some 86,000 people, says {SOURCE}.</p>", 0),
        (f"<p>Some 86,000 people.</p><p>So says {SOURCE}.</p>", 0),
        (f"<p>By {SOURCE}:</p><ul><li>86,000 people</li></ul>", 0),
        (f"<p>Some 86,000 people.</p><p>Yes.</p><p>So says {SOURCE}.</p>", 1),
        ("<p>86,000.</p>" * 9, 3),
    ],
)
def test_a_link_in_the_passage_or_beside_it_is_a_source(draft, body, doubts):
    assert codes(check(draft(body))) == ["figure"] * doubts


@pytest.mark.parametrize(
    ("words", "is_fine"),
    [
        ("click here", False),
        ("Here", False),
        ("→ Read more »", False),
        ("cliquez ici", False),
        ("How the boats were paid for", True),
        ("Here is how", True),
    ],
)
def test_a_link_says_where_it_leads(draft, words, is_fine):
    found = check(draft(f'<p><a href="https://a.example/">{words}</a></p>'))
    assert codes(found) == ([] if is_fine else ["link_text"])


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"headline": "x" * 111}, "headline"),
        ({"standfirst": "x" * 251}, "standfirst_long"),
        ({"topics": []}, "topics"),
        ({"photo": None}, "photo"),
    ],
)
def test_a_guess_warns(draft, fields, code):
    assert [(f.code, f.level) for f in check(draft(**fields))] == [(code, "warn")]


def test_a_french_article_wants_a_french_caption(draft, bare_photo):
    picture = bare_photo(caption="Boats in a harbor.")
    assert codes(check(draft(photo=picture, language="fr"))) == ["caption"]

    picture.caption_fr = "Des bateaux dans un port."
    picture.save()
    assert check(Article.objects.get()) == []


@pytest.mark.parametrize(
    ("moment", "word"),
    [
        ("2030-03-05T09:00:00-05:00", ""),
        ("2030-03-05T08:59:00-05:00", "office hours"),
        ("2030-03-05T17:00:00-05:00", "office hours"),
        ("2030-03-09T12:00:00-05:00", "weekend"),
    ],
)
def test_somebody_should_answer_the_telephone_then(draft, settings, moment, word):
    settings.OFFICE_HOURS = "09:00-17:00"
    found = check(draft(publish_at=datetime.fromisoformat(moment)))

    assert codes(found) == (["time"] if word else [])
    assert not word or word in found[0].message


def test_what_is_public_is_asked_for_no_better_time(draft, time_machine):
    time_machine.move_to("2026-03-07T03:00:00Z", tick=False)
    assert check(draft(status="published", publish_at=timezone.now() - timedelta(days=1))) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "She was beaten."),
        ("en", "They were Threatened every night."),
        ("en", "It is sexual exploitation."),
        ("fr", "Elle a été agressée."),
        ("fr", "On les a menacés."),
        ("fr", "L’exploitation sexuelle des enfants."),
    ],
)
def test_words_of_violence_ask_for_a_content_note(draft, language, text):
    article = draft(f"<p>It began at dawn. {text}</p>", language=language)
    [found] = check(article)
    assert (found.code, found.level, found.field) == ("note_missing", "warn", "content_note")
    assert text.split()[-1].strip(".") in found.message

    article.content_note = "A note."
    assert check(article) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The unbeaten crew ate grapes in a drapery."),
        ("en", "A menace to viols and débattu."),
        ("fr", "Un débat sur la violence; la violette."),
    ],
)
def test_other_words_ask_for_none(draft, language, text):
    assert check(draft(f"<p>{text}</p>", language=language)) == []


def test_violence_in_the_headline_is_seen_too(draft):
    assert codes(check(draft(headline="The abused crew"))) == ["note_missing"]
