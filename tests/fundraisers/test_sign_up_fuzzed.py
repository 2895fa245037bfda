"""Whatever is sent in a field of the sign-up is answered, and never by a server error."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytestmark = [pytest.mark.ci, pytest.mark.django_db]

FIELDS = ["name", "email", "idea", "event_date", "city", "language"]
BOXES = ["news_consent", "planning_consent"]
HIDDEN = ["rendered", "subject", "email_as_is", "carried"]
# What is nearly right gets further than what is only odd.
NEARLY = st.sampled_from(
    [
        *("polar_dip", "fr", "fr-ca", "on", "amina@", "@x.example", '"a b"@x.example', "\r\n"),
        *("2030-03-05", "9999-12-31", "0001-01-01", "2030-02-30", "1780000000000:x", "%s"),
        *("\x00", "\ud7ff", "{{ 7*7 }}", "a@x.example"),
    ]
)
VALUES = st.lists(st.one_of(NEARLY, st.text(max_size=40)), max_size=3).map("".join)


@pytest.fixture(autouse=True)
def without_limits(monkeypatch):
    monkeypatch.setattr("fundraisers.services.receiving.HOST_LIMIT", 1000)
    monkeypatch.setattr("fundraisers.services.receiving.NETWORK_LIMIT", 1000)


@pytest.mark.matrix
@pytest.mark.parametrize("field", [*FIELDS, *BOXES, *HIDDEN])
def test_no_value_of_a_field_is_a_server_error(client, signup_data, from_our_page, field):
    @settings(max_examples=40, deadline=None, database=None, derandomize=True)
    @given(value=VALUES, prefix=st.sampled_from(["", "/fr"]))
    def answers(value, prefix):
        typed = {**signup_data, field: value}
        response = client.post(f"{prefix}/fundraise/", typed, headers=from_our_page)
        assert response.status_code in {200, 303}
        assert client.get(f"{prefix}/fundraise/", {field: value}).status_code == 200

    answers()


def test_no_set_of_odd_values_is_a_server_error(client, signup_data, from_our_page):
    @settings(max_examples=40, deadline=None, database=None, derandomize=True)
    @given(typed=st.dictionaries(st.sampled_from([*FIELDS, *BOXES, *HIDDEN]), VALUES))
    def answers(typed):
        response = client.post("/fundraise/", signup_data | typed, headers=from_our_page)
        assert response.status_code in {200, 303}

    answers()
