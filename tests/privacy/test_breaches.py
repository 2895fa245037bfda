"""Every breach is written down, judged, and kept."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from ijmsite.privacy.models import Breach
from tests.staff.people import member

pytestmark = pytest.mark.django_db
LIST = "/admin/privacy/breach/"
TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def lead(client):
    user = member("PR lead", last_name="Diaz")
    client.force_login(user)
    return user


def data(**fields):
    return {
        "found_on": str(TODAY),
        "circumstances": "A list went to the wrong address.",
        "data": "Names and phone numbers of journalists.",
        "people": "12",
        "sensitivity": "2",
        "probability": "1",
        "is_real_risk": "False",
        "reasoning": "The recipient deleted it and confirmed that.",
        "measures": "We called.",
    } | fields


def day(ago):
    return str(TODAY - timedelta(days=ago))


def test_keeps_the_record_with_who_entered_it(client):
    page = client.post(f"{LIST}add/", data(), follow=True)

    breach = Breach.objects.get()
    assert (breach.entered_by, breach.people, breach.is_real_risk) == ("Ana Diaz", 12, False)
    assert "as soon as feasible" not in page.text.split("result_list")[0]


def test_reminds_of_the_report_where_there_is_a_real_risk(client):
    page = client.post(f"{LIST}add/", data(is_real_risk="True"), follow=True)
    assert "Office of the Privacy Commissioner" in page.text
    assert "Report it to the Privacy Commissioner. Tell the people concerned." in page.text
    assert 'href="/admin/privacy/breach/?reporting=missing"><strong>1' in client.get("/admin/").text

    breach = Breach.objects.get()
    reported = data(is_real_risk="True", reported_on=day(0), notified_on=day(0))
    client.post(f"{LIST}{breach.pk}/change/", reported)

    assert "Reported, and people told" in client.get(LIST).text
    assert not client.get(LIST, {"reporting": "missing"}).context["cl"].queryset


def test_the_worksheet_suggests_and_does_not_decide(client):
    client.post(f"{LIST}add/", data(sensitivity="3", probability="2"))
    breach = Breach.objects.get()

    html = client.get(f"{LIST}{breach.pk}/change/").text

    assert "3 × 2 = 6: a real risk is likely." in html
    assert not breach.is_real_risk


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"found_on": day(-1)}, "lies in the future"),
        ({"began_on": day(1), "ended_on": day(2)}, "cannot have ended"),
        ({"began_on": day(1), "found_on": day(2)}, "Nobody can find out"),
        ({"found_on": day(1), "reported_on": day(2)}, "before we found out"),
        ({"found_on": day(1), "notified_on": day(2)}, "before we found out"),
        ({"found_on": ""}, "required"),
        ({"is_real_risk": ""}, "required"),
        ({"reasoning": ""}, "required"),
    ],
)
def test_says_what_is_wrong(client, fields, words):
    page = client.post(f"{LIST}add/", data(**fields))

    assert words in page.text
    assert not Breach.objects.exists()


def test_a_change_is_in_the_history(client):
    client.post(f"{LIST}add/", data())
    breach = Breach.objects.get()
    client.post(f"{LIST}{breach.pk}/change/", data(measures="We called again."))

    breach.refresh_from_db()
    assert breach.measures == "We called again."
    said = LogEntry.objects.first().get_change_message()
    assert "What we did about it" in said


def test_nobody_deletes_one(client):
    client.post(f"{LIST}add/", data())
    breach = Breach.objects.get()
    client.force_login(member("Administrator"))

    assert client.post(f"{LIST}{breach.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Breach.objects.exists()
