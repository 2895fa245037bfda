"""How many examples are tried: few at every change, many in `make audit`."""

import pytest
from hypothesis import HealthCheck, settings


def tries(few: int, many: int) -> pytest.MarkDecorator:
    """Give a test so many `examples`; the many are left to the audit."""
    left_to_the_audit = pytest.param(many, marks=pytest.mark.audit)
    return pytest.mark.parametrize("examples", [few, left_to_the_audit], ids=["few", "many"])


def of(examples: int) -> settings:
    """Return the settings for so many examples, the same ones each time."""
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
