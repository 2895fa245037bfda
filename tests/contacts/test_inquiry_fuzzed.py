"""Whatever is sent in a field of the inquiry form is answered, and never by a server error."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytestmark = [pytest.mark.ci, pytest.mark.django_db]

FIELDS = ["article", "deadline", "name", "outlet", "email", "phone", "topic", "message"]
HIDDEN = ["zone", "rendered", "subject", "email_as_is", "carried"]
# What is nearly right gets further than what is only odd.
NEARLY = st.sampled_from(
    [
        *("/news/", "//[", "/fr/news/x/", "zoe@", "@x.example", '"a b"@x.example', "in 3 hours"),
        *("2030-03-05T17:00", "9999-12-31T23:59", "0001-01-01", "demain 25 h", "Europe/Berlin"),
        *("../UTC", "1780000000000:x", "interview", "\r\n", "\x00", "\ud7ff", "%s", "{{ 7*7 }}"),
    ]
)
VALUES = st.lists(st.one_of(NEARLY, st.text(max_size=40)), max_size=3).map("".join)


@pytest.fixture
def without_limits(monkeypatch):
    monkeypatch.setattr("contacts.services.receiving.HOST_LIMIT", 1000)
    monkeypatch.setattr("contacts.services.receiving.NETWORK_LIMIT", 1000)


@pytest.mark.matrix
@pytest.mark.parametrize("field", [*FIELDS, *HIDDEN])
def test_no_value_of_a_field_is_a_server_error(
    client, inquiry_data, from_our_page, without_limits, field
):
    @settings(max_examples=40, deadline=None, database=None, derandomize=True)
    @given(value=VALUES, prefix=st.sampled_from(["", "/fr"]))
    def answers(value, prefix):
        typed = {**inquiry_data, field: value}
        response = client.post(f"{prefix}/press/", typed, headers=from_our_page)
        assert response.status_code in {200, 303}
        assert client.get(f"{prefix}/press/", {"article": value}).status_code == 200

    answers()


def test_no_set_of_odd_values_is_a_server_error(
    client, inquiry_data, from_our_page, without_limits
):
    @settings(max_examples=40, deadline=None, database=None, derandomize=True)
    @given(typed=st.dictionaries(st.sampled_from([*FIELDS, *HIDDEN]), VALUES))
    def answers(typed):
        response = client.post("/press/", inquiry_data | typed, headers=from_our_page)
        assert response.status_code in {200, 303}

    answers()
