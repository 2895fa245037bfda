"""Drills of the web server under visitors: killed while they post, and started anew."""

import os
import random
import signal
import socket
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field

from drills.evidence import Check, at_most, below, exactly
from drills.flood import percentile
from drills.load import Hands
from drills.newsroom import eventually
from drills.stage import addresses

HANDS = 8
MOST_TRIES = 6
PAUSE_OF_MAKE_RUN = 1  # second, until what ended is started again


@dataclass
class Form:
    """A form that one visitor fills in, and sends until there is an answer."""

    question: dict
    address: str
    tries: int = 0
    statuses: list = field(default_factory=list)
    reference: str = ""


def killed(stage):
    """R1: `kill -9` of the web's workers, and of its main process, while visitors post."""
    plan = count, _seconds, kills, mains = stage.size((1000, 120, 20, 2), (100, 16, 2, 1))
    what = f"{count} posts, {kills} workers and {mains} main processes killed"
    stage.report.show(f"R1  kill -9 of the web server: {what}", _kill(stage, *plan, []))
    control = _kill(stage, 32, 5, 3, 0, ["stores_by_halves"])
    title = "    Control: a web that stores by halves"
    stage.report.show(title, control[4:5], must_fail=True)


def _kill(stage, count, seconds, kills, mains, mistakes):
    with stage.machine() as machine:
        web = machine.web(*mistakes)
        forms = [
            Form(web.visitors.question(f"K{n}", f"reporter{n}@killed.example"), address)
            for n, address in enumerate(addresses(count))
        ]
        over = threading.Event()
        watcher = threading.Thread(target=_start_again, args=[web, over], daemon=True)
        watcher.start()
        began = time.monotonic()
        with ThreadPoolExecutor(HANDS) as hands:
            posted = [
                hands.submit(_insist, web, form, began + number * seconds / count)
                for number, form in enumerate(forms)
            ]
            _kill_now_and_then(web, stage.random, began, seconds, kills, mains)
            for post in posted:
                post.result()
        over.set()
        watcher.join()
        return _checks(machine, forms)


def _start_again(web, over):
    """Start the web again when it ends, as `make run` does."""
    while not over.wait(0.1):
        if web.process.poll() is not None:
            time.sleep(PAUSE_OF_MAKE_RUN)
            web.spawn()


def _insist(web, form, at):
    """Post at a moment; where no answer comes, post the same as soon as the site is back."""
    time.sleep(max(0, at - time.monotonic()))
    while form.tries < MOST_TRIES:
        form.tries += 1
        answer = web.visitors.post(form.question, form.address)
        form.statuses.append(answer.status)
        form.reference = answer.reference
        if answer.status == 303:
            return
        eventually(web.answers, within=30)


def _kill_now_and_then(web, chance: random.Random, began, seconds, kills, mains):
    victims = ["main"] * mains + ["worker"] * kills
    chance.shuffle(victims)
    for number, victim in enumerate(victims, 1):
        moment = began + seconds * number / (len(victims) + 1) + chance.uniform(0, 0.1)
        time.sleep(max(0, moment - time.monotonic()))
        if victim == "main":
            web.kill()
        else:
            with suppress(
                OSError, ValueError
            ):  # None is there just after the main process was killed.
                for pid in chance.sample(web.workers(), 1):
                    os.kill(pid, signal.SIGKILL)


def _checks(machine, forms):
    rows = machine.database.rows("SELECT reference, message, told_at FROM contacts_inquiry")
    stored = [message for _reference, message, _told in rows]
    references = {reference for reference, _message, _told in rows}
    told = {form.reference for form in forms if form.reference}
    keys = {key for (key,) in machine.database.rows("SELECT key FROM mail_message")}
    unheard = [r for r, _m, _t in rows if f"inquiry:{r}:acknowledgement" not in keys]
    singles = {r for r, _m, is_told in rows if is_told}
    own = {key.split(":")[1] for key in keys if key.endswith(":press")}
    interrupted = sum(form.tries > 1 for form in forms)
    return [
        exactly("forms answered 303 in the end", len(told), len(forms)),
        exactly("answered, and not stored", len(told - references), 0),
        exactly("forms without a row, or with two", _odd(forms, stored), 0),
        exactly("rows of no form", len(stored) - len(forms), 0),
        exactly("rows without their acknowledgement", len(unheard), 0),
        exactly("rows told of, without their mail, or the reverse", len(singles ^ own), 0),
        at_most("of 1,000 forms, sent more than twice", _more_than_twice(forms), 10),
        Check("forms that had to be sent again", interrupted, "more than none", interrupted > 0),
    ]


