from datetime import UTC, datetime

import pytest

from ..people import member
from .people import with_phone


@pytest.fixture(autouse=True)
def asked_for(settings, time_machine):
    settings.SECOND_FACTOR = True
    # In the middle of a step, so that no test comes upon the end of one.
    time_machine.move_to(datetime(2026, 3, 3, 14, 0, 15, tzinfo=UTC), tick=False)


@pytest.fixture
def ana():
    return member("Writer", email="ana@newsroom.example")


@pytest.fixture
def key(ana):
    return with_phone(ana)
