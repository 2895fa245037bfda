"""Where links and old addresses lead after an import."""

import pytest

from news.models import Article, Redirect

from ..conftest import PAGES, STORY
from .conftest import OLD

pytestmark = pytest.mark.django_db


def test_links_between_imported_pages_lead_to_our_articles(save, run_import):
    elsewhere = '<p>See <a href="https://else.example/news/b">elsewhere</a>.</p>'
    to_b = f'{STORY}<p>See <a href="b?utm_source=x#end">the next one</a>.</p>{elsewhere}'
    to_a = f'{STORY}<p>See <a href="http://www.old.example/news/a/">the one before</a>.</p>'
    save("a.html", address=f"{OLD}/news/a", headline="Part one of it", body=to_b)
    path = save("b.html", address=f"{OLD}/news/b", headline="Part two of it", body=to_a)

    out, _ = run_import(path.parent)

    first, second = Article.objects.order_by("headline")
    assert f'<a href="/news/{second.slug}/#end"' in first.body
    assert 'href="https://else.example/news/b"' in first.body
    assert f'<a href="/news/{first.slug}/"' in second.body
    assert f"It links to imported articles, to be published first: /news/{second.slug}/" in out
    assert "2 unchanged" in run_import(path.parent)[0]


def test_a_link_leads_to_what_was_imported_earlier_also_under_a_former_address(
    save, run_import, make_article
):
    moved = make_article("moved-since")
    Redirect.objects.create(path="/stories/moved", article=moved)
    run_import(save("a.html", address=f"{OLD}/news/first"))
    body = f'{STORY}<p><a href="/news/first/">One</a> and <a href="/stories/moved">two</a>.</p>'

    run_import(save("b.html", address=f"{OLD}/news/second", headline="The second", body=body))

    text = Article.objects.get(headline="The second").body
    assert '<a href="/news/first/"' in text
    assert '<a href="/news/moved-since/"' in text


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/press/", "this site has another page there"),
        ("/?p=123", "this site has another page there"),
        ("/news/taken/", "this site has another page there"),
        ("/former/", "The old address /former/ already leads to “Headline of taken”."),
    ],
)
def test_says_when_an_old_address_cannot_lead_to_the_article(
    save, run_import, make_article, path, said
):
    Redirect.objects.create(path="/former/", article=make_article("taken"))

    out, failure = run_import(save(address=OLD + path))

    article = Article.objects.get(headline="A registry without a queue")
    assert failure == ""
    assert said in out
    assert article.imported_from == OLD + path
    assert not article.former_addresses.exists()


def test_an_address_that_stays_the_same_needs_no_redirect(save, run_import):
    run_import(save(address=f"{OLD}/news/registry"))

    assert Article.objects.get().get_absolute_url() == "/news/registry/"
    assert not Redirect.objects.exists()


def test_gives_each_article_an_address_of_its_own(save, run_import, make_article):
    make_article("registry")
    save("a.html", address=f"{OLD}/one/registry")
    save("b.html", address=f"{OLD}/two/registry")
    path = save("c.html", address=f"{OLD}/node/17")

    run_import(path.parent)

    slugs = Article.objects.exclude(slug="registry").values_list("slug", flat=True)
    stem = "a-registry-without-a-queue"
    assert sorted(slugs) == [stem, f"{stem}-2", f"{stem}-3"]


def test_source_url_is_where_the_page_stood(save, run_import):
    body = f'{STORY}<p>See <a href="plan.pdf">the plan</a>.</p>'

    run_import(save(body=body), f"--source-url={OLD}/news/registry.html")

    article = Article.objects.get()
    assert article.imported_from == f"{OLD}/news/registry.html"
    assert f'href="{OLD}/news/plan.pdf"' in article.body


def test_source_url_of_a_folder_is_for_the_pages_that_do_not_say_where_they_stood(save, run_import):
    save("deep/a b.html", headline="First of them")
    path = save("c.html", headline="Second of them", address="https://own.example/c")

    run_import(path.parent, f"--source-url={OLD}/mirror")

    assert set(Article.objects.values_list("imported_from", flat=True)) == {
        f"{OLD}/mirror/deep/a%20b.html",
        "https://own.example/c",
    }


def test_a_description_that_all_pages_share_is_no_standfirst(save, run_import):
    head = '<meta name="description" content="We mend nets and hearts since 1998.">'
    save("a.html", headline="First of them", head=head)
    path = save("b.html", headline="Second of them", head=head)

    out, _ = run_import(path.parent)

    assert list(Article.objects.values_list("standfirst", flat=True)) == ["", ""]
    assert out.count("its description is that of other pages too") == 2


def test_language_can_be_said(run_import):
    run_import(PAGES / "json-ld.html", "--language=fr")

    assert Article.objects.get().language == "fr"
