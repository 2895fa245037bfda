"""The numbers on the first page of the admin, and the lists they lead to."""

from datetime import timedelta

import pytest
from django.utils import timezone
from model_bakery import baker

from ijmsite.staff import duties

from .people import member

pytestmark = pytest.mark.django_db


def article(slug, status, hours=None, **fields):
    moment = hours and timezone.now() + timedelta(hours=hours)
    return baker.make("news.Article", slug=slug, status=status, publish_at=moment, **fields)


def message(app, state):
    ended_at = None if state == "queued" else timezone.now()
    baker.make("mail.Message", template=f"{app}/email/x", state=state, ended_at=ended_at)


@pytest.fixture
def busy_week():
    """Store at least one row for every number, each number of another size."""
    today = timezone.localdate()
    for number in range(2):
        article(f"in-review-{number}", "in_review", hours=5)
    article("late", "in_review", hours=-5)
    article("late-draft", "draft", hours=-1)
    article("imported", "draft", hours=-1000, imported_from="https://old.example/a")
    article("scheduled", "published", hours=24)
    embargoed = article("embargoed", "published", hours=24)
    article("published", "published", hours=-24)
    for purpose, days in [("embargo", 1), ("embargo", 2), ("preview", 1)]:
        baker.make(
            "news.ReadingLink",
            article=embargoed,
            purpose=purpose,
            expires_at=timezone.now() + timedelta(days=days),
        )
    picture = {"role": "picture", "width": 320, "height": 180, "name": "x.webp", "format": "webp"}
    for days in (3, 30, 31, -1):
        baker.make(
            "photos.Photo", renditions=[picture], consent_expires_on=today + timedelta(days=days)
        )
    for days in (-2, -1, -1, -1, -1, 0):
        baker.make("pages.HelpLine", phone="1343", review_by=today + timedelta(days=days))
    baker.make("contacts.Inquiry", status="new", _quantity=4)
    baker.make("contacts.Inquiry", is_call_for_help=True)
    baker.make("contacts.Inquiry", status="closed", settled_at=timezone.now())
    for _ in range(6):
        baker.make("contacts.Inquiry", status="quarantined", settled_at=timezone.now())
    for _ in range(3):
        message("contacts", "queued")
    message("fundraisers", "queued")
    message("contacts", "sent")
    message("contacts", "failed")
    for language in ("en", "fr"):
        baker.make(
            "mail.MailText",
            template="fundraisers/email/welcome",
            language=language,
            failed_at=timezone.now(),
        )


def numbers(client):
    return {str(n.words): n for n in client.get("/admin/").context["numbers"]}


@pytest.mark.parametrize("role", ["Writer", "PR lead", "Fundraising", "Administrator"])
def test_each_number_leads_to_exactly_that_many_rows(client, busy_week, role):
    client.force_login(member(role))

    for number in numbers(client).values():
        response = client.get(number.url)
        assert response.status_code == 200, number.url
        assert response.context["cl"].result_count == number.count, number


def test_counts_what_the_week_holds(client, busy_week):
    client.force_login(member("PR lead"))

    counts = {words: number.count for words, number in numbers(client).items()}

    assert counts == {
        "Media inquiries that wait": 5,
        "Perhaps calls for help": 1,
        "Perhaps spam: to judge": 6,
        "Privacy requests that wait": 0,
        "In review": 3,
        "Late: planned for a time that has passed": 2,
        "Scheduled": 2,
        "Embargoed: journalists can read them": 1,
        "Photos whose consent ends within 30 days": 2,
        "Help lines to call again": 5,
        # Neither the message of the fundraising desk nor its mail texts, and none of the numbers
        # that are shown only where there is something.
        "Mails that wait": 3,
        "Mails that need a look": 1,
    }


def test_shows_everybody_only_the_desks_at_which_they_work(client, busy_week):
    client.force_login(member("Writer"))

    assert "Media inquiries that wait" not in numbers(client)
    assert "In review" in numbers(client)


def test_a_quiet_week_has_nothing_urgent(client):
    client.force_login(member("Administrator"))

    shown = numbers(client).values()

    always = [tile for _label, tile in duties.tiles() if not tile.is_rare]
    assert len(shown) == len(always)
    assert not any(number.is_urgent for number in shown)


def test_costs_one_query_a_number(client, busy_week, django_assert_max_num_queries):
    client.force_login(member("PR lead"))

    with django_assert_max_num_queries(len(duties.tiles()) + 8):
        client.get("/admin/")
