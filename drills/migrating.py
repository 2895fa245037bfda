"""Drill of a migration while the code of before goes on, and of the way back to that code.

The project's own migrations stay as they are: a copy of the code gets new fields, and Django makes
the migration from them. The table is that of the mails, to which each question adds rows.
"""

import shutil
import time
from concurrent.futures import ThreadPoolExecutor

from drills import archive
from drills.evidence import at_least, below, exactly
from drills.load import POST, Load
from drills.newsroom import ROOT
from drills.restoring import held

A_SECOND = 50
ASKED = [POST, "/news/", POST, "/press/", "/"]
PATIENCE = 20  # seconds for a lock of the database, as in the settings
LEFT_OUT = shutil.ignore_patterns(".*", "var", "tests", "bench", "deploy", "node_modules")
FIELD = '\nMessage.add_to_class("{}", models.CharField(max_length=20, {}))\n'
# For the second, SQLite writes the table anew.
EXPANDS = FIELD.format("drill_note", "null=True") + FIELD.format(
    "drill_kind", 'default="new", db_default="old"'
)
BREAKS = FIELD.format("drill_port", 'default="home"')
# What goes on, as the report says it.
BEFORE = "to the old code before it"
DURING = "to the old code while it ran"
AFTER = "to the old code after it"
NEW = "to the new code"
BACK = "to the old code again"
BROKEN = "to the old code after that"


def migrated(stage):
    """R17: a migration under load, then the new code, then the old one on the new tables."""
    rows, requests = stage.size((100_000, 250), (5_000, 30))
    with stage.machine() as machine, ThreadPoolExecutor(1) as hand:
        releases = hand.submit(_releases, machine)
        archive.fill(machine, rows)
        old = machine.web()
        machine.worker()
        (new, refused), (worse, worse_refused) = releases.result()
        with Load(old, A_SECOND, ASKED, "migrated.example") as load:
            load.go_on(BEFORE, requests)
            took = _migrate(machine, new, load, DURING)
            load.go_on(AFTER, requests)
            load.web = machine.web(root=new)
            load.go_on(NEW, requests)
            # As in a rollback, which starts the old code anew.
            load.web = old if stage.is_short else machine.web()
            load.go_on(BACK, requests)
            _migrate(machine, worse, load, "")
            load.go_on(BROKEN, requests)
        pending = machine.manage("migrate", "--check", root=new)[0]
        checks = [
            exactly("refusals by lint_migrations", refused, 0),
            *[_wrong(load, during) for during in (BEFORE, DURING, AFTER, NEW, BACK)],
            *_of_the_rows(machine, load, rows),
            exactly("end of `migrate --check` of the new code", pending, 0),
        ]
        control = [exactly("refusals by lint_migrations", worse_refused, 0), _wrong(load, BROKEN)]
    title = f"R17 migration of {rows:,} rows in {took:.1f} s under {A_SECOND} requests a second"
    stage.report.show(title, checks)
    title = "    Control: a new field that may not be empty, with a default of Python's alone"
    stage.report.show(title, control, must_fail=True)


def _releases(machine):
    """Make the next release of the code, and a careless one after it."""
    new = _release(machine, ROOT, "expand", EXPANDS)
    return new, _release(machine, new[0], "worse", BREAKS)


def _release(machine, root, name, fields):
    """Make the next release of the code at `root`, with new fields of the mails.

    Return where it stands, and how lint_migrations ended: 0, 1 where it refuses this migration, or
    else -1.
    """
    code = shutil.copytree(root, machine.folder / name, ignore=LEFT_OUT)
    # What was there before counts as released.
    machine.must("lint_migrations", "--release", root=code)
    with (code / "ijmsite" / "mail" / "models.py").open("a") as models:
        models.write(fields)
    machine.must("makemigrations", "mail", "--name", name, root=code)
    ended, said = machine.manage("lint_migrations", root=code)
    refused = 1 if f"_{name}: " in said else -1
    return code, refused if ended == 1 else -1 if ended else 0


def _migrate(machine, code, load, during):
    """Migrate, and return how many seconds that took, with the start of the command."""
    load.during, began = during, time.monotonic()
    machine.must("migrate", "--no-input", "--verbosity", "0", root=code)
    return time.monotonic() - began


def _wrong(load, during):
    asked = load.of(during)
    wrong = sum(not one.is_right for one in asked)
    return exactly(f"of {len(asked)} requests {during}, failed", wrong, 0)


def _of_the_rows(machine, load, rows):
    database = machine.database
    during = load.of(DURING)
    counts = {
        name: database.rows(f"SELECT count(*) FROM mail_message WHERE {condition}")[0][0]  # noqa: S608 (ours)
        for name, condition in {
            "old": "key LIKE 'Old:%' AND drill_kind = 'old'",
            "new": "drill_kind = 'new'",
            "ended": "state IN ('failed', 'parked')",
        }.items()
    }
    return [
        at_least("of them while it ran", len(during), 20),
        below("the longest answer of these", max(one.seconds for one in during), PATIENCE, "s"),
        *held(database, load.acknowledged(), "questions acknowledged, and not stored"),
        exactly("rows of before, with the database's default", counts["old"], rows + 1),
        at_least("rows of the new code, with its own value", counts["new"], 1),
        exactly("mails that the old worker could not send", counts["ended"], 0),
    ]
