"""What is written: inquiries, as durable as the disk makes them, and mails that leave."""

import os
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.figures.study import Result, Study
from bench.judging import Bar, percentile, ratios
from bench.load import WrongAnswerError
from bench.place import ROOT, Newsroom, Place
from bench.servers import free_port
from drills.visitors import Visitors
from ijmsite.web.parentage import die_with_parent

WRITERS = 4
PACE = 25  # posts a second of each visitor


def fdatasyncs(directory: Path, seconds: float) -> float:
    """Return how often a second the disk says that some kilobytes are safe."""
    path = directory / "fdatasync"
    count, started = 0, time.perf_counter()
    with path.open("wb") as file:
        while time.perf_counter() - started < seconds:
            file.write(b"x" * 4096)
            file.flush()
            os.fdatasync(file.fileno())
            count += 1
        rate = count / (time.perf_counter() - started)
    path.unlink()
    return rate


def durable(place: Place) -> Result:
    result = Result()
    calls = 100 if place.quick else 400
    room = place.newsroom("sqlite", 1_000)
    disk, service, asked, errors = [], [], 0, []
    with place.copy(room) as own:
        before = place.inside(own, "stored")
        for number in range(place.rounds):
            disk.append(fdatasyncs(own.work, place.seconds))
            said, took = write_together(place, own, calls, number)
            asked += WRITERS * (calls + 1)
            errors += [error for each in said for error in each["errors"]]
            service.append(WRITERS * calls / took)
            slowest = max(each["slowest"] for each in said) * 1000
            row = {"fdatasync": disk[-1], "calls": service[-1], "slowest_ms": slowest}
            result.rows.append({"round": number + 1, **row})
            place.say(
                f"    {number + 1}/{place.rounds}  {service[-1]:,.0f} inquiries a second, the "
                f"slowest {slowest:.0f} ms; {disk[-1]:,.0f} fdatasync a second"
            )
        after = place.inside(own, "stored")
    lost = asked - (after["inquiries"] - before["inquiries"])
    lost_mails = 2 * asked - (after["messages"] - before["messages"])
    result.values = {
        "durable": ratios(service, disk),
        "lost": [abs(lost) + abs(lost_mails)],
        "refused": [len(errors)],
    }
    result.notes.append(f"{asked:,} inquiries by {WRITERS} writers at once, two messages each.")
    return result


def write_together(place: Place, room: Newsroom, calls: int, number: int):
    """Let the writers begin at once; return what they say, and how long all of them took."""
    with ExitStack() as stack:
        writers = [
            stack.enter_context(place.talking(room, "asking", calls, number * WRITERS + n))
            for n in range(WRITERS)
        ]
        for writer in writers:
            writer.hear()
        started = time.perf_counter()
        for writer in writers:
            writer.tell("go")
        said = [writer.hear() for writer in writers]
        return said, time.perf_counter() - started


def paced(place: Place) -> Result:
    """Post inquiries over HTTP at a pace that the site keeps up with; none is to wait long."""
    result = Result()
    seconds = 5 if place.quick else 20
    room = place.newsroom("sqlite", 1_000)
    with place.copy(room) as own, place.ours(own, TRUSTED_PROXIES="127.0.0.1") as server:
        before = place.inside(own, "stored")["inquiries"]
        post_paced(server.port, 2, 0)
        started = time.monotonic()
        answers = post_paced(server.port, seconds, 1)
        took = time.monotonic() - started
        stored = place.inside(own, "stored")["inquiries"] - before
    if took > seconds + 5:
        # All waited equally long then, which no share of a median tells.
        raise WrongAnswerError(f"The site does not keep up: {took:.0f} s for {seconds} s.")
    posts = WRITERS * PACE * (seconds + 2)
    times = [late for late, _status in answers]
    wrong = sum(status != 303 for _took, status in answers)
    p50, p99 = (percentile(times, share) * 1000 for share in (50, 99))
    result.values = {"tail": [p99 / p50], "paced-errors": [wrong + abs(posts - stored)]}
    result.rows.append({"posts": len(times), "p50_ms": p50, "p99_ms": p99})
    result.notes.append(
        f"{WRITERS} x {PACE} a second for {seconds} s: p50 {p50:.1f} ms, p99 {p99:.1f} ms, counted "
        "from when each was due."
    )
    place.say(f"    {result.notes[-1]}")
    return result


