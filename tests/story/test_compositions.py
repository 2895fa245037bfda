"""Pages hold together whatever the articles are like: long, short, without a picture, or none."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news.models import Article, Topic

pytestmark = [pytest.mark.browser, pytest.mark.ci, pytest.mark.django_db(transaction=True)]

LONG = "The Convention on the Prevention of Trafficking in Persons Comes to Harrow Bay " * 2 + "Now"
UNBROKEN = "Rechtsschutzversicherungsgesellschaftenundfreundebundesverband signs"
WIDTHS = [320, 1440]

# What sticks out of the page, or out of the card it belongs to.
STICKS_OUT = """() => [...document.querySelectorAll("main :is(h1, h2, h3, p, a, time, img, svg)")]
  .filter((each) => each.checkVisibility() && !each.closest(".vh"))
  .filter((each) => {
    const box = each.getBoundingClientRect();
    const card = each.closest(".card")?.getBoundingClientRect();
    return box.right > innerWidth + 1 || (card && box.bottom > card.bottom + 1);
  })
  .map((each) => each.outerHTML.slice(0, 100))"""


@pytest.fixture
def articles():
    topic = Topic.objects.create(slug="partnerships", name="Partnerships")

    def publish(*headlines):
        for age, headline in enumerate(headlines):
            article = Article.objects.create(
                slug=f"a-{age}",
                headline=headline,
                standfirst=(LONG + " ") * 2,
                body=f"<p>{UNBROKEN}</p><h2>{UNBROKEN}</h2>",
                status="published",
                publish_at=timezone.now() - timedelta(days=age + 1),
            )
            article.topics.set([topic])

    return publish


def sticking_out(chromium, url, paths):
    page = chromium.new_page()
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for path in paths:
            page.goto(f"{url}{path}")
            found[path, width] = page.evaluate(STICKS_OUT)
    page.close()
    return {where: what for where, what in found.items() if what}


PATHS = ["/", "/news/", "/news/topics/partnerships/", "/news/?q=convention"]


@pytest.mark.parametrize(
    "lead",
    [
        pytest.param(UNBROKEN, id="unbroken"),
        pytest.param(LONG, id="long", marks=pytest.mark.audit),
        pytest.param("Yes", id="short", marks=pytest.mark.audit),
    ],
)
def test_headlines_of_any_length_stay_in_their_place(chromium, live_server, articles, lead):
    articles(lead, "Yes", LONG, UNBROKEN)

    assert sticking_out(chromium, live_server.url, [*PATHS, "/news/a-0/", "/news/a-0/text/"]) == {}


def test_one_article_is_enough(chromium, live_server, articles):
    articles(LONG)

    assert sticking_out(chromium, live_server.url, [*PATHS, "/news/a-0/"]) == {}


def test_without_any_article_the_pages_still_say_what_they_are(chromium, live_server):
    assert sticking_out(chromium, live_server.url, ["/", "/news/"]) == {}
    page = chromium.new_page()
    page.goto(f"{live_server.url}/news/")

    assert page.get_by_role("heading", level=1).is_visible()
    page.close()
