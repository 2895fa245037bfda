"""What a job costs, as a ratio: seconds would say more of the machine than of the job."""

import gc
import time
from collections.abc import Callable
from html.parser import HTMLParser

TRIES = 3


def takes_less_than(limit: float, job: Callable[[], object]) -> None:
    """Fail where `job` takes as much CPU time as `limit` parses of 20,000 short paragraphs.

    The parser is Python's own. A job that passes the limit is given further tries, each beside a
    parse of its own: what is too slow stays so, and what only met a busy moment does not.
    """
    ratios = []
    while len(ratios) < TRIES and min(ratios, default=limit) >= limit:
        unit = spent(lambda: HTMLParser().feed("<p>a</p>" * 20_000))
        ratios.append(spent(job) / unit)
    assert min(ratios) < limit


def spent(job):
    # In a process that holds thousands of tests, collecting garbage would cost more than the job.
    gc.collect()
    gc.disable()
    try:
        started = time.process_time()
        job()
        return time.process_time() - started
    finally:
        gc.enable()