def post_paced(port: int, seconds: int, turn: int) -> list[tuple[float, int]]:
    """Return how long each answer took from when it was due, and its status."""
    answers: list[tuple[float, int]] = []

    def post(visitor: int) -> None:
        visitors = Visitors(port, seed=visitor)
        due = time.monotonic() + 0.5 + visitor / PACE / WRITERS
        for number in range(seconds * PACE):
            time.sleep(max(0, due - time.monotonic()))
            name = f"{turn}.{visitor}.{number}"
            question = visitors.question(name, f"reporter{name}@courier.example")
            network = f"10.{10 * turn + visitor}.{number // 250}.{number % 250 + 1}"
            answer = visitors.post(question, network)
            answers.append((time.monotonic() - due, answer.status))
            due += 1 / PACE

    threads = [threading.Thread(target=post, args=[n], daemon=True) for n in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def mail(place: Place) -> Result:
    result = Result()
    messages = 300 if place.quick else 2_000
    room = place.newsroom("sqlite", 1_000)
    rates: dict[str, list[float]] = {"reused": [], "new": []}
    with place.copy(room) as own, sink() as port:
        disk = fdatasyncs(own.work, place.seconds)
        result.notes.append(
            f"{messages:,} messages each time; the disk made {disk:,.0f} fdatasync a second."
        )
        # The newsroom's own ten wait for a day so far ahead that a worker takes its clock for one
        # that was set back, and sends them at once: they leave before anything is measured.
        place.inside(own, "delivering", port, "reused")
        for number in range(place.rounds):
            kinds = list(rates)
            for kind in reversed(kinds) if number % 2 else kinds:
                place.inside(own, "queueing", messages)
                said = place.inside(own, "delivering", port, kind)
                if said["counts"] != {"sent": messages}:
                    raise WrongAnswerError(f"The worker says {said['counts']}.")
                rates[kind].append(messages / said["seconds"])
                cpu = said["cpu"] * 1e6 / messages
                row = {"what": kind, "rate": rates[kind][-1], "cpu": cpu}
                result.rows.append({"round": number + 1, **row})
                place.say(
                    f"    {number + 1}/{place.rounds}  {kind:7} {rates[kind][-1]:,.0f} messages a "
                    f"second, {cpu:,.0f} us of CPU"
                )
    result.values = {
        "reused": ratios(rates["reused"], rates["new"]),
        "messages": rates["reused"],
    }
    return result


@contextmanager
def sink():
    port = free_port()
    process = subprocess.Popen(  # noqa: S603 (our own)
        [sys.executable, "-m", "bench.sink", str(port)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=die_with_parent,
    )
    try:
        process.stdout.readline()
        yield port
    finally:
        process.terminate()
        process.wait(5)


STUDIES = [
    Study(
        "durable",
        "Inquiries: a row and two rendered messages in one transaction, on SQLite",
        [
            Bar("durable", "calls of the service : fdatasync of the disk", at_least=0.10),
            Bar("lost", "inquiries and messages that are missing", at_most=0, counts=True),
            Bar("refused", "calls that the database refused", at_most=0, counts=True),
        ],
        durable,
    ),
    Study(
        "paced",
        f"Inquiries over HTTP, {WRITERS} x {PACE} a second",
        [
            Bar("tail", "p99 : p50", at_most=10),
            Bar("paced-errors", "errors and missing rows", at_most=0, counts=True),
        ],
        paced,
    ),
    Study(
        "mail",
        "The mail worker and a mail server that costs little",
        [
            Bar("reused", "one connection : a new one for each message", at_least=1.4),
            Bar("messages", "messages that leave", at_least=400, unit=" /s"),
        ],
        mail,
    ),
]
