from datetime import timedelta

import pytest
from django.utils import timezone

from ijmsite.pages.models import Banner
from ijmsite.pages.templatetags.frame import running_banner

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def banner(**fields):
    words = {"headline": "Help", "text": "Give.", "headline_fr": "Aide", "text_fr": "Donnez."}
    return Banner.objects.create(**words | fields)


@pytest.mark.parametrize(("path", "words"), [("/", "Give."), ("/fr/", "Donnez.")])
def test_one_without_an_end_names_none(client, path, words):
    banner()
    html = client.get(path).text

    assert words in html
    assert "banner__end" not in html
    assert "banner__terms" not in html


def test_leads_to_its_terms_by_a_name_that_says_which(client):
    banner(terms="https://give.example/terms", ends_at=timezone.now() + DAY)
    html = client.get("/").text

    assert 'href="https://give.example/terms"' in html
    assert "of “Help”" in html
    assert "banner__end" in html


def test_the_one_that_ends_first_stands_before_one_without_an_end(client):
    banner(headline="Endless")
    ending = banner(headline="Ending", ends_at=timezone.now() + DAY)
    assert "Ending" in client.get("/").text

    ending.delete()
    assert "Endless" in client.get("/").text


@pytest.mark.parametrize("path", ["/", "/fr/"])
def test_its_script_comes_first_and_knows_it_in_either_language(client, path):
    end = timezone.now().replace(microsecond=0) + DAY
    shown = banner(ends_at=end)
    html = client.get(path).text
    script = (
        f'banner.js" data-version="{shown.version}" data-ends="{int(end.timestamp())}"></script>'
    )

    assert script in html
    assert html.index(script) < html.index("<aside")


def test_one_without_an_end_gives_its_script_none(client):
    banner()

    assert "data-ends" not in client.get("/").text


def test_a_page_without_one_has_no_script_for_it(client):
    assert "banner.js" not in client.get("/").text


@pytest.mark.parametrize("name", ["headline", "headline_fr", "text", "text_fr", "ends_at"])
def test_other_words_or_another_end_make_another_version(name):
    before = banner(ends_at=timezone.now() + DAY)
    version = before.version
    setattr(before, name, before.ends_at + DAY if name == "ends_at" else "Other words.")

    assert before.version != version


def test_another_link_makes_no_other_version():
    before = banner()
    version = before.version
    before.link = "https://give.example/now"

    assert before.version == version
    assert banner().version != version


@pytest.mark.parametrize(
    ("path", "name"),
    [("/", "Hide the message “Help”"), ("/fr/", "Masquer le message «\u00a0Aide\u00a0»")],
)
def test_the_button_says_what_it_hides(client, path, name):
    banner()

    assert name in client.get(path).text


@pytest.mark.parametrize(
    ("path", "words"),
    [("/", "Nothing about it is sent to us."), ("/fr/", "Rien ne nous en est transmis.")],
)
def test_the_privacy_page_says_who_remembers_what_was_hidden(client, path, words):
    assert words in client.get(f"{path}privacy/").text


@pytest.mark.parametrize("seconds", [-1, 0, 59, 60, 119, 120, 121, 10_000])
def test_readers_see_what_the_query_of_running_banners_names_first(time_machine, seconds):
    start = timezone.now().replace(microsecond=0) + DAY
    times = [(0, 120), (60, 120), (60, None), (0, 119), (121, None), (60, 61)]
    for begins, ends in times:
        end = None if ends is None else start + timedelta(seconds=ends)
        banner(starts_at=start + timedelta(seconds=begins), ends_at=end)

    time_machine.move_to(start + timedelta(seconds=seconds), tick=False)

    assert running_banner() == Banner.objects.running().first()
    running = Banner.objects.running()
    assert {b.pk for b in Banner.objects.all() if b.runs_at(timezone.now())} == {
        each.pk for each in running
    }
