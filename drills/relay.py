"""Drills of the mail server: away, greylisting, refusing, silent, hanging up; and a bad row."""

import hashlib
import time

from drills.evidence import at_most, below, exactly
from drills.flood import percentile
from drills.newsroom import eventually
from drills.posting import Post
from drills.sink import DROP, SILENCE
from drills.stage import wait_until

HOUR, MINUTE = 60 * 60, 60
# What a greylist asks for, and the longest that a worker then waits (20 % by lot).
GREYLIST, LONGEST_GREYLIST = 5 * MINUTE, 6 * MINUTE
MOST_CONNECTS = 12  # for each message
LONGER_THAN_ANY_WAIT = 2 * HOUR


def away_for_an_hour(stage):
    """R3: the mail server hangs up on everybody for an hour, by a clock that runs faster."""
    count, minutes, factor = stage.size((100, 60, 60), (20, 30, 120))
    title = f"R3  mail server away for {minutes} minutes (clock x{factor}), {count} forms"
    stage.report.show(title, _stay_away(stage, count, minutes, factor, []))
    control = _stay_away(stage, 0, 60, 900, ["has_no_pause"])
    title = "    Control: a worker that tries without a pause"
    stage.report.show(title, control[-1:], must_fail=True)


def _stay_away(stage, forms, minutes, factor, mistakes):
    with stage.machine() as machine:
        machine.sink.is_off = True
        web = machine.web() if forms else None
        machine.enqueue(2)
        machine.worker(f"clock={factor}", *mistakes)
        began = time.monotonic()
        checks = _post(stage, web, forms) if web else []
        time.sleep(max(0, began + minutes * MINUTE / factor - time.monotonic()))
        count, connects = len(machine.message_ids()), len(machine.sink.connects)
        machine.sink.is_off = False
        returned = time.monotonic()
        machine.is_done()
        arrived = [entry.at - returned for entry in machine.sink.kept]
        # The worker's waiting counts by its clock, and what it does by ours.
        first, last = min(arrived, default=HOUR), max(arrived, default=HOUR)
        copies = machine.sink.copies
        return [
            *checks,
            exactly("messages lost", len(machine.message_ids() - copies.keys()), 0),
            exactly("copies too many", copies.total() - len(copies), 0),
            exactly("messages in another state than sent", len(copies) - _in(machine, "sent"), 0),
            below("from its return to the last", (first * factor + last) / MINUTE, 5, "min"),
            at_most("connections for each message", round(connects / count, 1), MOST_CONNECTS),
        ]


def _post(stage, web, count):
    for number in range(900, 908):
        Post(web, number)  # Two processes, which load much at their first form.
    posts = [Post(web, number) for number in range(count)]
    # Of 20, one that waits for the other programs of a busy machine would be all that counts.
    share, what = stage.size((100, "the slowest answer"), (90, "90 of 100 answers"))
    slow = percentile([post.seconds for post in posts], share)
    return [
        exactly("forms answered 303", sum(post.status == 303 for post in posts), count),
        below(what, slow * 1000, 500, "ms"),
    ]


def greylists(stage):
    """R4: the first try for each address is answered "later"."""
    count = stage.size(400, 60)
    title = f"R4  greylist: 450 at the first try, {count} addresses"
    stage.report.show(title, _greylist(stage, count, []))
    control = _greylist(stage, 20, ["gives_up_at_a_greylist"])
    title = "    Control: a worker that takes 450 for a refusal"
    stage.report.show(title, control[2:3], must_fail=True)


