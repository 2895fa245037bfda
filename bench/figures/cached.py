"""An article from the page cache, beside what is as fast as a server can be, and Wagtail."""

from contextlib import ExitStack
from functools import partial

from bench.figures.study import Result, Study, cpus, rates, take_turns
from bench.judging import Bar, ratios
from bench.load import LeftOutError, WrongAnswerError, wrk
from bench.place import Newsroom, Place, check
from bench.servers import Server

FORMLESS = {"DJANGO_SETTINGS_MODULE": "bench.formless"}
REFERENCES = {"raw_wsgi": "raw WSGI", "nginx": "nginx static"}
WAGTAILS = {"wagtail": "Wagtail", "wagtail_cached": "Wagtail, page cache"}


def sqlite(place: Place) -> Result:
    result = Result()
    room = place.newsroom("sqlite", 1_000 if place.quick else 20_000)
    with ExitStack() as stack:
        contestants = with_references(place, stack, result, room, {**REFERENCES, **WAGTAILS})
        ours = contestants["ours"].args[0]
        article = place.paths("ours", room.work)["article"]
        etag = check(ours, article)[0]["etag"]
        unchanged, brotli = {"If-None-Match": etag}, {"Accept-Encoding": "br"}
        check(ours, article, 304, **unchanged)
        head, body = check(ours, article, **brotli)
        if head.get("content-encoding") != "br":
            raise WrongAnswerError("The page is not compressed with brotli.")
        contestants["304"] = load_of(place, ours, article, unchanged)
        contestants["brotli"] = load_of(place, ours, article, brotli)
        formless = stack.enter_context(place.ours(room, "without a form", **FORMLESS))
        contestants["without a form"] = load_of(place, formless, article)
        lengths = [len(check(server, article)[1]) for server in (ours, formless)]
        result.notes.append(
            f"The article has {lengths[0]:,} bytes, {len(body):,} with brotli, "
            f"{lengths[1]:,} without its forms."
        )
        loads = take_turns(place, result, contestants)
    for key, other in [
        *(("raw", "raw WSGI"), ("nginx", "nginx static"), ("wagtail", "Wagtail")),
        ("wagtail-cached", "Wagtail, page cache"),
    ]:
        if other in loads:
            result.values[key] = ratios(rates(loads["ours"]), rates(loads[other]))
    if "nginx static" in loads:
        result.values["nginx-cpu"] = ratios(cpus(loads["nginx static"]), cpus(loads["ours"]))
    for key in ("304", "brotli"):
        result.values[key] = ratios(rates(loads[key]), rates(loads["ours"]))
    result.values["form"] = ratios(rates(loads["ours"]), rates(loads["without a form"]))
    return result


def postgresql(place: Place) -> Result:
    result = Result()
    room = place.newsroom("postgresql", 1_000)
    with ExitStack() as stack:
        contestants = with_references(place, stack, result, room, REFERENCES)
        loads = take_turns(place, result, contestants)
    for key, other in [("raw-postgresql", "raw WSGI"), ("nginx-postgresql", "nginx static")]:
        if other in loads:
            result.values[key] = ratios(rates(loads["ours"]), rates(loads[other]))
    return result


def with_references(
    place: Place, stack: ExitStack, result: Result, room: Newsroom, references: dict[str, str]
) -> dict[str, partial]:
    """Start our site and what it is compared with; what is missing is named."""
    ours = stack.enter_context(place.ours(room))
    path = place.paths("ours", room.work)["article"]
    headers, body = check(ours, path)
    keep_answer(room, headers, body)
    contestants = {"ours": load_of(place, ours, path)}
    for name, says in references.items():
        is_wagtail = name.startswith("wagtail")
        work = place.wagtail(room.articles) if is_wagtail else room.work
        try:
            place.prepare(name, work, room.articles, "" if is_wagtail else room.url)
        except LeftOutError as missing:
            place.say(f"    left out: {says}: {missing}")
            result.left_out[KEYS[name]] = f"{says}: {missing}"
            continue
        server = stack.enter_context(place.server(name, work, says))
        theirs = place.paths(name, work)["article"]
        if not is_wagtail and check(server, theirs)[1] != body:
            raise WrongAnswerError(f"{says} does not answer the article's bytes.")
        contestants[says] = load_of(place, server, theirs)
    return contestants


KEYS = {
    "raw_wsgi": "raw",
    "nginx": "nginx",
    "wagtail": "wagtail",
    "wagtail_cached": "wagtail-cached",
}


def keep_answer(room: Newsroom, headers: dict[str, str], body: bytes) -> None:
    """Leave the article's answer where its references look for it."""
    lines = [f"{name}: {value}\n" for name, value in headers.items()]
    (room.work / "article.headers").write_text("".join(lines))
    (room.work / "article.bin").write_bytes(body)


def load_of(place: Place, server: Server, path: str, headers=()) -> partial:
    # What is not cached yet is made before anything is measured.
    for _time in range(8):
        check(server, path, 304 if "If-None-Match" in dict(headers) else 200, **dict(headers))
    return partial(wrk, server, path, place.seconds, headers=headers)


STUDIES = [
    Study(
        "cached",
        "An article from the page cache, on SQLite",
        [
            Bar("raw", "cached article : raw WSGI on the same server", at_least=0.75),
            Bar("nginx", "cached article : nginx with the same bytes as a file", at_least=0.45),
            Bar("nginx-cpu", "CPU of nginx : CPU of the cached article"),
            Bar("wagtail", "cached article : Wagtail", at_least=400),
            Bar("wagtail-cached", "cached article : Wagtail behind its page cache", at_least=8),
            Bar("304", "304 from the cache : plain hit", at_least=0.9),
            Bar("brotli", "brotli from the cache : plain hit", at_least=0.9),
            Bar("form", "cached article with its forms : without them", at_least=0.95),
        ],
        sqlite,
    ),
    Study(
        "cached-postgresql",
        "An article from the page cache, on PostgreSQL",
        [
            Bar("raw-postgresql", "cached article : raw WSGI on the same server"),
            Bar("nginx-postgresql", "cached article : nginx with the same bytes as a file"),
        ],
        postgresql,
        not_quick="three minutes are for SQLite",
    ),
]
