"""How long a server takes until it answers, and what one of its workers takes of memory."""

import time
from functools import partial

from bench.figures.study import Result, Study
from bench.judging import Bar, ratios
from bench.place import Place, check
from bench.servers import pss
from ijmsite.serve import WARM_UP_AFTER


def starting(place: Place) -> Result:
    result = Result()
    articles = 1_000 if place.quick else 20_000
    room = place.newsroom("sqlite", articles)
    work = place.wagtail(articles)
    place.prepare("wagtail", work, articles)
    found: dict[str, dict[str, list[float]]] = {
        who: {"seconds": [], "memory": [], "all": []} for who in ("ours", "Wagtail")
    }
    servers = {"ours": partial(place.ours, room), "Wagtail": partial(place.server, "wagtail", work)}
    for start in servers.values():
        # Python compiles what it has not compiled yet; where a site is installed, that is done.
        with start():
            pass
    for number in range(place.rounds):
        for who in reversed([*found]) if number % 2 else found:
            ours = who == "ours"
            server = servers[who]()
            path = place.paths("ours" if ours else "wagtail", room.work if ours else work)
            try:
                seconds = server.start()
                # Each time over a connection of its own: both workers have answered some.
                for kind in ["article", "list"] * 20:
                    check(server, path[kind])
                # Ours goes on reading then.
                time.sleep(WARM_UP_AFTER + 1)
                server.settle()
                memory, everything = server.memory(), sum(map(pss, server.pids()))
            finally:
                server.stop()
            found[who]["seconds"].append(seconds)
            found[who]["memory"].append(memory)
            found[who]["all"].append(everything)
            row = {"what": who, "seconds": seconds, "memory": memory, "all": everything}
            result.rows.append({"round": number + 1, **row})
            place.say(
                f"    {number + 1}/{place.rounds}  {who:10} {seconds:.2f} s, a worker has "
                f"{memory:.0f} MB, all of it {everything:.0f} MB"
            )
    for key in ("seconds", "memory", "all"):
        result.values[key] = ratios(found["ours"][key], found["Wagtail"][key])
    return result


STUDIES = [
    Study(
        "starting",
        "Starting, and the memory of a worker, beside Wagtail",
        [
            Bar("seconds", "time until the first article is answered : Wagtail's", at_most=0.5),
            Bar("memory", "memory of a web worker (PSS) : Wagtail's", at_most=0.7),
            Bar("all", "memory of two workers and of whoever started them : Wagtail's"),
        ],
        starting,
    )
]