def _greylist(stage, count, mistakes):
    with stage.machine() as machine:

        def later(phase, recipient, message_id):
            first = phase == "RCPT" and machine.sink.commands["RCPT", recipient] == 1
            return "450 4.2.0 Greylisted" if first else None

        machine.sink.script = later
        machine.enqueue(count)
        machine.worker(*mistakes)
        machine.comes_to_rest()
        machine.let_time_pass(GREYLIST - 30)
        time.sleep(1)  # An idle worker looks more often.
        too_early = len(machine.sink.log)
        machine.let_time_pass(LONGEST_GREYLIST - GREYLIST + 30)
        machine.is_done()
        tries = [number for what, number in machine.sink.commands.items() if what[0] == "RCPT"]
        return [
            exactly("different messages at the mail server", len(machine.sink.copies), count),
            exactly("addresses tried other than twice", sum(n != 2 for n in tries), 0),
            exactly("messages given up", _in(machine, "failed"), 0),
            exactly("tries before five minutes were over", too_early, 0),
        ]


def refuses(stage):
    """R5: one address in ten is refused for good, at RCPT or after the text."""
    count = 100
    title = f"R5  550 and 554 for 10 of {count} addresses"
    stage.report.show(title, _refuse(stage, count, []))
    control = _refuse(stage, 20, ["insists"])
    title = "    Control: a worker that tries again all the same"
    stage.report.show(title, control[1:2], must_fail=True)


