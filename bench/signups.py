"""`make bench-signups`: whether the time of an answer tells who has signed up before.

    python -m bench.signups [pairs]

It starts a newsroom of its own and signs up one address again and again, each time beside one that
was never there; which of both comes first takes turns, so that a busy moment of this machine falls
on both alike. With DATABASE_URL set to a PostgreSQL server, it does so in a database of its own.
"""

import os
import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from drills.evidence import scratch_database
from drills.newsroom import Newsroom
from drills.visitors import Visitors

PAIRS = 200
LIMIT = 5  # ms between the medians
BOXES = {"news_consent": "on", "planning_consent": "on"}
KNOWN = "known@supporter.example"


def main(arguments: list[str]) -> int:
    pairs = int(arguments[0]) if arguments else PAIRS
    server = os.environ.get("DATABASE_URL", "")
    with ExitStack() as stack:
        data_dir = stack.enter_context(tempfile.TemporaryDirectory(prefix="newsroom-bench-"))
        url = stack.enter_context(scratch_database(server)) if server else ""
        # Behind a proxy, which says of each visitor another network: no limit is met.
        options = {"TRUSTED_PROXIES": "127.0.0.1"} | ({"DATABASE_URL": url} if url else {})
        newsroom = Newsroom(Path(data_dir), **options)
        print("Starting a newsroom …", flush=True)
        newsroom.start(within=600)
        stack.callback(newsroom.stop)
        times = measure(Visitors(newsroom.port, seed=1), pairs)
    return report(times)


def measure(visitors: Visitors, pairs: int) -> dict[str, list[float]]:
    """Return how many milliseconds each answer took, to a known and to a new address."""
    networks = (f"10.{n // 250}.{n % 250}.7" for n in range(1, 60_000))

    def post(email: str, number: int) -> float:
        data = {"name": "Amina Roy", "email": email, "city": f"Town {number}", **BOXES}
        answer = visitors.post(data, next(networks), "/fundraise/")
        if answer.status != 303:
            sys.exit(f"This is not what is measured: {answer}")
        return answer.seconds * 1000

    # The first ones pay for what is read once; and then a flood is told of in another way.
    for number in range(20):
        post(KNOWN, -number)
    times: dict[str, list[float]] = {"known": [], "new": []}
    for number in range(pairs):
        turn = [("known", KNOWN), ("new", f"new{number}@supporter.example")]
        for kind, email in turn if number % 2 else reversed(turn):
            times[kind].append(post(email, number))
    return times


def report(times: dict[str, list[float]]) -> int:
    """Print the medians and their difference; return 1 where it is too large."""
    medians = {kind: statistics.median(found) for kind, found in times.items()}
    for kind, median in medians.items():
        p95 = statistics.quantiles(times[kind], n=20)[-1]
        print(f"{kind:8}{len(times[kind]):5} answers, median {median:6.1f} ms, p95 {p95:6.1f} ms")
    # On a busy machine the medians wander; what stands side by side does so less.
    beside = statistics.median(k - n for k, n in zip(times["known"], times["new"], strict=True))
    print(f"Median of the differences within a pair: {beside:+.2f} ms")
    difference = abs(medians["known"] - medians["new"])
    says = "tells nothing" if difference < LIMIT else "tells who has signed up"
    print(f"Difference of the medians: {difference:.2f} ms, limit {LIMIT}: the time {says}.")
    return 0 if difference < LIMIT else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
