"""The public statement on accessibility."""

import pytest

pytestmark = pytest.mark.django_db


def test_says_what_is_aimed_at_when_it_was_reviewed_and_how_to_reach_us(client):
    html = client.get("/accessibility/").text

    for words in ["WCAG", "2.2", "AODA", "November 25, 2026", "one business day"]:
        assert words in html
    assert 'href="mailto:help@newsroom.example"' in html
    assert 'href="tel:' in html


@pytest.mark.parametrize("path", ["", "/fr"])
def test_the_footer_of_every_page_leads_to_it(client, path):
    assert f'href="{path}/accessibility/"' in client.get(f"{path}/press/").text
