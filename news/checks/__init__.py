"""What is looked at before readers see an article: facts block, guesses warn."""

from .facts import check_embargo
from .findings import Finding, Level, blocking, warnings
from .run import check

__all__ = [
    "Finding",
    "Level",
    "blocking",
    "check",
    "check_embargo",
    "warnings",
]
