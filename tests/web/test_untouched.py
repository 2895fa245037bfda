"""What is kept of a form is what everybody gets, in their language."""

import pytest

pytestmark = pytest.mark.django_db


def test_each_language_has_its_own(client):
    words = {"/": "Your name", "/fr/": "Votre nom"}
    for prefix in ["/", "/fr/", "/"]:
        page = client.get(f"{prefix}fundraise/").text
        assert words[prefix] in page


def test_articles_keep_the_forms_of_each_language(client, article):
    for _ in range(2):
        english, french = (client.get(f"{p}news/boat/").text for p in ("/", "/fr/"))
        assert "Your question" in english
        assert "Votre question" in french
        assert "Votre question" not in english


def test_nothing_that_somebody_typed_is_kept(client, article):
    origin = {"Sec-Fetch-Site": "same-origin"}
    told = client.post("/press/", {"name": "Zoë Typed", "email": "x"}, headers=origin).text

    assert "Zoë Typed" in told
    for address in ("/press/", "/news/boat/"):
        assert "Zoë Typed" not in client.get(address).text
