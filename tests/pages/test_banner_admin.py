from datetime import UTC, datetime, timedelta

import pytest
from model_bakery import baker

from ijmsite.pages.models import Banner
from tests.staff.people import member

pytestmark = pytest.mark.django_db
LIST = "/admin/pages/banner/"
NOW = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def lead(client, time_machine):
    time_machine.move_to(NOW, tick=False)
    client.force_login(member("PR lead"))


def banner(start, end, **fields):
    fields = {"headline": "Every gift doubled", "text": "Until Friday"} | fields
    return baker.make(Banner, starts_at=NOW + start, ends_at=NOW + end, link="", **fields)


def filled(start, end):
    office = [moment.astimezone(UTC) - timedelta(hours=5) for moment in (start, end)]
    return {
        "headline": "Giving Tuesday",
        "text": "One day",
        "starts_at_0": f"{office[0]:%Y-%m-%d}",
        "starts_at_1": f"{office[0]:%H:%M}",
        "ends_at_0": f"{office[1]:%Y-%m-%d}",
        "ends_at_1": f"{office[1]:%H:%M}",
    }


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (DAY, 2 * DAY, "Not yet: it starts on Wed 4 Mar 2026 09:00 EST."),
        (-DAY, DAY, "Yes, until Wed 4 Mar 2026 09:00 EST."),
        (-DAY, 0 * DAY, "No longer: it ended on Tue 3 Mar 2026 09:00 EST."),
        (-DAY, 6 * DAY, "Yes, until Mon 9 Mar 2026 10:00 EDT."),
    ],
)
def test_says_in_words_whether_it_runs(client, start, end, said):
    thing = banner(start, end)

    assert said in client.get(LIST).text
    assert said in client.get(f"{LIST}{thing.pk}/change/").text


def test_says_which_one_readers_see(client):
    banner(-DAY, DAY, headline="First")
    second = banner(-DAY, 2 * DAY, headline="Second")

    assert "Waiting behind “First”" in client.get(f"{LIST}{second.pk}/change/").text


def test_shows_how_it_reads_in_both_languages(client):
    thing = banner(-DAY, DAY, headline_fr="Chaque don compte <b>")

    html = client.get(f"{LIST}{thing.pk}/change/").text

    assert "<strong>Every gift doubled</strong>" in html
    assert "<strong>Chaque don compte &lt;b&gt;</strong>" in html
    assert "It leads to the giving page." in html


def test_fills_in_office_time(client):
    client.post(f"{LIST}add/", filled(NOW, NOW + DAY))

    assert Banner.objects.get().ends_at == NOW + DAY
    assert "Office time: America/Toronto, now EST." in client.get(f"{LIST}add/").text


def test_overlap_is_allowed_and_said(client):
    banner(-DAY, DAY, headline="First")

    response = client.post(f"{LIST}add/", filled(NOW, NOW + DAY), follow=True)

    assert Banner.objects.count() == 2
    assert "“First” runs from Mon 2 Mar 2026 09:00 EST" in response.text


def test_one_after_the_other_is_no_overlap(client):
    banner(-DAY, 0 * DAY, headline="First")

    response = client.post(f"{LIST}add/", filled(NOW, NOW + DAY), follow=True)

    assert "at the same time" not in response.text


def test_end_before_start_is_an_error(client):
    response = client.post(f"{LIST}add/", filled(NOW + DAY, NOW))

    assert "The end must lie after the start." in response.text
    assert not Banner.objects.exists()
