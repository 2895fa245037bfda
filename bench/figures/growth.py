"""How the time of a page grows with the number of articles: e of t ~ N^e."""

from contextlib import ExitStack
from functools import partial

from bench.figures.study import Result, Study, medians, take_turns
from bench.judging import Bar, exponents
from bench.load import one_by_one
from bench.place import NO_CACHE, Place, check

SMALL, LARGE = 1_000, 100_000
KINDS = {
    "article": 0.10,
    "feed": 0.10,
    "deep": 0.10,
    "search_by_date": 0.10,
    "admin_list": 0.10,
    "list": 0.15,
    "search": 0.5,
}
SAYS = {
    "article": "article",
    "feed": "feed",
    "deep": "page deep in the list",
    "search_by_date": "search for a common word, newest first",
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
            for kind in KINDS:
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
