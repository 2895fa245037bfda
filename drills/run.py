"""`make drill`: let a newsroom of our own suffer what it promises to stand, and count.

    python -m drills.run [--short] [--seed NUMBER] [--only R2 …] [--list] [--keep]

The flood and the faults, one after the other, on SQLite; with DATABASE_URL set to a PostgreSQL
server, on databases of our own there. --short is smaller, for every change; --keep writes what
was counted into docs/drills.md. It may be interrupted at any time: what it started ends with it.
"""

import argparse
import os
import signal
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

from drills import (
    database,
    keeping,
    migrating,
    relay,
    restoring,
    secret,
    sending,
    unusable,
    visiting,
)
from drills.evidence import Report, exactly
from drills.flood import flood
from drills.stage import Stage


@dataclass(frozen=True)
class Drill:
    code: str
    what: str
    run: object  # is given the stage
    is_in_short: bool = True

    def is_wanted(self, asked):
        if asked.only:
            return self.code in asked.only
        return self.is_in_short or not asked.short


def main(arguments=None):
    asked = parse(arguments)
    if asked.list:
        print("\n".join(f"{drill.code:<5} {drill.what}" for drill in DRILLS))
        return 0
    # Ends as a Ctrl-C does, so that everything started is ended too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    wanted = [drill for drill in DRILLS if drill.is_wanted(asked)]
    server = os.environ.get("DATABASE_URL", "")
    print(f"Seed {asked.seed}; {load_of_a_core():.1f} processes for each core run beside it.")
    report, found = Report(), {}
    with tempfile.TemporaryDirectory(prefix="newsroom-drills-") as folder:
        print("Preparing a newsroom …", flush=True)
        with Stage(Path(folder), server, is_short=asked.short, seed=asked.seed) as stage:
            stage.report = report
            for drill in wanted:
                print(f"\n{drill.code}: {drill.what} …", flush=True)
                load, before = load_of_a_core(), len(report.tables)
                seconds = suffer(drill, stage)
                found[drill.code] = keeping.entry(
                    report.tables[before:], load=load, seed=asked.seed, seconds=seconds
                )
    print("\n" + "\n".join(keeping.overview(found)))
    print("  + kept   o a control that failed, as it must   X wrong")
    print(f"On {stage.engine}: {keeping.summary(found)}.")
    if asked.keep:
        keeping.keep(stage.engine, found, [drill.code for drill in DRILLS])
    return 1 if report.wrong else 0


def load_of_a_core():
    return os.getloadavg()[0] / (os.cpu_count() or 1)


def suffer(drill, stage):
    """Run a drill, and return how many seconds that took; one that cannot end is a failure."""
    began = time.monotonic()
    try:
        drill.run(stage)
    except Exception as error:
        traceback.print_exc()
        ended = exactly("the drill could not end", type(error).__name__, "none")
        stage.report.show(f"{drill.code} {drill.what}", [ended])
    return time.monotonic() - began


def flooded(stage):
    flood(stage.server, stage.report, is_short=stage.is_short, seed=stage.seed)


DRILLS = [
    Drill("flood", "1,000 questions from one address, and from 1,000", flooded),
    Drill("R1", "the web server is killed while visitors post", visiting.killed),
    Drill("R2", "the mail worker is killed while it sends", sending.killed),
    Drill("R3", "the mail server is away for an hour", relay.away_for_an_hour, is_in_short=False),
    Drill("R4", "the mail server greylists", relay.greylists, is_in_short=False),
    Drill("R5", "the mail server refuses some for good", relay.refuses, is_in_short=False),
    Drill("R6", "the mail server says nothing", relay.says_nothing, is_in_short=False),
    Drill("R7", "the mail server hangs up after the last dot", relay.hangs_up),
    Drill("R8", "a message cannot be built", relay.is_poisoned, is_in_short=False),
    Drill("R9", "the database is locked", database.locked, is_in_short=False),
    Drill("R10", "the disk is full", database.full, is_in_short=False),
    Drill("R12", "many workers deliver at once", sending.many_at_once),
    Drill("R14a", "commits are flushed to the disk", database.flushed, is_in_short=False),
    Drill("R15", "the site is restored from a backup of a busy hour", restoring.restored),
    Drill("R16", "the backup is of no use, or there is none", unusable.unusable),
    Drill("R17", "the database is migrated under load", migrating.migrated),
    Drill("R18", "the web server is restarted under load", visiting.restarted, is_in_short=False),
    Drill("R19", "nobody delivers for a day", sending.away_for_a_day, is_in_short=False),
    Drill("R22", "the site's secret is replaced", secret.rotated, is_in_short=False),
]


def parse(arguments):
    parser = argparse.ArgumentParser(prog="python -m drills.run")
    parser.add_argument("--short", action="store_true", help="smaller, in some three minutes")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--only", nargs="+", metavar="CODE", help="these drills alone")
    parser.add_argument("--list", action="store_true", help="say which drills there are")
    parser.add_argument("--keep", action="store_true", help="write what was counted into docs")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.only or ()) - {drill.code for drill in DRILLS}:
        parser.error(f"There is no drill {', '.join(sorted(unknown))}: see --list.")
    return asked


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("Interrupted; everything that was started has ended.")
