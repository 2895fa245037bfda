"""Where readers are sent who ask for an article that is gone."""

import pytest
from django.urls import reverse

from ijmsite.staff.models import AuditEvent
from news.models import Article
from news.services import send_readers_to, withdraw

from .conftest import LIST, page

pytestmark = pytest.mark.django_db


def test_readers_are_sent_on_and_no_longer(client, public, lead, make_article, gone):
    other = make_article("other", headline="The newer one")
    told = client.post(page("withdrawn", gone), {"successor": other.pk}, follow=True).text

    assert "Readers are sent to “The newer one” now" in told
    assert public.get("/fr/news/gone/").url == "/fr/news/other/"
    assert AuditEvent.objects.filter(action="address", actor=lead).count() == 1
    assert gone.history.count() == 2
    # The article's own form says so, too.
    assert "are sent to “The newer one”" in client.get(page("change", gone)).text

    client.post(page("withdrawn", gone), {"successor": ""})

    assert public.get("/news/gone/").status_code == 410


@pytest.mark.parametrize("slug", ["gone", "draft", "nothing"])
def test_says_beside_the_field_what_cannot_be(client, lead, make_article, gone, slug):
    make_article("draft", status="draft", publish_at=None)
    chosen = Article.objects.filter(slug=slug).first()
    answer = client.post(page("withdrawn", gone), {"successor": chosen.pk if chosen else "99x"})

    assert answer.status_code == 200
    assert "Readers cannot see this article" in answer.context["form"].errors["successor"][0]
    assert "Readers cannot see this article" in answer.text
    assert Article.objects.get(slug="gone").successor is None


@pytest.mark.parametrize("fields", [{}, {"status": "draft", "publish_at": None}])
def test_only_what_is_gone_sends_readers_on(client, lead, make_article, fields):
    article, other = make_article(**fields), make_article("other")

    assert client.post(page("withdrawn", article), {"successor": other.pk}).status_code == 403


def test_what_is_gone_as_well_is_said(client, lead, make_article, gone):
    other = make_article("other", headline="The newer one")
    send_readers_to(gone, other, lead)
    withdraw(other, lead)

    told = client.get(page("withdrawn", gone)).text
    assert "Readers were to be sent to “The newer one”" in told
    # It may stay chosen: nobody has to mend what is not broken.
    assert client.post(page("withdrawn", gone), {"successor": other.pk}).status_code == 302
    # And the other one lists who was sent there.
    assert page("withdrawn", gone) in client.get(page("withdrawn", other)).text


def test_the_search_offers_what_readers_can_see(client, lead, make_article, gone):
    make_article("public", headline="Boats in public")
    make_article("draft", headline="Boats in a drawer", status="draft", publish_at=None)
    query = {
        "app_label": "news",
        "model_name": "article",
        "field_name": "successor",
        "term": "boats",
    }
    found = client.get(reverse("admin:autocomplete"), query).json()["results"]

    assert [one["text"] for one in found] == ["Boats in public"]


def test_escapes_what_somebody_wrote(client, lead, make_article):
    hostile = "<script>alert(1)</script>"
    article = make_article(headline=hostile, status="withdrawn")
    other = make_article("other", headline=hostile, body='<p><a href="/news/all-hands/">x</a></p>')
    client.post(page("withdrawn", article), {"successor": other.pk})

    for url in [page("withdrawn", article), page("change", article), LIST]:
        assert "<script>alert(1)" not in client.get(url).text
