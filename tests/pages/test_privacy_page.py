"""What readers are told about what we keep."""

import pytest

pytestmark = pytest.mark.django_db


def test_says_who_else_may_see_it_and_what_the_logs_hold(client):
    html = client.get("/privacy/").text

    assert "no third party" not in html, "mail is carried by others"
    for said in ["run our servers and carry our mail", "its log notes", "take a page down"]:
        assert said in html
