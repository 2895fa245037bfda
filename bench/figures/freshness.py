"""What readers see after a commit, and how fast the cache is while news are published."""

from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from bench import texts
from bench.figures.study import Result, Study, rates, take_turns
from bench.judging import Bar, percentile, ratios
from bench.load import Asker, WrongAnswerError, wrk
from bench.place import NO_CACHE, Newsroom, Place, check
from bench.servers import Server

COMMITS = 100
PUBLISHED = 5  # a second


def stale(engine: str, place: Place) -> Result:
    """Change a headline and read it at once from every worker."""
    result = Result()
    commits = COMMITS // 5 if place.quick else COMMITS
    room = place.newsroom(engine, 1_000)
    found = {"stale": 0, "reads": 0}
    with place.copy(room) as own, ExitStack() as stack:
        hosts = [stack.enter_context(place.ours(own, f"host {n}")) for n in (1, 2)]
        if engine == "sqlite":
            hosts = hosts[:1]
        paths = place.paths("ours", own.work)
        slug = paths["article"].strip("/").rpartition("/")[2]
        readers = [asker for host in hosts for asker in one_for_each_worker(host)]
        editor = stack.enter_context(place.talking(own, "editing", slug))
        editor.hear()
        for number in range(commits):
            headline = f"Changed headline {number}"
            editor.tell(headline)
            editor.hear()
            read(readers, paths, headline, found)
    result.values[f"stale-{engine}"] = [found["stale"]]
    result.notes.append(
        f"{commits} commits, {found['reads']} answers read by {len(readers)} workers of "
        f"{len(hosts)} {'servers' if len(hosts) > 1 else 'server'}, each twice."
    )
    result.rows.append(found)
    return result


def read(readers: list[Asker], paths: dict[str, str], headline: str, found: dict) -> None:
    """Read an article from every worker twice: once made anew, and once as it was kept."""
    for reader in readers:
        for _time in range(2):
            _took, status, _headers, body = reader.get(paths["article"])
            if status != 200:
                raise WrongAnswerError(f"The article is answered {status}.")
            found["reads"] += 1
            found["stale"] += headline.encode() not in body


def one_for_each_worker(server: Server, tries: int = 400) -> list[Asker]:
    """Return a connection to each worker: who holds the other end stands in /proc."""
    workers, found, others = set(server.workers()), {}, []
    for _try in range(tries):
        asker = Asker(server.port)
        asker.get("/")
        holder = holder_of(server.port, asker.local_port, workers)
        if holder is None or holder in found:
            # Kept open, so that the next connection goes to somebody else.
            others.append(asker)
        else:
            found[holder] = asker
        if len(found) == len(workers):
            break
    for other in others:
        other.close()
    if len(found) < len(workers):
        raise WrongAnswerError(f"{len(found)} of {len(workers)} workers answer.")
    return list(found.values())


def holder_of(port: int, remote: int, workers: set[int]) -> int | None:
    """Return the process that holds the connection from local port `remote` to `port`."""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        ends = [int(end.rpartition(":")[2], 16) for end in fields[1:3]]
        if ends == [port, remote]:
            wanted = f"socket:[{fields[9]}]"
            return next((pid for pid in workers if wanted in sockets_of(pid)), None)
    return None


def sockets_of(pid: int) -> set[str]:
    return {str(fd.readlink()) for fd in Path(f"/proc/{pid}/fd").iterdir() if fd.is_symlink()}


def published(place: Place) -> Result:
    """Compare the rate of a hot article with that while others are published."""
    result = Result()
    room = place.newsroom("sqlite", 1_000 if place.quick else 20_000)
    with place.copy(room) as own, place.ours(own) as server:
        path = place.paths("ours", own.work)["article"]
        check(server, path)
        loads = take_turns(
            place,
            result,
            {
                "undisturbed": partial(wrk, server, path, place.seconds),
                f"{PUBLISHED} publications a second": partial(under, place, own, server, path),
            },
        )
    result.values["publishing"] = ratios(
        rates(loads[f"{PUBLISHED} publications a second"]), rates(loads["undisturbed"])
    )
    return result


def under(place: Place, room: Newsroom, server: Server, path: str):
    with news(place, room):
        return wrk(server, path, max(2, place.seconds))


@contextmanager
def news(place: Place, room: Newsroom):
    with place.talking(room, "publishing", PUBLISHED) as publisher:
        publisher.hear()
        yield
        publisher.tell("enough")
        if not publisher.hear()["published"]:
            raise WrongAnswerError("Nothing was published.")


def miss(place: Place) -> Result:
    """Read many articles for the first time after a commit, beside a site without the cache."""
    result = Result()
    room = place.newsroom("sqlite", 1_000 if place.quick else 20_000)
    # Each is published and English.
    addresses = [f"/news/{texts.slug_of(10 * n + 1)}/" for n in range(60)]
    found: dict[str, list[float]] = {"cache on": [], "cache off": []}
    with place.copy(room) as own, ExitStack() as stack:
        servers = {
            "cache on": stack.enter_context(place.ours(own)),
            "cache off": stack.enter_context(place.ours(own, "without the cache", **NO_CACHE)),
        }
        editor = stack.enter_context(place.talking(own, "editing", texts.slug_of(texts.READ)))
        editor.hear()
        for number in range(place.rounds):
            editor.tell(f"Changed headline {number}")
            editor.hear()
            for name in reversed([*servers]) if number % 2 else servers:
                asker = Asker(servers[name].port)
                times = [asker.get(address)[0] * 1000 for address in addresses]
                asker.close()
                found[name].append(percentile(times, 50))
                row = {"what": name, "ms": found[name][-1]}
                result.rows.append({"round": number + 1, **row})
                place.say(f"    {number + 1}/{place.rounds}  {name:10} {found[name][-1]:.1f} ms")
    result.values["miss"] = ratios(found["cache on"], found["cache off"])
    return result


STUDIES = [
    *(
        Study(
            f"stale-{engine}",
            f"Answers that are not the latest after {COMMITS} commits, on {says}",
            [Bar(f"stale-{engine}", "stale answers", at_most=0, counts=True)],
            partial(stale, engine),
        )
        for engine, says in [
            ("sqlite", "SQLite: every worker of a server"),
            ("postgresql", "PostgreSQL: every worker of two servers"),
        ]
    ),
    Study(
        "publishing",
        f"The cache under {PUBLISHED} publications a second",
        [Bar("publishing", "rate of a cached article : undisturbed", at_least=0.8)],
        published,
    ),
    Study(
        "miss",
        "The first reading after a commit, which the cache does not have",
        [Bar("miss", "time of an article : its time on a site without the cache")],
        miss,
    ),
]
