"""What leads to an article that is gone."""

import pytest
from django.utils import timezone
from model_bakery import baker

from ijmsite.mail.models import Message
from ijmsite.pages.models import Banner
from news.inbound import inbound, leads_to
from news.models import Redirect

from .conftest import HOUR, page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("link", "leads"),
    [
        ("/news/boats/", True),
        ("/news/boats", True),
        ("/fr/news/boats/#top", True),
        ("/news/boats/text/", True),
        ("/news/boats/?utm=1", True),
        ("https://newsroom.example/news/boats/", True),
        ("http://newsroom.example/fr/news/boats", True),
        ("//newsroom.example/news/boats/", True),
        ("/stories/old%20boats.html", True),
        ("/stories/old boats.html", True),
        ("/news/boats-2/", False),
        ("/news/topics/boats/", False),
        ("https://elsewhere.example/news/boats/", False),
        ("mailto:a@newsroom.example?subject=/news/boats/", False),
        ("https://[/news/boats/", False),
        ("", False),
        ("#top", False),
    ],
)
def test_knows_a_link_however_it_is_written(settings, link, leads):
    settings.SITE_URL = "https://newsroom.example"

    assert leads_to(link, {"/news/boats", "/stories/old boats.html"}) is leads


def test_finds_everything_that_leads_to_an_article(settings, make_article):
    settings.SITE_URL = "https://newsroom.example"
    article = make_article("boats")
    Redirect.objects.create(path="/stories/old boats.html", article=article)
    links = {
        "absolute": "https://newsroom.example/news/boats/",
        "french": "/fr/news/boats/",
        "former": "/stories/old%20boats.html",
        "another": "/news/boats-2/",
    }
    for slug, href in links.items():
        make_article(slug, body=f'<p><a href="{href}">x</a></p>')
    make_article("draft", status="draft", body='<p>A <a href="/news/boats/">link</a></p>')
    make_article("mention", body="<p>See /news/boats/ for more.</p>")
    make_article("by-hand").related_by_hand.add(article)
    make_article("before", status="withdrawn", successor=article)
    Banner.objects.create(headline="Runs", link="/news/boats/", ends_at=timezone.now() + HOUR)
    Banner.objects.create(
        headline="Over",
        link="/news/boats/",
        starts_at=timezone.now() - 2 * HOUR,
        ends_at=timezone.now() - HOUR,
    )
    for number, path in enumerate(["/news/boats/", "/news/boats-2/"]):
        baker.make(Message, key=str(number), text=f"See https://newsroom.example{path}.")
    found = inbound(article)

    assert {a.slug for a in found.texts} == {"absolute", "french", "former", "draft"}
    assert [a.slug for a in found.related] == ["by-hand"]
    assert [a.slug for a in found.predecessors] == ["before"]
    assert [str(b) for b in found.banners] == ["Runs"]
    assert found.former_addresses == ["/stories/old boats.html"]
    assert found.waiting_mails == 1


def test_says_when_nothing_leads_to_it(client, lead, make_article):
    article = make_article()
    assert inbound(article).is_empty
    assert (
        "Nothing on this site links to the article" in client.get(page("withdrawn", article)).text
    )


def test_asks_for_what_leads_to_it_at_a_fixed_price(make_article, django_assert_num_queries):
    article = make_article("boats")
    for number in range(3):
        make_article(f"a{number}", body='<p><a href="/news/boats/">x</a></p>')
    with django_assert_num_queries(6):
        inbound(article)
