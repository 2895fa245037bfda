"""What readers never saw can be deleted, and comes back within 30 days."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from model_bakery import baker

from ijmsite.photos.models import Photo
from ijmsite.staff.models import AuditEvent
from news.deleted import RESTORABLE, recently_deleted, restore
from news.models import Article, ReadingLink, Redirect
from tests.staff.people import member

pytestmark = pytest.mark.django_db

LIST = reverse("admin:news_article_changelist")
DELETED = reverse("admin:news_article_deleted")


@pytest.fixture
def draft(make_article):
    def make(slug="draft", **fields):
        return make_article(slug, **{"status": "draft", "publish_at": None} | fields)

    return make


def bulk(*pks, **more):
    return {"action": "delete_selected", "_selected_action": pks, "post": "yes"} | more


def test_comes_back_as_it_was(client, lead, draft, topic):
    photo = baker.make(Photo, title="A")
    article = draft(headline="Boats", photo=photo, photo_alt="A boat.", topics=[topic])
    article.related_by_hand.add(draft("other"))
    article.body = f'<figure data-photo="{photo.pk}" data-alt="A boat."></figure><p>Text.</p>'
    article.save()
    Redirect.objects.create(path="/stories/old.html", article=article)
    before = Article.objects.filter(pk=article.pk).values().get()
    client.post(reverse("admin:news_article_delete", args=[article.pk]), {"post": "yes"})
    assert not Article.objects.filter(pk=article.pk).exists()
    assert "Boats" in client.get(DELETED).text

    told = client.post(DELETED, {"article": article.pk}, follow=True).text

    assert "1 article is back as a draft" in told
    again = Article.objects.get(pk=article.pk)
    times = {"created_at": again.created_at, "saved_at": again.saved_at}
    assert Article.objects.filter(pk=again.pk).values().get() == before | times
    assert list(again.topics.all()) == [topic]
    assert [a.slug for a in again.related_by_hand.all()] == ["other"]
    assert list(again.body_photos.all()) == [photo]
    assert [r.path for r in again.former_addresses.all()] == ["/stories/old.html"]
    newest = again.history.first()
    assert newest.history_user == lead
    assert [row.topic_id for row in newest.topics.all()] == [topic.pk]
    actions = list(AuditEvent.objects.order_by("pk").values_list("action", "actor"))
    assert actions == [("delete", lead.pk), ("restore", lead.pk)]
    assert "Boats" not in client.get(DELETED).context["page"].object_list


def test_what_was_scheduled_comes_back_as_a_draft(draft):
    article = draft(status="published", publish_at=timezone.now() + timedelta(days=1))
    pk = article.pk
    article.delete()
    article = restore(pk, None)

    assert (article.status, article.publish_at) == ("draft", None)


def test_an_imported_draft_keeps_its_original_date(draft):
    day = timezone.now() - timedelta(days=3000)
    article = draft(imported_from="https://old.example/boats/", publish_at=day)
    pk = article.pk
    article.delete()
    article = restore(pk, None)

    assert (article.status, article.publish_at) == ("draft", day)


def test_comes_back_without_what_is_gone(draft, press_contact, topic):
    photo = baker.make(Photo)
    other = draft("other")
    article = draft(photo=photo, topics=[topic])
    article.body = f'<figure data-photo="{photo.pk}" data-alt="A."></figure><p>Text.</p>'
    article.save()
    article.related_by_hand.add(other)
    pk = article.pk
    article.delete()
    for gone in [photo, topic, other, press_contact]:
        gone.delete()

    article = restore(pk, None)

    assert (article.photo, article.press_contact) == (None, None)
    assert not article.topics.exists()
    assert not article.related_by_hand.exists()
    assert not article.body_photos.exists()
    assert "Text." in article.body


@pytest.mark.parametrize("taken", ["article", "former address"])
def test_gets_another_address_where_its_own_is_taken(draft, make_article, taken):
    long = "x" * 100
    articles = [draft("boats"), draft(long)]
    pks = [article.pk for article in articles]
    for article in articles:
        article.delete()
    for slug in ["boats", long]:
        if taken == "article":
            draft(slug)
        else:
            Redirect.objects.create(path=f"/news/{slug}/", article=make_article(f"a{slug[:9]}"))

    slugs = [restore(pk, None).slug for pk in pks]

    assert slugs[0] == "boats-2"
    assert slugs[1] != long


def test_an_old_address_that_another_article_took_stays_there(draft):
    article, other = draft(), draft("other")
    Redirect.objects.create(path="/old.html", article=article)
    pk = article.pk
    article.delete()
    Redirect.objects.create(path="/old.html", article=other)
    restore(pk, None)

    assert Redirect.objects.get().article == other


def test_is_restored_once(draft):
    article = draft()
    pk = article.pk
    article.delete()

    assert restore(pk, None)
    assert restore(pk, None) is None
    assert not recently_deleted().exists()
    # Deleted again, it stands there once.
    Article.objects.get(pk=pk).delete()
    assert recently_deleted().count() == 1
    assert restore(pk, None)


@pytest.mark.parametrize(("ago", "is_there"), [(timedelta(0), True), (RESTORABLE, False)])
def test_can_be_restored_for_thirty_days(client, lead, draft, time_machine, ago, is_there):
    article = draft(headline="Boats")
    pk = article.pk
    client.post(reverse("admin:news_article_delete", args=[pk]), {"post": "yes"})
    time_machine.move_to(timezone.now() + ago)
    client.force_login(lead)

    assert (pk in [one.id for one in client.get(DELETED).context["page"]]) is is_there
    client.post(DELETED, {"article": pk})
    assert Article.objects.filter(pk=pk).exists() is is_there


@pytest.mark.parametrize(
    "sent",
    [{}, {"article": "x"}, {"article": ["99999999999999999999", "0"]}, {"article": "9" * 5000}],
)
def test_nonsense_restores_nothing(client, lead, sent):
    answer = client.post(DELETED, sent, follow=True)

    assert answer.status_code == 200
    assert [m.level_tag for m in answer.context["messages"]] == ["warning"]


def test_restores_each_article_once_and_no_more_than_a_page(client, lead, draft, monkeypatch):
    asked = []
    monkeypatch.setattr("news.admin.deletion.PER_PAGE", 3)
    monkeypatch.setattr("news.admin.deletion.restore", lambda pk, by: asked.append(pk))
    pks = []
    for slug in ["one", "two", "three"]:
        article = draft(slug)
        pks.append(article.pk)
        article.delete()

    client.post(DELETED, {"article": [pks[0], f"{pks[0]},{pks[0]}", 99999, *pks[1:]]})

    assert asked == pks[:2]


def test_the_audit_list_knows_who_deleted_what(client, lead, draft):
    one, two = draft("one"), draft("two")
    client.post(LIST, bulk(one.pk, two.pk))

    events = AuditEvent.objects.filter(action="delete", actor=lead)
    assert sorted(event.label for event in events) == ["Headline of one", "Headline of two"]


# A09: so many at once. The full number is for `make audit`.
@pytest.mark.parametrize("count", [7, pytest.param(500, marks=pytest.mark.audit)])
def test_a_whole_drawer_is_deleted_and_comes_back(client, lead, monkeypatch, count):
    monkeypatch.setattr("news.admin.deletion.PER_PAGE", max(4, count // 5))
    drafts = [Article(headline=f"Draft {n}", slug=f"draft-{n}") for n in range(count)]
    Article.history.bulk_history_create(Article.objects.bulk_create(drafts))
    pks = list(Article.objects.values_list("pk", flat=True))
    told = client.post(LIST, bulk(*pks), follow=True)

    assert not Article.objects.exists()
    assert DELETED in told.text
    assert AuditEvent.objects.filter(action="delete").count() == len(pks)
    while shown := client.get(DELETED).context["page"].object_list:
        client.post(DELETED, {"article": ",".join(str(revision.id) for revision in shown)})
    assert set(Article.objects.values_list("pk", flat=True)) == set(pks)


@pytest.mark.parametrize("role", ["Writer", "Fundraising", "no role"])
def test_who_may_not_delete_is_told_so(client, draft, role):
    article = draft()
    gone = draft("gone")
    pk = gone.pk
    gone.delete()
    client.force_login(member(role))

    assert client.post(LIST, bulk(article.pk)).status_code == 403
    assert client.get(DELETED).status_code == 403
    assert client.post(DELETED, {"article": pk}).status_code == 403
    assert set(Article.objects.values_list("pk", flat=True)) == {article.pk}


def test_a_writer_is_not_led_to_what_was_deleted(client, draft):
    draft()
    client.force_login(member("Writer"))

    assert DELETED not in client.get(LIST).text


def test_one_public_article_keeps_all_of_them(client, lead, draft, make_article):
    one, public = draft(), make_article()

    assert client.post(LIST, bulk(one.pk, public.pk)).status_code == 403
    assert Article.objects.count() == 2


def test_asks_with_what_leads_to_it(client, lead, draft, make_article):
    article = draft("boats", headline="Boats")
    make_article("other", headline="The linking one", body='<p><a href="/news/boats/">x</a></p>')
    alone = draft("alone", headline="Alone")

    html = client.get(reverse("admin:news_article_delete", args=[article.pk])).text
    assert "This leads to “Boats”" in html
    assert "The linking one" in html
    html = client.get(reverse("admin:news_article_delete", args=[alone.pk])).text
    assert "This leads to" not in html
    chosen = {"action": "delete_selected", "_selected_action": [article.pk, alone.pk]}
    html = client.post(LIST, chosen).text
    assert "This leads to “Boats”" in html
    assert "This leads to “Alone”" not in html


def test_reading_links_die_with_the_article(client, lead, draft):
    article = draft()
    link = ReadingLink(
        article=article, purpose="preview", expires_at=timezone.now() + timedelta(days=7)
    )
    token = link.new_token()
    link.save()
    pk = article.pk
    article.delete()
    restore(pk, None)

    assert client.get(f"/news/reading/{token}/").status_code == 404
