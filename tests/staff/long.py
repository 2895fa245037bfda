"""Lists that are long, at a size that a test can afford."""

import html
import re

import pytest

from ijmsite.staff import dashboard, lists, searching
from news.admin import listing

MOST, PART = 5, 8


@pytest.fixture
def shortened(monkeypatch):
    """Let a list count to `MOST` and a search look through `PART`, so that few rows are many."""
    for module in (dashboard, lists, listing, searching):
        monkeypatch.setattr(module, "MOST", MOST)
    monkeypatch.setattr(searching, "PART", PART)
    monkeypatch.setattr("ijmsite.staff.desk.DeskAdmin.list_per_page", 2)


def link(page, words):
    """Return the address of the link with these words, or None where there is none."""
    found = re.search(rf'<a href="([^"]*)"[^>]*>{words}</a>', page.text)
    return found and html.unescape(found[1])


def walk(client, path, query, goes_on):
    """Yield every page of a list: all that are numbered, and then where the link leads on to."""
    address = path + "?" + "&".join(f"{name}={value}" for name, value in query.items())
    seen = []
    while address:
        assert address not in seen, "It goes round in a circle."
        seen.append(address)
        first = client.get(address)
        count = first.context["cl"].paginator.num_pages
        for number in range(1, count + 1):
            page = client.get(f"{address}&p={number}")
            yield page
            last = page
        further = link(last, goes_on)
        address = further and path + further
