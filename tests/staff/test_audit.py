"""The one list of what staff must answer for: whole, true, and only for who may see it."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from model_bakery import baker

from ijmsite.staff import audit
from ijmsite.staff.audit import Action, in_words
from ijmsite.staff.models import AuditEvent

from .people import member

pytestmark = pytest.mark.django_db

LIST = reverse("admin:staff_auditevent_changelist")
MODELS = {
    "news.Article": {"slug": "a", "headline": "An article"},
    "contacts.Inquiry": {},
    "fundraisers.Fundraiser": {},
    "staff.User": {"email": "x@newsroom.example"},
}


@pytest.fixture
def things():
    return {label: baker.make(label, **fields) for label, fields in MODELS.items()}


@pytest.fixture
def events(things):
    return {label: audit.record(Action.EXPORT, thing, None) for label, thing in things.items()}


def shown(client, **query):
    return set(client.get(LIST, query).context["cl"].queryset.values_list("model", flat=True))


@pytest.mark.parametrize(
    ("role", "models"),
    [
        ("PR lead", {"news.article", "contacts.inquiry"}),
        ("Fundraising", {"fundraisers.fundraiser"}),
        ("Administrator", {label.lower() for label in MODELS}),
    ],
)
def test_each_sees_what_was_done_to_what_they_may_see(client, events, role, models):
    client.force_login(member(role))

    assert shown(client) == models
    # Neither by a filter nor by the address of an entry.
    assert shown(client, model="staff.user") == models & {"staff.user"}
    assert shown(client, q="newsroom.example") <= models
    for event in events.values():
        page = client.get(reverse("admin:staff_auditevent_change", args=[event.pk]))
        assert page.status_code == (200 if event.model in models else 302)


@pytest.mark.parametrize("role", ["Writer", "no role"])
def test_the_others_do_not_see_it(client, events, role):
    client.force_login(member(role))

    assert client.get(LIST).status_code == 403
    for event in events.values():
        page = client.get(reverse("admin:staff_auditevent_change", args=[event.pk]))
        assert page.status_code == 403


@pytest.mark.parametrize("role", ["PR lead", "Administrator"])
def test_nobody_writes_in_it(client, events, role):
    client.force_login(member(role))
    event = events["news.Article"]
    before = AuditEvent.objects.values().get(pk=event.pk)
    base = "admin:staff_auditevent_"

    assert client.post(reverse(f"{base}add"), {"label": "x"}).status_code == 403
    for what in ["change", "delete"]:
        url = reverse(base + what, args=[event.pk])
        assert client.post(url, {"post": "yes", "label": "x"}).status_code == 403
    client.post(LIST, {"action": "delete_selected", "_selected_action": [event.pk], "post": "yes"})
    assert AuditEvent.objects.values().get(pk=event.pk) == before


def test_says_who_did_what_to_what_and_why(client, things, time_machine):
    time_machine.move_to("2026-03-03T14:00:00Z", tick=False)
    lead = member("PR lead", first_name="Zoë", last_name="Roy")
    article = things["news.Article"]
    audit.record(
        Action.OVERRIDE, article, lead, "The minister speaks at <b>noon</b>.", codes=["alt"]
    )
    client.force_login(lead)
    html = client.get(LIST).text

    assert "Tue 3 Mar 2026 09:00 EST" in html
    assert "Zoë Roy" in html
    assert "Published against a check" in html
    assert (
        f'<a href="{reverse("admin:news_article_change", args=[article.pk])}">An article</a>'
        in html
    )
    assert "The minister speaks at &lt;b&gt;noon&lt;/b&gt;." in html
    assert "checks: alternative text" in html


def test_keeps_the_names_of_who_and_what_is_gone(client, things, administrator):
    lead = member("PR lead", first_name="Zoë")
    article = things["news.Article"]
    url = reverse("admin:news_article_change", args=[article.pk])
    event = audit.record(Action.DELETE, article, lead)
    article.delete()
    lead.delete()
    page = reverse("admin:staff_auditevent_change", args=[event.pk])

    for html in [client.get(LIST).text, client.get(page).text]:
        assert "Zoë" in html
        assert "An article" in html
        assert url not in html


def test_the_right_to_the_list_alone_shows_nothing(client, things):
    user = member()
    user.user_permissions.set(Permission.objects.filter(codename="view_auditevent"))
    audit.record(Action.EXPORT, things["staff.User"], None)
    client.force_login(user)

    assert shown(client) == set()


def test_a_model_that_is_gone_is_no_error(client, administrator):
    kinds = [("old.thing", "5"), ("nonsense", ""), ("news.article", "no number")]
    for model, pk in kinds:
        event = AuditEvent.objects.create(action="delete", model=model, object_id=pk, label="Old")
        page = reverse("admin:staff_auditevent_change", args=[event.pk])
        assert client.get(page).status_code == 200

    assert client.get(LIST).text.count("Old") >= len(kinds)


def test_is_narrowed_by_action_person_and_words(client, things, administrator):
    article = things["news.Article"]
    other = member("PR lead", first_name="Zoë")
    audit.record(Action.PUBLISH, article, administrator)
    audit.record(Action.WITHDRAW, article, other, "In danger")

    def actions(**query):
        found = client.get(LIST, query).context["cl"].queryset
        return sorted(found.values_list("action", flat=True))

    assert actions(action__exact="withdraw") == ["withdraw"]
    assert actions(actor__id__exact=administrator.pk) == ["publish"]
    assert actions(q="danger") == ["withdraw"]
    assert actions(q="An article") == ["publish", "withdraw"]


def test_a_list_costs_the_same_for_many(client, administrator, django_assert_max_num_queries):
    def fill(count):
        for _number in range(count):
            audit.record(Action.PUBLISH, baker.make("news.Article"), administrator)

    fill(3)
    client.get(LIST)
    with django_assert_max_num_queries(50) as few:
        client.get(LIST)
    fill(20)
    with django_assert_max_num_queries(len(few)):
        client.get(LIST)


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({}, ""),
        ({"before": "/a/", "now": "/b/"}, "before: /a/; now: /b/"),
        ({"reading_links_closed": 0}, ""),
        ({"kinds": ["alt", "contact"], "asked": True}, "kinds: alt, contact; asked: yes"),
        ({"photo": {"title": "A", "uses": 2}}, "photo: title: A; uses: 2"),
    ],
)
def test_says_details_in_words(details, words):
    assert in_words(details) == words
