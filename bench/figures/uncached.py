"""Pages that are made for this request, beside Wagtail's and beside a view without our frame."""

from contextlib import ExitStack
from dataclasses import asdict
from functools import partial

from bench import texts
from bench.figures.study import Result, Study, medians, rates, take_turns
from bench.judging import Bar, ratios
from bench.load import Load, one_answer, one_by_one, wrk
from bench.place import NO_CACHE, Place, check

QUERIES = 8
# Of those without a number, how they compare is only reported.
KINDS = {"article": 6, "list": 20, "deep": 60, "search": 100, "search_by_date": None}
SAYS = {
    "article": "article",
    "list": "first page of the list",
    "deep": "page deep in the list",
    "search": "search for a word that stands in every article : the search of `wagtail start`",
    "search_by_date": "the same by date : a cheaper one that we wrote for Wagtail",
}
SAYS |= {kind: f"{says} : Wagtail" for kind, says in SAYS.items() if ":" not in says}
LONGEST = 60  # seconds for one answer; nobody waits for a page any longer


def beside_wagtail(place: Place) -> Result:
    result = Result()
    room = place.newsroom("sqlite", 20_000)
    work = place.wagtail(20_000)
    place.prepare("wagtail", work, 20_000)
    with ExitStack() as stack:
        servers = {
            "ours": stack.enter_context(place.ours(room, **NO_CACHE)),
            "Wagtail": stack.enter_context(place.server("wagtail", work)),
        }
        paths = {"ours": place.paths("ours", room.work), "Wagtail": place.paths("wagtail", work)}
        contestants = {}
        for kind in KINDS:
            for who, server in servers.items():
                if (kind, who) == ("search", "Wagtail"):
                    continue
                check(server, paths[who][kind])
                how = wrk if kind == "article" else one_by_one
                contestants[f"{kind}, {who}"] = partial(
                    how, server, paths[who][kind], place.seconds
                )
        loads = take_turns(place, result, contestants)
    loads["search, Wagtail"] = [as_shipped(place, result)] * place.rounds
    for kind in KINDS:
        ours, theirs = (rates(loads[f"{kind}, {who}"]) for who in servers)
        result.values[f"{kind}-wagtail"] = ratios(ours, theirs)
    return result


def as_shipped(place: Place, result: Result) -> Load:
    """Measure the search that `wagtail start` ships, in the files that it made; say how it went.

    On SQLite it asks for the score of each page that it finds in a query of its own, which looks
    through all of them. So it is asked once only, and when the others are done: it keeps a
    processor busy for longer than anybody waits.
    """
    work = place.wagtail(20_000)
    patient = {"GUNICORN_CMD_ARGS": f"--timeout {2 * LONGEST}"}
    with place.server("wagtail", work, "Wagtail, search as shipped", **patient) as server:
        path = place.paths("wagtail", work)["search"]
        check(server, path.replace(texts.COMMON, texts.RARE))
        load = one_answer(server, path, LONGEST)
    seconds = load.p50 / 1e6
    result.rows.append({"round": 1, "what": "search, Wagtail", **asdict(load)})
    how = "took" if load.requests else "did not come within"
    result.notes.append(
        "The search of `wagtail start` orders by relevance, and shows ten titles; ours, by "
        "relevance among the newest that it finds, shows twelve cards. It was asked once, "
        f"by itself: its answer {how} {seconds:.0f} s{'' if load.requests else ', and counts so'}. "
        "gunicorn, as it is shipped, ends an answer after 30 s; here it was told to be patient."
    )
    place.say(f"    {result.notes[-1]}")
    return load


def beside_plain_view(place: Place) -> Result:
    result = Result()
    room = place.newsroom("sqlite", 1_000)
    place.prepare("plain_article", room.work, room.articles)
    path = place.paths("ours", room.work)["article"]
    queries = place.inside(room, "counting", path)[path]
    result.values["queries"] = [queries]
    with ExitStack() as stack:
        ours = stack.enter_context(place.ours(room, **NO_CACHE))
        plain = stack.enter_context(place.server("plain_article", room.work))
        theirs = place.paths("plain_article", room.work)["article"]
        lengths = [len(check(ours, path)[1]), len(check(plain, theirs)[1])]
        result.notes.append(f"{lengths[0]:,} and {lengths[1]:,} bytes, {queries} queries.")
        contestants = {
            "ours": partial(wrk, ours, path, place.seconds),
            "plain view": partial(wrk, plain, theirs, place.seconds),
        }
        place.prepare("plain_django", room.work, room.articles)
        site = stack.enter_context(place.server("plain_django", room.work))
        its = place.paths("plain_django", room.work)["article"]
        result.notes.append(f"The site in plain Django: {len(check(site, its)[1]):,} bytes.")
        contestants["plain Django"] = partial(wrk, site, its, place.seconds)
        loads = take_turns(place, result, contestants)
    result.values["plain"] = ratios(rates(loads["ours"]), rates(loads["plain view"]))
    result.values["plain-site"] = ratios(rates(loads["ours"]), rates(loads["plain Django"]))
    return result


def admin(place: Place) -> Result:
    result = Result()
    articles = 1_000 if place.quick else 20_000
    room = place.newsroom("sqlite", articles)
    work = place.wagtail(articles)
    place.prepare("wagtail", work, articles)
    with ExitStack() as stack:
        contestants = {}
        for who, name, where, server in [
            ("ours", "ours", room.work, place.ours(room, **NO_CACHE)),
            ("Wagtail", "wagtail", work, place.server("wagtail", work)),
        ]:
            stack.enter_context(server)
            cookie = {"Cookie": place.session(name, where)}
            path = place.paths(name, where)["admin_list"]
            check(server, path, **cookie)
            contestants[who] = partial(one_by_one, server, path, place.seconds, cookie)
        loads = take_turns(place, result, contestants)
    result.values["admin"] = ratios(medians(loads["ours"]), medians(loads["Wagtail"]))
    return result


STUDIES = [
    Study(
        "uncached",
        "Pages not in the cache at 20,000 articles, beside Wagtail",
        [Bar(f"{kind}-wagtail", SAYS[kind], at_least=bar) for kind, bar in KINDS.items()],
        beside_wagtail,
        not_quick="Wagtail needs 20,000 pages",
    ),
    Study(
        "plain",
        "An article not in the cache at 1,000 articles, beside a plain DetailView",
        [
            Bar(
                "plain",
                "article : the same template, index and queries behind a plain DetailView",
                at_least=0.8,
            ),
            Bar("queries", "queries of an article", at_most=QUERIES),
            Bar("plain-site", "article : a small site in plain Django, with a smaller page"),
        ],
        beside_plain_view,
    ),
    Study(
        "admin",
        "The list of articles in the admin, beside Wagtail's list of pages",
        [Bar("admin", "time of our list : time of Wagtail's", at_most=0.3)],
        admin,
    ),
]
