"""What readers are told about what we keep."""

import pytest

pytestmark = pytest.mark.django_db


def test_says_who_else_may_see_it_and_what_the_logs_hold(client):
    html = client.get("/privacy/").text

    assert "no third party" not in html, "mail is carried by others"
    for said in ["run our servers and carry our mail", "its log notes", "take a page down"]:
        assert said in html


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/privacy/", ["Version 2 of this page, in force since November 28, 2026."]),
        ("/privacy/", ["30 Victoria Street, Gatineau", "tel:+18002821376", "priv.gc.ca/en/"]),
        ("/privacy/", ["18 months after", "24 months after", "after 30 days", "35 more days"]),
    ],
)
def test_says_its_version_how_long_and_where_to_complain(client, path, said):
    html = client.get(path).text

    assert [words for words in said if words not in html] == []
