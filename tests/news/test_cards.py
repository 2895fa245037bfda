"""A card reads what it shows and no more, and an article's page asks the database little."""

import pytest
from django.template.loader import render_to_string

from news.cards import card_rows, with_photos
from news.models import Article

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("how", [{}, {"wide": True}, {"brief": True}, {"row": True}])
def test_costs_no_query_of_its_own_and_one_for_all_photos(
    make_article, make_photo, how, django_assert_num_queries
):
    make_article("pictured", photo=make_photo(), photo_alt="A boat", is_sample=True)
    make_article("plain", language="fr")

    with django_assert_num_queries(2):
        cards = [
            render_to_string("news/_card.html", {"article": article, **how})
            for article in with_photos(list(card_rows(Article.objects.published())))
        ]

    assert sum("<picture>" in card for card in cards) == 1


@pytest.mark.django_db(transaction=True)
def test_an_article_asks_six_questions_at_most(
    client, make_article, topic, make_photo, django_assert_max_num_queries
):
    article = make_article("boat-sinks", topics=[topic], photo=make_photo())
    make_article("naufrage", language="fr", translation_of=article, topics=[topic])
    make_article("another", topics=[topic])

    for path in ["/news/boat-sinks/", "/fr/news/naufrage/"]:
        client.get(path)  # what stands on all pages is read when it was changed
        with django_assert_max_num_queries(6):
            assert client.get(path).status_code == 200
