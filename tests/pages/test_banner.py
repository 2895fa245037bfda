from datetime import timedelta

import pytest
from django.utils import timezone

from ijmsite.pages.models import Banner

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
