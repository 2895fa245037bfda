"""Drills of the database: locked by somebody else, on a full disk, and flushed to the disk."""

import json
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager
from threading import Thread

import psycopg

from drills.disk import small_disk
from drills.evidence import at_least, at_most, below, exactly
from drills.newsroom import ROOT, eventually
from drills.posting import Post


def locked(stage):
    """R9: somebody else holds the lock of the database, for a moment and for too long."""
    # In the short one, the patience is a tenth: 2 s in place of the 20 s of the settings.
    short, long, patience = stage.size((5, 25, []), (1, 3.5, ["patience=2"]))
    title = f"R9  database locked by another process for {short} s, then for {long} s"
    stage.report.show(title, _lock(stage, short, long, patience))
    control = _lock(stage, short, long, ["patience=0.01", "forgets_what_was_typed"])
    title = "    Control: a web without patience, which forgets what was typed"
    stage.report.show(title, [control[0], control[3]], must_fail=True)


def _lock(stage, short, long, mistakes):
    with stage.machine() as machine:
        web = machine.web(*mistakes)
        workers = web.workers()
        # Two processes, which load much at their first form.
        for number in range(10, 16):
            Post(web, number)
        before = len(machine.database.references())
        with held(machine.database, short):
            first = Post(web, 1)
        with held(machine.database, long):
            second = Post(web, 2)
            reads = web.ask("GET", "/press/", seconds=10)[0]
            rows = len(machine.database.references()) - before
        third = Post(web, 2)
        return [
            exactly("answer to a post, locked for a moment", first.status, 303),
            below("which took", first.seconds, short + 5, "s"),
            exactly("answer to a post, locked for too long", second.status, 503),
            exactly("fields of it that are on that page", second.fields_kept, 4),
            exactly("and it says when to come again", second.says_when, True),
            exactly("answer to who reads meanwhile", reads, 200),
            exactly("rows of it while it was refused", rows, 1),
            exactly("answer to the same post afterwards", third.status, 303),
            exactly("rows in the end", len(machine.database.references()) - before, 2),
            exactly("web workers that ended", len(set(workers) - set(web.workers())), 0),
        ]


@contextmanager
def held(database, seconds):
    """Hold the lock of whoever writes, for so many seconds; leave when it is given back."""
    if database.url:
        connection = psycopg.connect(database.url, autocommit=True)
        take = ["BEGIN", "LOCK TABLE contacts_inquiry, web_tally IN EXCLUSIVE MODE"]
    else:
        connection = sqlite3.connect(database.path, isolation_level=None, check_same_thread=False)
        take = ["BEGIN IMMEDIATE"]
    for statement in take:
        connection.execute(statement)

    def give_back():
        time.sleep(seconds)
        connection.execute("ROLLBACK")
        connection.close()

    holder = Thread(target=give_back)
    holder.start()
    try:
        yield
    finally:
        holder.join()


def full(stage):
    """R10: the disk is full, and then it is not."""
    title = "R10 full disk"
    checks, how = _fill(stage, [], [])
    stage.report.show(f"{title}: {how}", checks)
    control, _how = _fill(stage, ["is_polite"], ["sends_what_it_cannot_record"])
    title = "    Control: a web that thanks for everything, a worker that records nothing"
    stage.report.show(title, [control[2], control[4]], must_fail=True)


def _fill(stage, of_the_web, of_the_worker):
    with small_disk(stage) as (machine, disk):
        web = machine.web(*of_the_web)
        machine.sink.script = lambda phase, *about: 0.1 if phase == "DOT" else None
        machine.worker(*of_the_worker)
        posts = [Post(web, number) for number in range(5)]
        machine.enqueue(60)
        disk.fill()
        while len(posts) < 300 and sum(post.status != 303 for post in posts) < 5:
            posts.append(Post(web, len(posts)))
            if of_the_web and len(posts) > 80:
                break
        time.sleep(3)
        sent = machine.sink.copies.total()
        disk.free()
        # Asked now: of a full disk, SQLite cannot even be asked.
        unrecorded = sent - machine.states().get("sent", 0)
        refused = [post for post in posts if post.status != 303]
        told = {post.reference for post in posts if post.status == 303}
        last = Post(web, len(posts))
        is_done = machine.is_done() if not of_the_worker else True
        copies = machine.sink.copies
        checks = [
            at_least("posts that were refused", len(refused), 5),
            exactly("refused other than by 503, Retry-After and the text", _rude(refused), 0),
            exactly("answered 303, and not stored", len(told - machine.database.references()), 0),
            exactly("answer to a post when there is room again", last.status, 303),
            at_most("mails sent and not recorded while it was full", unrecorded, 1),
            exactly("copies too many in the end", copies.total() - len(copies), 0),
            exactly("messages that have no end", 0 if is_done else machine.waiting(), 0),
            exactly("complaints of the database's own check", disk.complaints(), 0),
        ]
        return checks, disk.how


def _rude(refused):
    return sum(p.status != 503 or not p.says_when or p.fields_kept < 4 for p in refused)


def flushed(stage):
    """R14a: each commit is on the disk before it is answered for.

    Killing cannot show this, as the operating system keeps what a killed process has written.
    """
    commits = 100
    title = f"R14a flushes to the disk by {commits} commits"
    stage.report.show(title, [at_least(*_flushes(stage, commits, []), commits)])
    # The least of three: a PostgreSQL server flushes for others too.
    control = min(
        _flushes(stage, commits, ["does_not_flush"]) for _ in range(3 if stage.url else 1)
    )
    title = "    Control: a database that does not flush"
    stage.report.show(title, [at_least(*control, commits)], must_fail=True)


def _flushes(stage, commits, mistakes):
    with stage.machine() as machine:
        task = [sys.executable, "-m", "drills.nursery"]
        task.append(json.dumps(machine.task("enqueue", mistakes, count=commits)))
        environment = stage.environment(machine.folder, machine.url)
        if machine.url:
            # The server flushes, not the newsroom; it counts that for all its databases.
            before = _wal_syncs(machine.database)
            subprocess.run(task, cwd=ROOT, env=environment, check=True)
            eventually(lambda: _wal_syncs(machine.database) - before >= commits, within=3)
            return "flushes of the log, as the server counts them", (
                _wal_syncs(machine.database) - before
            )
        assert shutil.which("strace"), "R14a needs strace."
        summary = machine.folder / "calls"
        trace = ["strace", "-f", "-c", "-e", "trace=fsync,fdatasync", "-o", str(summary)]
        subprocess.run([*trace, *task], cwd=ROOT, env=environment, check=True)
        lines = [line.split() for line in summary.read_text().splitlines()]
        calls = [int(line[3]) for line in lines if line and line[-1] in ("fsync", "fdatasync")]
        return "calls of fsync and fdatasync, as strace counts them", sum(calls)


def _wal_syncs(database):
    return database.rows("SELECT wal_sync FROM pg_stat_wal")[0][0]
