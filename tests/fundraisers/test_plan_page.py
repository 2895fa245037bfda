"""The page that helps to plan an event: its steps, and a form of which nothing is kept."""

import re

import pytest
from django.apps import apps

from .planned import EVENT, make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def winter(time_machine):
    time_machine.move_to("2027-01-04T15:00:00Z", tick=False)
    return time_machine


def test_shows_the_steps_and_what_keeps_everybody_safe(client):
    html = client.get("/fundraise/plan/").text

    assert re.findall(r'timeline__when">([^<]+)', html)[0::9] == [
        "Eight weeks before",
        "The week after",
    ]
    assert "trained rescuers" in html
    assert "lottery licence" in html
    assert "1-833-900-1010" in html


def test_speaks_french(client):
    html = client.get("/fr/fundraise/plan/").text

    assert "Huit semaines avant" in html
    assert "Cold water" not in html


@pytest.mark.parametrize("what", ["poster", "calendar"])
def test_keeps_nothing_that_was_typed(client, what, caplog):
    before = {model: model.objects.count() for model in apps.get_models() if model._meta.managed}
    response = make(client, what)

    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    assert before == {model: model.objects.count() for model in before}
    assert "Harrow" not in caplog.text


def test_takes_nothing_from_the_address(client):
    html = client.get("/fundraise/plan/?title=Casino&event_date=2027-03-06&make=poster").text

    assert "Casino" not in html


BAD = {
    "title": ["", "x" * 81, "a\r\nb", "\u200b", "\u202ea"],
    "event_date": ["", "soon", "2027-01-03", "9999-12-31", "2027-02-30"],
    "starts_at": ["25:00", "noon"],
    "place": ["x" * 121, "a\nb", "a\x00b"],
}


@pytest.mark.matrix
@pytest.mark.parametrize("what", ["poster", "calendar"])
@pytest.mark.parametrize(
    ("field", "value"), [(field, value) for field, values in BAD.items() for value in values]
)
def test_says_beside_the_field_what_is_wrong_and_keeps_the_rest(client, what, field, value):
    response = make(client, what, **{field: value})
    html = response.text

    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert "<title>Error: " in html
    assert f'href="#plan_{field}"' in html
    control = re.search(rf'<input[^>]+id="plan_{field}"[^>]*>', html)[0]
    assert 'aria-invalid="true"' in control
    kept = [EVENT[name] for name in EVENT if name != field]
    assert all(f'value="{typed}"' in html for typed in kept)


def test_takes_today_and_no_day_before(client):
    assert "poster__title" in make(client, "poster", event_date="2027-01-04").text
    assert "This date has passed." in make(client, "poster", event_date="2027-01-03").text


def test_a_form_of_another_site_is_refused_and_what_was_typed_kept(client):
    headers = {"Sec-Fetch-Site": "cross-site"}
    response = client.post("/fundraise/plan/", {**EVENT, "make": "calendar"}, headers=headers)

    assert response.status_code == 403
    assert 'value="Polar dip at Harrow Bay"' in response.text


def test_the_other_language_and_the_way_back_take_along_what_was_typed(client):
    data = {**EVENT, "event_date": "", "carried": ""}
    headers = {"Sec-Fetch-Site": "same-origin"}
    html = client.post("/fr/fundraise/plan/", data, headers=headers).text

    assert 'value="Polar dip at Harrow Bay"' in html
    assert "error-summary" not in html
    assert 'lang="fr"' in html


def test_an_unknown_button_makes_the_poster(client):
    assert "poster__title" in make(client, "coffee").text
