"""Lists that are long, at a size that a test can afford."""

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
