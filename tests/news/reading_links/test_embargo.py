"""A journalist promises to wait, and then reads."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from news.models import ReadingLink

from .conftest import SECRET, Purpose, Status, accept

pytestmark = pytest.mark.django_db


NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LIFT = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)


def test_a_journalist_promises_before_reading(client, scheduled, link_to, from_our_page):
    link, path = link_to(scheduled, Purpose.EMBARGO)
    html = client.get(path).text
    assert SECRET not in html
    assert "Standfirst" not in html
    assert scheduled.slug not in html
    assert "embargo ends on" in html

    response = accept(client, path, from_our_page)
    link.refresh_from_db()
    assert (response.status_code, response["Location"]) == (303, path)
    assert link.terms_accepted_at is not None
    assert not response.cookies

    html = client.get(path).text
    assert SECRET in html
    assert "Under embargo until" in html


def test_the_first_promise_counts(client, scheduled, link_to, from_our_page):
    link, path = link_to(scheduled, Purpose.EMBARGO)
    accept(client, path, from_our_page)
    first = ReadingLink.objects.get().terms_accepted_at
    response = accept(client, path, from_our_page)

    assert response.status_code == 303
    assert ReadingLink.objects.get().terms_accepted_at == first


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "null"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        # A browser without Fetch Metadata, on a page with `no-referrer`.
        ({"Origin": "null"}, 303),
        ({}, 403),
    ],
)
def test_nobody_else_promises_for_the_reader(client, scheduled, link_to, headers, status):
    path = link_to(scheduled, Purpose.EMBARGO)[1]
    response = client.post(path, headers=headers)

    assert response.status_code == status
    assert (ReadingLink.objects.get().terms_accepted_at is None) == (status == 403)
    assert SECRET not in response.text


def test_the_embargo_lifts_by_itself_at_its_second(client, make_article, link_to, from_our_page):
    with time_machine.travel(NOW, tick=False) as clock:
        article = make_article("boats", headline=SECRET, publish_at=LIFT)
        path = link_to(article, Purpose.EMBARGO)[1]
        html = client.get(path).text
        assert "March 3, 2026, 9 a.m. EST" in html
        assert "2026-03-03 14:00 UTC" in html
        accept(client, path, from_our_page)

        clock.move_to(LIFT - timedelta(seconds=1))
        assert client.get(path).status_code == 200
        clock.move_to(LIFT)
        assert client.get(path).url == "/news/boats/"
        clock.move_to(LIFT + timedelta(days=1, seconds=1))
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW])
def test_an_article_that_is_no_longer_scheduled_is_closed_to_journalists(
    client, scheduled, link_to, from_our_page, status
):
    path = link_to(scheduled, Purpose.EMBARGO)[1]
    accept(client, path, from_our_page)
    scheduled.status = status
    scheduled.save()

    assert client.get(path).status_code == 404
