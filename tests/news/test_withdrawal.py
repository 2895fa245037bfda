"""Somebody may be in danger: one press, and readers see neither the article nor its pictures."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from model_bakery import baker

from ijmsite.mail.models import Message
from ijmsite.pages.models import Banner
from ijmsite.photos.models import Photo
from ijmsite.staff.models import AuditEvent
from news.inbound import inbound, leads_to
from news.models import Article, ReadingLink, Redirect
from news.services import send_readers_to, withdraw
from tests.staff.people import member

from .desk import posted

pytestmark = pytest.mark.django_db

LIST = reverse("admin:news_article_changelist")
HOUR = timedelta(hours=1)


@pytest.fixture
def lead(client):
    user = member("PR lead")
    client.force_login(user)
    return user


@pytest.fixture
def public():
    """Return a client of somebody without an account."""
    return Client()


def page(what, article):
    return reverse(f"admin:news_article_{what}", args=[article.pk])


def photo(**fields):
    entry = {"width": 320, "height": 180}
    renditions = [
        entry | {"role": "picture", "format": format, "name": f"x/1.{format}"}
        for format in ("avif", "webp", "jpeg")
    ]
    renditions += [
        entry | {"role": role, "format": "jpeg", "name": f"x/{role}.jpg"}
        for role in ("card", "1x1", "4x3", "16x9")
    ]
    return baker.make(Photo, renditions=renditions, file="x/original.jpg", **fields)


def rows(article):
    return Article.objects.filter(pk=article.pk).values().get()


# The one press


def test_one_press_and_it_is_gone(client, public, lead, make_article):
    article = make_article()
    assert public.get("/news/all-hands/").status_code == 200
    answer = client.post(page("withdraw", article))

    assert answer.url == page("withdrawn", article)
    for path in ["/news/all-hands/", "/fr/news/all-hands/"]:
        gone = public.get(path)
        assert gone.status_code == 410
        assert article.headline not in gone.text
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.object_id) == ("withdraw", lead, str(article.pk))
    newest = article.history.first()
    assert (newest.status, newest.history_user) == ("withdrawn", lead)
    assert newest.history_change_reason == "Withdrawn"
    assert article.history.count() == 2


def test_its_pictures_are_gone_with_it(client, public, lead, make_article, tmp_path, settings):
    article = make_article(photo=photo(title="Alone", directory="alone"))
    shared = photo(title="Shared", directory="shared")
    article.articlephoto_set.create(photo=shared)
    make_article("neighbour", headline="The neighbor", photo=shared)
    for one in [article.photo, shared]:
        name = f"{one.directory}/1.webp"
        one.renditions = [
            r | {"name": name} if r["format"] == "webp" else r for r in one.renditions
        ]
        one.save()
        (settings.MEDIA_ROOT / one.directory).mkdir(parents=True)
        (settings.MEDIA_ROOT / name).write_bytes(b"picture")
    assert public.get("/media/alone/1.webp").status_code == 200

    told = client.post(page("withdraw", article), follow=True).text

    assert public.get("/media/alone/1.webp").status_code == 410
    assert public.get("/media/shared/1.webp").status_code == 200
    lines = [" ".join(re.sub("<[^>]*>", "", li).split()) for li in told.split("<li>")[1:]]
    assert any(line.startswith("Alone: readers cannot see it") for line in lines)
    assert any(line.startswith("Shared: readers still see it in The neighbor") for line in lines)
    assert page("change", Article.objects.get(slug="neighbour")) in told


def test_what_is_scheduled_becomes_a_draft_and_its_links_close(client, public, lead, make_article):
    article = make_article(publish_at=timezone.now() + HOUR)
    link = ReadingLink(article=article, purpose="preview", expires_at=timezone.now() + HOUR)
    link.new_token()
    link.save()
    told = client.post(page("withdraw", article), follow=True).text

    article.refresh_from_db()
    assert (article.status, article.publish_at) == ("draft", None)
    assert "It is a draft again" in told
    assert public.get("/news/all-hands/").status_code == 404
    assert not ReadingLink.objects.live().exists()
    details = AuditEvent.objects.get(action="withdraw").details
    assert details == {"before_its_publication": True, "reading_links_closed": 1}


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "draft", "publish_at": None},
        {"status": "in_review", "publish_at": None},
        {"status": "withdrawn"},
    ],
)
def test_where_nothing_is_up_nothing_happens(client, lead, make_article, fields):
    article = make_article(**fields)
    before = rows(article)
    told = client.post(page("withdraw", article), follow=True).text

    assert "nothing to take down" in told
    assert rows(article) == before
    assert not AuditEvent.objects.exists()
    assert article.history.count() == 1


def test_a_second_press_keeps_where_readers_are_sent(client, public, lead, make_article):
    article, other = make_article(), make_article("other")
    client.post(page("withdraw", article))
    send_readers_to(article, other, lead)
    client.post(page("withdraw", article))

    assert public.get("/news/all-hands/").url == "/news/other/"
    assert AuditEvent.objects.filter(action="withdraw").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_are_one(make_article):
    article = make_article()
    user = member("PR lead")

    def press(_number):
        try:
            return withdraw(Article.objects.get(pk=article.pk), user)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(press, range(4)))

    assert sorted(done) == [False, False, False, True]
    assert AuditEvent.objects.count() == 1
    assert article.history.count() == 2


@pytest.mark.parametrize("role", ["Writer", "Fundraising", "no role"])
@pytest.mark.parametrize("what", ["withdraw", "withdrawn"])
def test_who_may_not_publish_is_refused(client, make_article, role, what):
    article, other = make_article(), make_article("other")
    client.force_login(member(role))
    before = rows(article)

    assert client.post(page(what, article), {"successor": other.pk}).status_code == 403
    bulk = {"action": "withdraw_chosen", "_selected_action": [article.pk]}
    assert client.post(LIST, bulk).status_code == 403
    assert rows(article) == before


def test_a_writer_is_not_offered_what_a_writer_may_not_do(client, make_article):
    article = make_article()
    client.force_login(member("Writer"))

    for url in [LIST, page("change", article), page("withdrawn", article)]:
        answer = client.get(url)
        assert answer.status_code == 200
        assert "/withdraw/" not in answer.text
        assert "Withdraw now" not in answer.text


def test_needs_a_form_of_ours(lead, make_article):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(lead)

    assert strict.post(page("withdraw", make_article())).status_code == 403
    assert Article.objects.get().is_published


def test_a_get_takes_nothing_down_and_shows_the_button_again(client, lead, make_article):
    article = make_article()
    told = client.get(page("withdraw", article), follow=True).text

    assert Article.objects.get().is_published
    assert f'action="{page("withdraw", article)}"' in told


@pytest.mark.matrix
@pytest.mark.parametrize("what", ["withdraw", "withdrawn", "address"])
@pytest.mark.parametrize("pk", ["0", "x", "99999999999999999999", "1%00"])
def test_an_article_that_is_not_there_is_no_error(client, lead, what, pk):
    url = f"/admin/news/article/{pk}/{what}/"
    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 404


def test_the_form_withdraws_as_the_button_does(client, public, lead, make_article):
    assert posted(client, make_article(), status="withdrawn").status_code == 302

    assert public.get("/news/all-hands/").status_code == 410
    assert AuditEvent.objects.filter(action="withdraw", actor=lead).count() == 1


def test_what_is_put_back_sends_readers_nowhere(client, public, lead, make_article):
    article, other = make_article(), make_article("other")
    withdraw(article, lead)
    send_readers_to(article, other, lead)
    assert posted(client, article, status="published").status_code == 302

    assert public.get("/news/all-hands/").status_code == 200
    assert Article.objects.get(pk=article.pk).successor is None


def test_a_page_that_was_open_before_does_not_put_it_back(client, public, lead, make_article):
    article = make_article()

    def withdraw_meanwhile():
        withdraw(Article.objects.get(pk=article.pk), lead)

    posted(client, article, headline="Edited", meanwhile=withdraw_meanwhile)

    assert public.get("/news/all-hands/").status_code == 410


# From the list


def test_the_list_has_a_button_where_something_is_up(client, lead, make_article):
    up = [make_article("public"), make_article("soon", publish_at=timezone.now() + HOUR)]
    down = [
        make_article("draft", status="draft", publish_at=None),
        make_article("gone", status="withdrawn"),
        make_article("expired", unpublish_at=timezone.now() - HOUR / 2),
    ]
    html = client.get(LIST).text

    for article in up:
        assert f'formaction="{page("withdraw", article)}"' in html
        assert f'aria-label="Withdraw now: {article.headline}"' in html
    for article in down:
        assert f'formaction="{page("withdraw", article)}"' not in html


def test_several_at_once(client, public, lead, make_article):
    both = [make_article("one"), make_article("two")]
    draft = make_article("draft", status="draft", publish_at=None)
    bulk = {"action": "withdraw_chosen", "_selected_action": [a.pk for a in [*both, draft]]}
    told = client.post(LIST, bulk, follow=True).text

    for article in both:
        assert public.get(article.get_absolute_url()).status_code == 410
        assert page("withdrawn", article) in told
    assert "2 articles are taken down" in told
    assert "1 article was not public" in told


def test_one_of_the_list_leads_to_what_links_to_it(client, lead, make_article):
    article = make_article()
    bulk = {"action": "withdraw_chosen", "_selected_action": [article.pk]}

    assert client.post(LIST, bulk).url == page("withdrawn", article)


# What leads to it


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


# Where readers are sent


@pytest.fixture
def gone(make_article):
    return make_article("gone", status="withdrawn")


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
