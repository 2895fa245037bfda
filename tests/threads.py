"""Several requests or workers at the same moment, each with its own database connection."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connections


def at_once(do, times):
    """Call `do` with 0, 1, … in as many threads, and return what they returned."""

    def call(number):
        try:
            return do(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(call, range(times)))