def _odd(forms, stored):
    return sum(stored.count(form.question["message"]) != 1 for form in forms)


def _more_than_twice(forms):
    return 1000 * sum(form.tries > 2 for form in forms) // len(forms)


def restarted(stage):
    """R18: a new release, ten times, under 50 requests a second."""
    restarts = stage.size(10, 1)
    title = f"R18 {restarts} restarts of the web (SIGHUP to granian) under 50 requests a second"
    stage.report.show(title, _restart(stage, restarts, _reload))
    control = _restart(stage, 1, _stop_and_start)
    stage.report.show("    Control: stopped and started", control[:1], must_fail=True)


def _reload(web, uploads):
    """Let granian put new workers in the place of the old ones, one after the other."""
    before = set(web.workers())
    web.process.send_signal(signal.SIGHUP)
    # The new worker has 3.5 s to begin; then the old one is told to end, with what it has.
    time.sleep(4.5)
    lost = sum(upload.finish() != 303 for upload in uploads)
    assert eventually(lambda: web.workers() and not before & set(web.workers()), within=60)
    return lost


def _stop_and_start(web, uploads):
    web.stop()
    web.start()
    return sum(upload.finish() != 303 for upload in uploads)


def _restart(stage, restarts, restart):
    with stage.machine() as machine, Readers(machine.web()) as readers:
        time.sleep(1)
        lost = 0
        for number in range(restarts):
            uploads = [Upload(readers.web, f"{number}.{upload}") for upload in range(4)]
            lost += restart(readers.web, uploads)
        time.sleep(1)
        readers.end()
        statuses = [status for status, _seconds in readers.answers]
        failed = [status for status in statuses if not 200 <= status < 400]
        slow = percentile([seconds for _status, seconds in readers.answers], 99)
        return [
            exactly(f"of {len(statuses)} requests, failed", len(failed), 0),
            exactly("connections reset", failed.count(0), 0),
            below("p99 of the answers", slow * 1000, 1000, "ms"),
            exactly("forms under way meanwhile, that were lost", lost, 0),
        ]


class Readers(Hands):
    """Ten who read five pages a second each, every one over a connection of its own."""

    PAGES = ["/", "/press/", "/news/", "/fundraise/", "/healthz"]

    def __init__(self, web):
        super().__init__(10)
        self.web = web
        self.answers = []  # (status, seconds)

    def work(self, number):
        due = time.monotonic() + number * 0.02
        while not self.over.wait(max(0, due - time.monotonic())):
            due += 0.2
            began = time.monotonic()
            page = self.PAGES[len(self.answers) % len(self.PAGES)]
            status = self.web.ask("GET", page, seconds=20)[0]
            self.answers.append((status, time.monotonic() - began))


class Upload:
    """A form that has been sent by half; `finish` sends the rest and returns the status."""

    def __init__(self, web, number):
        question = web.visitors.question(f"U{number}", f"upload{number}@x.example")
        body = urllib.parse.urlencode(question).encode()
        head = (
            f"POST /press/ HTTP/1.1\r\nHost: 127.0.0.1:{web.port}\r\nConnection: close\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n"
            f"X-Forwarded-For: 10.30.{number}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self.rest = body[100:]
        self.socket = socket.create_connection(("127.0.0.1", web.port), timeout=30)
        self.socket.sendall(head.encode() + body[:100])

    def finish(self):
        with self.socket, suppress(OSError, IndexError, ValueError):
            self.socket.sendall(self.rest)
            return int(self.socket.recv(4096).split()[1])
        return 0
