"""Where readers still see the pictures of an article that is gone, be it everywhere."""

import pytest
from model_bakery import baker

from news.admin import withdrawal
from news.models import Article, ArticlePhoto
from tests import plans

from .conftest import page
from .test_withdrawal import photo

pytestmark = pytest.mark.django_db
LEFT = 3


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(withdrawal, "PLACES", LEFT)


def show(picture, count, start=0):
    """Store so many published articles with `picture` on top, and as many with it in the text."""
    for number in range(start, start + count):
        on_top = {"photo": picture, "headline": f"Top {number}"}
        in_text = {"headline": f"Text {number}"}
        for name, fields in [("top", on_top), ("text", in_text)]:
            article = baker.make(
                Article,
                slug=f"{name}-{picture.pk}-{number}",
                status="published",
                publish_at="2026-01-01T00:00Z",
                **fields,
            )
            if name == "text":
                ArticlePhoto.objects.create(article=article, photo=picture)


def told(client, gone):
    return client.get(page("withdrawn", gone)).text


def test_names_the_first_articles_by_key_and_says_that_there_are_more(client, lead, gone):
    gone.articlephoto_set.create(photo=(picture := photo(title="Shared")))
    show(picture, 2)

    text = told(client, gone)

    assert [name for name in ["Top 0", "Text 0", "Top 1", "Text 1"] if name in text] == [
        *["Top 0", "Text 0", "Top 1"]
    ]
    assert "and more" in text


def test_says_nothing_of_more_where_all_are_named(client, lead, gone):
    gone.articlephoto_set.create(photo=(picture := photo(title="Shared")))
    show(picture, 1)
    ArticlePhoto.objects.create(article=Article.objects.get(headline="Top 0"), photo=picture)

    text = told(client, gone)

    assert text.count(">Top 0<") == 1
    assert "Text 0" in text
    assert "and more" not in text


def test_one_picture_that_is_everywhere_hides_no_place_of_another(client, lead, gone):
    for title in ["Everywhere", "Elsewhere"]:
        gone.articlephoto_set.create(photo=(picture := photo(title=title)))
        show(picture, LEFT if title == "Everywhere" else 1, start=len(title))

    assert f"Top {len('Elsewhere')}<" in told(client, gone)


def test_reads_no_more_of_them_than_it_names(gone):
    gone.articlephoto_set.create(photo=(picture := photo(title="Shared")))
    show(picture, 2 * LEFT)

    with plans.asked() as questions:
        places = withdrawal.pictures_of(gone)

    assert len(places[0]["others"]) == LEFT
    (read,) = [(sql, params) for sql, params in questions if "UNION ALL" in sql]
    assert read[0].count(f"LIMIT {LEFT + 1}") == 2
    assert [*plans.faults(*read, {})] == []