def _refuse(stage, count, mistakes):
    def no(phase, recipient, message_id):
        number = int(recipient.removeprefix("reader").partition("@")[0] or 0) if recipient else 1
        if phase == "RCPT" and number % 20 == 0:
            return "550 5.1.1 No such mailbox"
        return "554 5.7.1 Not wanted" if phase == "DOT" and number % 20 == 10 else None

    with stage.machine() as machine:
        machine.sink.script = no
        machine.enqueue(count)
        machine.worker(*mistakes)
        machine.comes_to_rest()
        kept = len(machine.sink.kept)
        # Had one been put off, it would come now.
        machine.let_time_pass(LONGER_THAN_ANY_WAIT)
        machine.comes_to_rest()
        tries = machine.sink.commands
        refused = [f"reader{number}@drill.example" for number in range(0, count, 10)]
        more = sum(tries["RCPT", address] != 1 for address in refused)
        told = "SELECT count(*) FROM mail_message WHERE state = 'failed' AND last_error LIKE '55%'"
        return [
            exactly("messages at the mail server, in the first round", kept, count * 9 // 10),
            exactly("refused addresses tried other than once", more, 0),
            exactly(
                "failed, with the code as the reason",
                machine.database.rows(told)[0][0],
                count // 10,
            ),
            exactly("messages without an end", machine.waiting(), 0),
        ]


def says_nothing(stage):
    """R6: one connection is taken, and nothing is ever said on it."""
    longest = stage.size(15, 4)
    patience = [] if not stage.is_short else [f"patience={longest}"]
    title = f"R6  tarpit: silence on one connection, patience {longest} s"
    stage.report.show(title, _be_silent(stage, longest, patience, has_web=True))
    control = _be_silent(stage, longest, [*patience, "waits_for_ever"])
    title = "    Control: a worker that waits for ever"
    stage.report.show(title, control[3:4], must_fail=True)


def _be_silent(stage, longest, mistakes, has_web=False):
    count = 20
    with stage.machine() as machine:
        sink, web = machine.sink, machine.web() if has_web else None
        sink.script = lambda phase, *about: (
            SILENCE if phase == "CONNECT" and len(sink.connects) == 1 else None
        )
        machine.enqueue(count)
        machine.worker(*mistakes)
        wait_until(lambda: sink.silences)
        machine.worker(*mistakes)
        eventually(lambda: len(sink.copies) == count - 1, longest)
        meanwhile = len(sink.copies)
        post = Post(web, 1).status if web else "none"
        is_still_stuck = sink.silences[0][1] is None
        eventually(lambda: sink.silences[0][1], longest + 1)
        began, ended = sink.silences[0]
        took = (ended or time.monotonic()) - began
        machine.let_time_pass(LONGER_THAN_ANY_WAIT)
        if ended:
            machine.is_done()
        return [
            exactly("others sent meanwhile", meanwhile, count - 1),
            exactly("workers stuck meanwhile", int(is_still_stuck), 1),
            exactly("answer to a form meanwhile", post, 303),
            below("the try on the silent connection", took, longest + 0.5, "s"),
            exactly("messages lost", len(machine.message_ids() - sink.copies.keys()), 0),
            exactly("copies too many", sink.copies.total() - len(sink.copies), 0),
        ]


def hangs_up(stage):
    """R7: a quarter of the messages arrive, and the line is cut before anybody is told."""
    count = stage.size(400, 60)
    title = f"R7  line cut after the last dot: 25 % of {count} messages, three always"
    stage.report.show(title, _hang_up(stage, count, []))
    control = _hang_up(stage, 20, ["repeats_without_end"])
    title = "    Control: a worker that repeats without end"
    stage.report.show(title, control[1:2], must_fail=True)


def _hang_up(stage, count, mistakes):
    unlucky = {f"reader{number}@drill.example" for number in range(3)}
    with stage.machine() as machine:
        sink = machine.sink

        def cut(phase, recipient, message_id):
            if phase != "DOT":
                return None
            lot = f"{stage.seed} {recipient} {sink.copies[message_id]}".encode()
            is_hit = hashlib.sha256(lot).digest()[0] < 64
            return DROP if is_hit or recipient in unlucky else None

        sink.script = cut
        machine.enqueue(count)
        machine.worker(*mistakes)
        for _round in range(6):
            machine.comes_to_rest()
            if not machine.waiting():
                break
            machine.let_time_pass(LONGER_THAN_ANY_WAIT)
        told = {entry.message_id for entry in sink.kept if entry.is_told}
        untold = sink.copies.keys() - told
        parked = machine.message_ids("state = 'parked'")
        shapes = {(entry.message_id, entry.digest) for entry in sink.kept}
        return [
            exactly("messages lost", len(machine.message_ids() - sink.copies.keys()), 0),
            at_most("copies of one message", max(sink.copies.values()), 3),
            exactly("never acknowledged, and not parked", len(untold ^ parked), 0),
            exactly("messages parked (three or more are)", len(parked), len(untold)),
            exactly("copies with other bytes", len(shapes) - len(sink.copies), 0),
            exactly("messages without an end", machine.waiting(), 0),
        ]


def is_poisoned(stage):
    """R8: three rows that no mail can be made of stand before all others."""
    title = "R8  3 messages that cannot be built, before 50 that can"
    stage.report.show(title, _poison(stage, []))
    control = _poison(stage, ["stumbles"])
    title = "    Control: a worker that ends at such a message"
    stage.report.show(title, control[:1], must_fail=True)


def _poison(stage, mistakes):
    with stage.machine() as machine:
        machine.enqueue(3, subject="Poison", to="poison{}@drill.example")
        poisoned = "subject LIKE 'Poison%'"
        machine.database.change(f"UPDATE mail_message SET headers = '\"x\"' WHERE {poisoned}")  # noqa: S608 (ours)
        machine.enqueue(50)
        machine.worker(*mistakes)
        eventually(lambda: len(machine.sink.copies) == 50, 4 if mistakes else 20)
        arrived = len(machine.sink.copies)
        for _round in range(0 if mistakes else 3):
            machine.comes_to_rest()
            machine.let_time_pass(LONGER_THAN_ANY_WAIT)
        thrice = f"{poisoned} AND state = 'failed' AND tries = 3"
        return [
            exactly("those behind, sent in the first round", arrived, 50),
            exactly("failed after exactly three tries", len(machine.message_ids(thrice)), 3),
            exactly("tries of theirs at the mail server", _said_to(machine, "poison"), 0),
        ]


def _said_to(machine, who):
    return sum(n for (_verb, to), n in machine.sink.commands.items() if to.startswith(who))


def _in(machine, state):
    return machine.states().get(state, 0)
