"""What the PR officer can do with an article, and what a writer cannot."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone

from news.admin.article import wording
from news.models import Article, Topic

pytestmark = pytest.mark.django_db

ADD = "/admin/news/article/add/"
LIST = "/admin/news/article/"


def change_url(article):
    return reverse("admin:news_article_change", args=[article.pk])


def staff(django_user_model, email, *permissions):
    user = django_user_model.objects.create_user(email, "x", is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label="news", codename__in=permissions)
    )
    return user


WRITER = ["add_article", "change_article", "delete_article", "view_article"]


@pytest.fixture
def desk(client, django_user_model):
    client.force_login(staff(django_user_model, "pr@s.example", "publish_article", *WRITER))
    return client


@pytest.fixture
def writer(client, django_user_model):
    client.force_login(staff(django_user_model, "writer@s.example", *WRITER))
    return client


@pytest.fixture
def data(press_contact):
    def make(**fields):
        return {
            "headline": "All hands on deck",
            "slug": "",
            "language": "en",
            "standfirst": "A new agreement.",
            "body": "<p>The text.</p>",
            "press_contact": press_contact.pk,
            "status": "draft",
        } | fields

    return make


def at(name, moment):
    local = timezone.localtime(moment)
    return {f"{name}_0": local.strftime("%Y-%m-%d"), f"{name}_1": local.strftime("%H:%M:%S")}


def errors(response):
    assert response.status_code == 200
    return {k: [str(e) for e in v] for k, v in response.context["adminform"].form.errors.items()}


def data_of(article, **fields):
    values = {
        "headline": article.headline,
        "slug": article.slug,
        "language": article.language,
        "standfirst": article.standfirst,
        "body": article.body,
        "dateline": article.dateline,
        "byline": article.byline,
        "press_contact": article.press_contact_id,
        "status": article.status,
    }
    if article.publish_at:
        values |= at("publish_at", article.publish_at)
    return values | fields


# Writing


def test_a_draft_needs_a_headline_only(desk):
    desk.post(ADD, {"headline": "A new agreement", "language": "en", "status": "draft"})

    article = Article.objects.get()
    assert (article.slug, article.status, article.publish_at) == ("a-new-agreement", "draft", None)


def test_finds_a_free_address(desk, data):
    for _ in range(3):
        desk.post(ADD, data())
    desk.post(ADD, data(headline="…"))

    slugs = set(Article.objects.values_list("slug", flat=True))
    expected = {"all-hands-on-deck", "all-hands-on-deck-2", "all-hands-on-deck-3", "article"}
    assert slugs == expected


def test_starts_with_the_press_office(desk, press_contact):
    form = desk.get(ADD).context["adminform"].form
    assert form.initial["press_contact"] == press_contact.pk


def test_cleans_what_is_posted(desk, data):
    desk.post(ADD, data(body='<p onclick="x()">a</p><script>alert(1)</script>'))
    assert Article.objects.get().body == "<p>a</p>"


def test_says_beside_the_text_that_it_is_too_long(desk, data):
    response = desk.post(ADD, data(body="<p>" + "x" * 200_000 + "</p>"))
    assert "too long" in errors(response)["body"][0]


def test_names_a_link_that_leads_nowhere(desk, data):
    response = desk.post(ADD, data(body='<p><a href="www.ijm.example">x</a></p>'))
    assert "“www.ijm.example”" in errors(response)["body"][0]


@pytest.mark.parametrize("href", ["https://a.example", "mailto:a@b.example", "tel:+1", "/news/"])
def test_takes_links_that_lead_somewhere(desk, data, href):
    desk.post(ADD, data(body=f'<p><a href="{href}">x</a></p>'))
    assert f'href="{href}"' in Article.objects.get().body


def test_keeps_topics(desk, data, topic):
    desk.post(ADD, data(topics=[topic.pk]))
    assert list(Article.objects.get().topics.all()) == [topic]


def test_escapes_hostile_headlines_everywhere(desk, data):
    desk.post(ADD, data(headline="<script>alert(1)</script>", status="published"))
    article = Article.objects.get()
    pages = [LIST, change_url(article), f"/admin/news/article/{article.pk}/history/"]

    for page in pages:
        assert "<script>alert(1)" not in desk.get(page).text


# Publishing


def test_publishes_at_once_and_links_to_the_page(desk, data):
    response = desk.post(ADD, data(status="published"), follow=True)

    article = Article.objects.get()
    assert article.is_published
    assert f'<a href="{article.get_absolute_url()}">All hands on deck</a>' in response.text
    assert desk.get(article.get_absolute_url()).status_code == 200


@time_machine.travel("2026-03-01T12:00:00Z", tick=False)
def test_schedules_in_the_time_of_the_office(desk, data):
    sent = data(status="published", publish_at_0="2026-03-03", publish_at_1="09:00:00")
    response = desk.post(ADD, sent, follow=True)

    article = Article.objects.get()
    assert article.publish_at.isoformat() == "2026-03-03T14:00:00+00:00"
    assert "Scheduled for Tue 3 Mar 2026 09:00 EST" in response.text
    assert "Readers will see it on Tue 3 Mar 2026 09:00 EST" in response.text


@pytest.mark.parametrize(
    ("field", "empty"),
    [("standfirst", ""), ("body", ""), ("body", "<p> &nbsp;</p>"), ("press_contact", "")],
)
def test_asks_for_what_readers_need(desk, data, field, empty):
    response = desk.post(ADD, data(status="published") | {field: empty})

    assert list(errors(response)) == [field]
    assert Article.objects.count() == 0


def test_ends_after_it_starts(desk, data):
    yesterday = timezone.now() - timedelta(days=1)
    response = desk.post(ADD, data(status="published", **at("unpublish_at", yesterday)))
    assert list(errors(response)) == ["unpublish_at"]


@pytest.mark.parametrize(
    ("part", "word"),
    [({"publish_at_0": "2030-01-01"}, "time"), ({"publish_at_1": "09:00"}, "date")],
)
def test_asks_for_the_other_half_of_a_time(desk, data, part, word):
    response = desk.post(ADD, data(status="published", **part))

    assert list(errors(response)) == ["publish_at"]
    assert f"the {word} as well" in errors(response)["publish_at"][0]


def test_withdraws_and_keeps_the_time(desk, make_article):
    article = make_article()
    sent = data_of(article, status="withdrawn", publish_at_0="", publish_at_1="")
    desk.post(change_url(article), sent)

    again = Article.objects.get()
    assert (again.status, again.publish_at) == ("withdrawn", article.publish_at)
    assert desk.get("/news/all-hands/").status_code == 410


@pytest.mark.parametrize(
    ("before", "fields", "field"),
    [
        ({}, {"status": "draft"}, "status"),
        ({}, {"status": "in_review"}, "status"),
        ({"status": "withdrawn"}, {"status": "draft"}, "status"),
        ({"status": "draft", "publish_at": None}, {"status": "withdrawn"}, "status"),
        ({}, {"publish_at_0": "2999-01-01", "publish_at_1": "09:00:00"}, "publish_at"),
    ],
)
def test_what_readers_saw_does_not_turn_into_what_never_was(
    desk, make_article, before, fields, field
):
    article = make_article(**before)
    assert list(errors(desk.post(change_url(article), data_of(article, **fields)))) == [field]


def test_a_scheduled_article_can_become_a_draft_again(desk, make_article):
    article = make_article(publish_at=timezone.now() + timedelta(days=1))
    desk.post(change_url(article), data_of(article, status="draft"))
    assert Article.objects.get().status == "draft"


def test_a_public_address_stays(desk, make_article):
    article = make_article()
    desk.post(change_url(article), data_of(article, slug="other"))
    assert Article.objects.get().slug == "all-hands"


def test_offers_the_public_page_only_while_it_is_public(desk, make_article):
    public = make_article("public")
    hidden = make_article("hidden", status="draft")

    assert 'class="viewsitelink"' in desk.get(change_url(public)).text
    assert 'class="viewsitelink"' not in desk.get(change_url(hidden)).text


@pytest.mark.parametrize(
    "fields",
    [{"headline": "New"}, {"standfirst": "New"}, {"body": "<p>New</p>"}],
)
def test_says_when_the_text_was_revised(desk, make_article, fields):
    article = make_article()
    desk.post(change_url(article), data_of(article, **fields))
    assert Article.objects.get().revised_at


@pytest.mark.parametrize(
    "fields",
    [{}, {"byline": "New"}, {"body": "<p>Body of \n all-hands.</p>\n"}],
    ids=["nothing", "byline", "layout of the markup"],
)
def test_is_not_revised_by_what_readers_do_not_read(desk, make_article, fields):
    article = make_article()
    assert desk.post(change_url(article), data_of(article, **fields)).status_code == 302
    assert Article.objects.get().revised_at is None


def test_first_publication_is_no_revision(desk, make_article):
    article = make_article(status="draft", publish_at=None)
    desk.post(change_url(article), data_of(article, status="published", headline="New"))
    assert Article.objects.get().is_published
    assert Article.objects.get().revised_at is None


# What a writer may not do, also with a forged form


@pytest.mark.parametrize("status", ["published", "withdrawn"])
def test_a_writer_cannot_add_what_is_public(writer, data, status):
    now = at("publish_at", timezone.now())
    assert "status" in errors(writer.post(ADD, data(status=status, **now)))
    assert Article.objects.count() == 0


def test_a_writer_cannot_publish(writer, make_article):
    article = make_article(status="in_review", publish_at=None)
    response = writer.post(change_url(article), data_of(article, status="published"))

    assert "status" in errors(response)
    assert Article.objects.get().status == "in_review"


@pytest.mark.parametrize("status", ["published", "withdrawn"])
def test_a_writer_reads_but_cannot_change_what_was_published(writer, make_article, status):
    article = make_article(status=status)
    sent = data_of(article, status="draft", headline="Forged")

    assert writer.get(change_url(article)).status_code == 200
    assert writer.post(change_url(article), sent).status_code == 403
    assert Article.objects.get().headline == article.headline


def test_a_writer_can_hand_in_a_draft(writer, make_article):
    article = make_article(status="draft", publish_at=None)
    writer.post(change_url(article), data_of(article, status="in_review"))
    assert Article.objects.get().status == "in_review"


def test_a_writer_cannot_delete_what_is_scheduled(writer, make_article):
    article = make_article(publish_at=timezone.now() + timedelta(days=1))
    response = writer.post(f"/admin/news/article/{article.pk}/delete/", {"post": "yes"})

    assert response.status_code == 403
    assert Article.objects.count() == 1


def test_nobody_deletes_what_readers_saw(admin_client, make_article):
    article = make_article()
    admin_client.post(f"/admin/news/article/{article.pk}/delete/", {"post": "yes"})
    admin_client.post(
        LIST, {"action": "delete_selected", "_selected_action": [article.pk], "post": "yes"}
    )
    assert Article.objects.count() == 1


def test_a_draft_can_be_deleted(desk, make_article):
    article = make_article(status="draft", publish_at=None)
    desk.post(f"/admin/news/article/{article.pk}/delete/", {"post": "yes"})
    assert Article.objects.count() == 0


# The list


@pytest.mark.parametrize(
    ("state", "slugs"),
    [
        ("draft", {"draft"}),
        ("in_review", {"review"}),
        ("scheduled", {"later"}),
        ("published", {"now"}),
        ("gone", {"expired", "withdrawn"}),
    ],
)
def test_filters_by_state(desk, make_article, state, slugs):
    now, day = timezone.now(), timedelta(days=1)
    make_article("draft", status="draft", publish_at=None)
    make_article("review", status="in_review", publish_at=None)
    make_article("later", publish_at=now + day)
    make_article("now")
    make_article("expired", publish_at=now - 2 * day, unpublish_at=now - day)
    make_article("withdrawn", status="withdrawn")
    page = desk.get(LIST, {"state": state})

    assert {article.slug for article in page.context["cl"].result_list} == slugs


def test_list_costs_the_same_for_many(desk, make_article, topic, django_assert_max_num_queries):
    for number in range(12):
        make_article(f"a{number}", topics=[topic])
    with django_assert_max_num_queries(9):
        page = desk.get(LIST)
    assert page.text.count("Partnerships") >= 12


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"status": "withdrawn"},
        {"publish_at": timedelta(days=1)},
        {"status": "draft", "publish_at": None},
        {"unpublish_at": timedelta(minutes=-1)},
    ],
)
def test_properties_agree_with_the_querysets(make_article, fields):
    now = timezone.now()
    article = make_article(
        **{k: now + v if isinstance(v, timedelta) else v for k, v in fields.items()}
    )
    rows = Article.objects

    assert article.is_published == rows.published().exists()
    assert article.is_scheduled == rows.scheduled().exists()
    assert article.was_public == (rows.published() | rows.gone()).exists()


def test_topics_fill_in_their_address(admin_client):
    page = admin_client.get("/admin/news/topic/add/")
    admin_client.post("/admin/news/topic/add/", {"name": "Survivor care", "slug": "survivor-care"})

    assert "prepopulate" in page.text
    assert Topic.objects.get().slug == "survivor-care"


def test_the_import_map_carries_the_nonce_of_the_page(desk):
    response = desk.get(ADD)
    nonce = response.text.partition('type="importmap" nonce="')[2].partition('"')[0]

    assert len(nonce) > 20
    assert f"'nonce-{nonce}'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]


def test_shows_the_stored_text_cleaned():
    article = Article(body="<p>a</p><script>alert(1)</script>")
    html = Template("{% load body %}{{ article.body|body_html }}").render(
        Context({"article": article})
    )
    assert html == "<p>a</p>"


def test_a_long_run_of_spaces_does_not_hold_up_the_site():
    article = Article(headline="A", standfirst="B", body="<p>a" + " " * 190_000 + "b</p>")

    # With a pattern that backtracks this took minutes.
    assert wording(article)[2] == "<p>a b</p>"


def test_a_time_too_far_away_is_an_error_beside_its_field(client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("far@s.example", "x"))
    response = client.post(
        reverse("admin:news_article_add"),
        {"headline": "A", "language": "en", "publish_at_0": "9999-12-31", "publish_at_1": "23:59"},
    )

    assert response.status_code == 200
    assert "2200" in response.text
