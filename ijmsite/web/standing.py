"""What is on every page until somebody changes it: read once for each state of the content."""

from collections.abc import Callable, Hashable
from functools import wraps
from typing import TypeVar

from django.db import connection

from .content import shared_reader

Value = TypeVar("Value")


def standing(read: Callable[[], Value]) -> Callable[[], Value]:
    """Let `read`, which takes nothing but rows of the content, be asked when they have changed.

    The rows must be of models in the list of some module `content` (see `ijmsite.web.content`),
    and what is returned must be changed by nobody: it is the same for all requests of a process.
    What depends on the present moment is for the caller to choose from it. Within a transaction,
    which may have changed something that nobody else sees, it is read each time.
    """
    known: tuple[Hashable, Value] | None = None

    @wraps(read)
    def wrapper() -> Value:
        nonlocal known
        # Read before the rows: a change between the two makes what was read old at once.
        version = None if connection.in_atomic_block else shared_reader()()
        if version is None:
            return read()
        found = known
        if found is None or found[0] != version:
            found = known = version, read()
        return found[1]

    return wrapper
