"""Pages that are made for this request, beside Wagtail's and beside a view without our frame."""

from contextlib import ExitStack
from functools import partial

from bench.figures.study import Result, Study, medians, rates, take_turns
from bench.judging import Bar, ratios
from bench.load import one_by_one, wrk
from bench.place import NO_CACHE, Place, check

QUERIES = 8
KINDS = {"article": 6, "list": 20, "deep": 60, "search": 100}
SAYS = {
    "article": "article",
    "list": "first page of the list",
    "deep": "page deep in the list",
    "search": "search for a word that stands in every article",
}


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
                check(server, paths[who][kind])
                how = wrk if kind == "article" else one_by_one
                contestants[f"{kind}, {who}"] = partial(
                    how, server, paths[who][kind], place.seconds
                )
        loads = take_turns(place, result, contestants)
    for kind in KINDS:
        ours, theirs = (rates(loads[f"{kind}, {who}"]) for who in servers)
        result.values[f"{kind}-wagtail"] = ratios(ours, theirs)
    return result


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
        [Bar(f"{k}-wagtail", f"{SAYS[k]} : Wagtail", at_least=bar) for k, bar in KINDS.items()],
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
