"""How the time of a page grows with the number of articles: e of t ~ N^e."""

from contextlib import ExitStack
from functools import partial

from bench import texts
from bench.figures.study import Result, Study, medians, take_turns
from bench.judging import Bar, exponents, percentile
from bench.load import Load, one_by_one
from bench.place import NO_CACHE, Place, Task, check

SMALL, LARGE = 1_000, 100_000
KINDS = {
    "article": 0.10,
    "feed": 0.10,
    "deep": 0.10,
    "newest": 0.10,
    "admin_list": 0.10,
    "list": 0.15,
    "search": 0.5,
}
SAYS = {
    "article": "article",
    "feed": "feed",
    "deep": "page deep in the list",
    "newest": "the newest with a common word, without the page",
    "admin_list": "list of articles in the admin",
    "list": "first page of the list",
    "search": "ranked search for a common word",
}


def grows(engine: str, place: Place) -> Result:
    result = Result()
    with ExitStack() as stack:
        contestants = {}
        for articles in (SMALL, LARGE):
            room = place.newsroom(engine, articles)
            server = stack.enter_context(place.ours(room, f"{articles:,}", **NO_CACHE))
            paths = place.paths("ours", room.work)
            session = {"Cookie": place.session("ours", room.work)}
            finder = stack.enter_context(place.talking(room, "finding", texts.COMMON))
            finder.hear()
            contestants[f"newest, {articles:,}"] = partial(find, finder)
            for kind in KINDS.keys() - {"newest"}:
                headers = session if kind == "admin_list" else {}
                for _time in range(10):
                    check(server, paths[kind], **headers)
                contestants[f"{kind}, {articles:,}"] = partial(
                    one_by_one, server, paths[kind], place.seconds / 2, headers
                )
        # The two sizes of a page stand side by side.
        ordered = {f"{k}, {n:,}": None for k in KINDS for n in (SMALL, LARGE)}
        loads = take_turns(place, result, {name: contestants[name] for name in ordered})
    for kind in KINDS:
        small, large = (medians(loads[f"{kind}, {n:,}"]) for n in (SMALL, LARGE))
        result.values[f"{kind}-{engine}"] = exponents(small, large, LARGE / SMALL)
    return result


def find(finder: Task) -> Load:
    """Find the newest articles with a word: no page shows them by date alone."""
    finder.tell("100")
    said = finder.hear()
    times = said["times"]
    p50, p99 = percentile(times, 50), percentile(times, 99)
    return Load(1e6 / p50, p50, p99, said["cpu"] * 1e6 / len(times), len(times))


STUDIES = [
    Study(
        f"growth-{engine}",
        f"Growth of a request's time from 1,000 to 100,000 articles, on {says}",
        [Bar(f"{k}-{engine}", SAYS[k], at_most=bar) for k, bar in KINDS.items()],
        partial(grows, engine),
        not_quick="100,000 articles take minutes to make",
    )
    for engine, says in [("sqlite", "SQLite"), ("postgresql", "PostgreSQL")]
]
