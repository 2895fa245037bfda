"""Links of a text into this site: each leads to what readers can open when they read it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news.checks import check
from news.models import Article, Redirect

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def dead(make_article, settings):
    """Return a function that says what is found about a link in an article out in two hours."""
    settings.SITE_URL = "https://newsroom.example"

    def find(href, **fields):
        fields = {"publish_at": timezone.now() + 2 * HOUR} | fields
        article = Article.objects.filter(slug="here").first() or make_article("here", **fields)
        article.body = f'<p><a href="{href}">How it works</a></p>'
        return [finding.message for finding in check(article) if finding.code == "dead_link"]

    return find


@pytest.mark.matrix
@pytest.mark.parametrize(
    "href",
    [
        "/",
        "/fr/",
        "/fr",
        "/news/",
        "/news",
        "/news/?page=2",
        "/fr/news/#latest",
        "/press/",
        "/fundraise/guide.pdf",
        "/news/topics/partnerships/",
        "/fr/news/topics/partnerships/",
        "/news/public/",
        "/news/public",
        "/news/public/#more",
        "/fr/news/public/?a=b",
        "/news/public/text/",
        "/news/here/",
        "https://newsroom.example",
        "https://newsroom.example/news/public/",
        "HTTPS://NEWSROOM.EXAMPLE/news/public/",
        "http://newsroom.example/press/",
        "//newsroom.example/press/",
        "#part-two",
        "https://elsewhere.example/nothing/",
        "//elsewhere.example/nothing/",
        "https://newsroom.example.evil.example/nothing/",
        "mailto:a@b.example",
        "tel:+15196795030",
    ],
)
def test_lives(dead, make_article, topic, href):
    make_article("public")
    assert dead(href) == []


@pytest.mark.parametrize(
    ("href", "word"),
    [
        ("/nothing/", "no page"),
        ("/fr/nothing/", "no page"),
        ("/fr/fr/news/", "no page"),
        ("https://newsroom.example/nothing/", "no page"),
        ("/news/nothing/", "an article"),
        ("/fr/news/nothing/", "an article"),
        ("/news/nothing/text/", "an article"),
        ("/news/topics/nothing/", "no page"),
        ("/news/topics/nothing/feed/", "no page"),
        ("/n%65ws/nothing/", "an article"),
        ("/media/ab/picture.jpg", "file of a picture"),
        ("https://newsroom.example/media/ab/picture.jpg", "file of a picture"),
        ("/admin/", "not open to readers"),
        ("/admin/news/article/1/change/", "not open to readers"),
        ("/news/reading/abcdef/", "not open to readers"),
        ("/news/%00/", "no page"),
        ("http://[newsroom.example/", "no address"),
    ],
)
def test_is_dead(dead, href, word):
    assert [word in message and f"“{href}”" in message for message in dead(href)] == [True]


@pytest.mark.parametrize(
    ("fields", "is_dead"),
    [
        ({}, False),
        ({"publish_at": HOUR}, False),
        ({"publish_at": 2 * HOUR}, False),
        ({"publish_at": 3 * HOUR}, True),
        ({"unpublish_at": HOUR}, True),
        ({"unpublish_at": 3 * HOUR}, False),
        ({"status": "draft"}, True),
        ({"status": "in_review"}, True),
        ({"status": "withdrawn"}, True),
    ],
    ids=str,
)
def test_the_other_article_is_public_no_later(dead, make_article, fields, is_dead):
    now = timezone.now()
    start = now + 2 * HOUR
    make_article(
        "other", **{k: now + v if isinstance(v, timedelta) else v for k, v in fields.items()}
    )
    assert bool(dead("/news/other/", publish_at=start)) == is_dead


def test_a_public_article_is_judged_by_now(dead, make_article):
    make_article("soon", publish_at=timezone.now() + HOUR)
    assert dead("/news/soon/", publish_at=timezone.now() - HOUR)


def test_readers_of_a_withdrawn_article_may_be_sent_on(dead, make_article):
    make_article("gone", status="withdrawn", successor=make_article("new"))
    assert dead("/news/gone/") == []


@pytest.mark.parametrize("status", ["published", "withdrawn"])
@pytest.mark.parametrize(
    "href", ["/news/old/", "/fr/news/old/", "/news/old", "/blog/2019/boats", "/index.php?id=7"]
)
def test_a_former_address_leads_on_while_its_article_is_public(dead, make_article, href, status):
    article = make_article("new", status=status)
    for path in ["/news/old/", "/blog/2019/boats", "/index.php?id=7"]:
        Redirect.objects.create(path=path, article=article)
    assert bool(dead(href)) == (status == "withdrawn")


def test_each_dead_link_is_named_once(make_article):
    article = make_article(body='<p><a href="/a/">One</a> <a href="/a/">Two</a></p>')
    assert len(check(article)) == 3  # with the doubts about picture and topic
