"""How long nearly all answers take where much is stored: the search, and the admin."""

from functools import partial

from bench import texts
from bench.figures.study import Result, Study
from bench.judging import Bar, percentile
from bench.load import one_by_one
from bench.place import NO_CACHE, Place, check

# `ours` brings half as many inquiries as articles, and twice as many messages.
ARTICLES = 100_000
REQUESTS = 12  # in each round
ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
Pages = dict[str, tuple[str, str]]

ADMIN: Pages = {
    "dashboard": ("first page of the admin", "/admin/"),
    "articles": ("articles", "/admin/news/article/"),
    "articles-found": ("articles, a search", f"/admin/news/article/?q={texts.COMMON}"),
    "inquiries": ("inquiries", "/admin/contacts/inquiry/"),
    "inquiries-found": ("inquiries, a search", "/admin/contacts/inquiry/?q=journalist1234"),
    "messages": ("messages", "/admin/mail/message/"),
    "messages-found": ("messages, a search", "/admin/mail/message/?q=journalist1234"),
}
QUESTIONS = {
    "common word": texts.COMMON,
    "common prefix": texts.COMMON[:3],
    "rare word": texts.RARE,
    "five words": f"{texts.COMMON}+night+work+letter+court",
    "phrase": f"%22{texts.COMMON}+night%22",
    "sign": "%26",
    "misspelled": "zanzibra",
    "nothing like it": "qqqqqqqqq",
}
SEARCH: Pages = {
    says.replace(" ", "-"): (f"search, {says}", f"/news/?q={question}")
    for says, question in QUESTIONS.items()
}


def answers(engine: str, pages: Pages, is_admin: bool, place: Place) -> Result:
    """Ask for every page in each round; its value is what 95 of 100 answers do not exceed."""
    result = Result()
    room = place.newsroom(engine, ARTICLES)
    times: dict[str, list[float]] = {name: [] for name in pages}
    with place.ours(room, **NO_CACHE) as server:
        session = {"Cookie": place.session("ours", room.work)} if is_admin else {}
        for _says, path in pages.values():
            # Each worker reads once what it keeps.
            for _time in range(8):
                check(server, path, **session)
        for number in range(place.rounds):
            for name, (says, path) in pages.items():
                for _request in range(REQUESTS):
                    load = one_by_one(server, path, 0, session, at_least=1)
                    times[name].append(load.p50 / 1000)
                recent = times[name][-REQUESTS:]
                result.rows.append({"round": number + 1, "what": name, "ms": recent})
                place.say(
                    f"    {number + 1}/{place.rounds}  {says:24} {max(recent):.0f} ms at most"
                )
    result.values = {f"{name}-{engine}": [percentile(t, 95)] for name, t in times.items()}
    return result


def study(kind: str, says: str, engine: str, pages: Pages, limit: float) -> Study:
    return Study(
        f"{kind}-{engine}",
        f"95 of 100 answers of {says}, on {ENGINES[engine]}",
        [
            Bar(f"{name}-{engine}", words, at_most=limit, unit=" ms")
            for name, (words, _path) in pages.items()
        ],
        partial(answers, engine, pages, kind == "desk"),
        not_quick="100,000 articles take minutes to make",
    )


STUDIES = [
    *(study("search", "the search among 100,000 articles", e, SEARCH, 150) for e in ENGINES),
    *(
        study(
            "desk",
            "the admin at 100,000 articles, 50,000 inquiries and 200,000 messages",
            engine,
            ADMIN,
            300,
        )
        for engine in ENGINES
    ),
]
