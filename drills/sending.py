"""Drills of the mail worker itself: killed, many at once, away for a day."""

import json
import time
from itertools import pairwise

from drills.evidence import at_most, exactly
from drills.posting import Post
from drills.stage import wait_until

LEASE = 2  # seconds, in place of 300: a dead worker's message waits so long
MINUTE = 60
DAY = 24 * 60 * MINUTE


def killed(stage):
    """R2: `kill -9` of a worker while it sends."""
    count, kills = stage.size((400, 40), (100, 10))
    what = f"{count} messages, 2 workers, {kills} times kill -9"
    title = f"R2  kill -9 of the mail worker: {what}"
    stage.report.show(title, _kill_workers(stage, count, kills, []))
    # One worker, so that each time it is a working one that is killed.
    lost = _kill_workers(stage, 20, 5, ["marks_before_sending"], workers=1)
    stage.report.show("    Control: marked as sent before it is", lost[2:3], must_fail=True)
    # So many that each kill meets a batch that is well begun, on a fast machine too.
    copied = _kill_workers(stage, 200, 10, ["commits_in_batches"])
    stage.report.show("    Control: 20 messages to a commit", copied[3:4], must_fail=True)


def _kill_workers(stage, count, kills, mistakes, workers=2):
    with stage.machine() as machine:
        sink = machine.sink
        # So that a worker is killed before its message has arrived as well as after.
        delays = {"RCPT": 0.02 if workers > 1 else 0.2, "DOT": 0.01}
        sink.script = lambda phase, *about: delays.get(phase)
        machine.enqueue(count)
        pids = [machine.worker(*mistakes, lease=LEASE) for _ in range(workers)]
        for kill in range(1, kills + 1):
            goal = kill * count // (kills + 2)
            wait_until(lambda goal=goal: len(sink.log) >= goal or not machine.waiting())
            if workers == 1:
                begun = sink.commands.total()
                wait_until(lambda begun=begun: sink.commands.total() > begun)
            # Before, while and after the server says OK.
            time.sleep(stage.random.uniform(0, 0.03))
            victim = stage.random.randrange(workers)
            machine.kill(pids[victim])
            pids[victim] = machine.worker(*mistakes, lease=LEASE)
        is_done = machine.is_done()
        copies = sink.copies
        return [
            exactly("different messages at the mail server", len(copies), count),
            exactly("messages that have no end", 0 if is_done else machine.waiting(), 0),
            exactly("messages lost", len(machine.message_ids() - copies.keys()), 0),
            at_most("copies too many", copies.total() - len(copies), kills),
            at_most("copies of one message", max(copies.values()), 3),
            exactly("messages with copies of different bytes", _different(sink), 0),
        ]


def _different(sink):
    """Return how many messages have arrived in more than one shape."""
    return len({(entry.message_id, entry.digest) for entry in sink.kept}) - len(sink.copies)


def many_at_once(stage):
    """R12: more workers than one, and sweepers beside them."""
    count = stage.size(400, 100)
    title = f"R12 {count} messages, 4 workers and 2 sweepers at once"
    stage.report.show(title, _share(stage, count, []))
    # So many that no worker has sent them all before the others have started.
    control = _share(stage, 400, ["claims_without_a_lock"])
    title = "    Control: workers that take a message without a lock"
    stage.report.show(title, control[1:2], must_fail=True)


def _share(stage, count, mistakes):
    with stage.machine() as machine:
        machine.enqueue(count)
        for number in range(6):
            machine.worker(*mistakes, once=number >= 4)
        is_done = machine.is_done()
        copies = machine.sink.copies
        return [
            exactly("different messages at the mail server", len(copies), count),
            exactly("copies too many", copies.total() - len(copies), 0),
            exactly("messages that have no end", 0 if is_done else machine.waiting(), 0),
        ]


def away_for_a_day(stage):
    """R19: nobody delivers for a day; then all of it leaves, the oldest first."""
    count = stage.size(200, 20)
    title = f"R19 no mail worker for a day, {count} forms"
    stage.report.show(title, _come_back(stage, count, []))
    control = _come_back(stage, 0, ["takes_the_newest_first"])
    title = "    Control: a worker that takes the newest first"
    stage.report.show(title, control[-1:], must_fail=True)


def _come_back(stage, count, mistakes):
    with stage.machine() as machine:
        checks = _post_without_worker(machine, count) if count else []
        machine.enqueue(20)
        machine.let_time_pass(DAY)
        expected = machine.message_ids()
        order = _in_order(machine)
        machine.worker(*mistakes)
        is_done = machine.is_done()
        copies = machine.sink.copies
        sent = [order[entry.message_id] for entry in machine.sink.kept if entry.message_id in order]
        too_early = sum(first > second for first, second in pairwise(sent))
        return [
            *checks,
            exactly("messages lost", len(expected - copies.keys()), 0),
            exactly("copies too many", copies.total() - len(copies), 0),
            exactly("messages that have no end", 0 if is_done else machine.waiting(), 0),
            exactly("messages that left before an older one", too_early, 0),
        ]


def _post_without_worker(machine, count):
    """Post forms, and see when /readyz tells a monitor that nobody carries the mail."""
    web = machine.web()
    posts = [Post(web, number) for number in range(count)]
    at_once = sum(post.status == 303 for post in posts)
    machine.let_time_pass(14 * MINUTE)
    early = _alarm(web)
    machine.let_time_pass(2 * MINUTE)
    return [
        exactly("forms answered 303", at_once, count),
        exactly("alarm of the queue after 14 minutes", early, "ok"),
        exactly("alarm of the queue after 16 minutes", _alarm(web), "failing"),
    ]


def _alarm(web):
    return json.loads(web.ask("GET", "/readyz")[2]).get("oldest mail")


def _in_order(machine):
    """Return the place of each message in the queue, by its Message-ID."""
    rows = machine.database.rows("SELECT message_id FROM mail_message ORDER BY next_try_at")
    return {message_id: place for place, (message_id,) in enumerate(rows)}
