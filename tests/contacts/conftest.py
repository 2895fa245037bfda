"""Who sits at the desk."""

import pytest

from tests.staff.people import member


@pytest.fixture
def lead(client, db):
    """Return a press officer, who is signed in."""
    user = member("PR lead", first_name="Ana")
    client.force_login(user)
    return user


@pytest.fixture
def bo(db):
    return member("PR lead", first_name="Bo")
