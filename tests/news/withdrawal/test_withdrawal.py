"""Somebody may be in danger: one press, and readers see neither the article nor its pictures."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from model_bakery import baker

from ijmsite.photos.models import Photo
from ijmsite.staff.models import AuditEvent
from news.history.reasons import in_words
from news.models import Article, ReadingLink
from news.services import send_readers_to, withdraw
from tests.staff.people import member

from ..desk import posted
from .conftest import HOUR, LIST, page

pytestmark = pytest.mark.django_db


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
    assert in_words(newest.history_change_reason) == "Withdrawn"
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
