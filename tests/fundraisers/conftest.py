"""Who sits at the desk."""

import pytest

from tests.staff.people import member


@pytest.fixture
def desk_user(client, db):
    """Return a fundraiser of the staff, who is signed in."""
    user = member("Fundraising", first_name="Ana")
    client.force_login(user)
    return user
