"""A failing release, the way back, and one that goes well."""

import re

import pytest

from .machine import Machine

pytestmark = [pytest.mark.slow, pytest.mark.ci]

# It adds, and it destroys: a way back that takes the code alone would show.
MIGRATION = """from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("news", "{after}")]
    operations = [
        migrations.RunSQL("CREATE TABLE added (x integer)"),
        migrations.RunSQL("DELETE FROM web_tally"),
    ]
"""
TABLES = "SELECT name FROM sqlite_master WHERE name = 'added'"
KEPT = "SELECT count FROM web_tally WHERE key = 'a visitor'"
NO_PAGE = {"templates/fundraisers/fundraiser_form.html": "{% nothing %}"}
NO_WORKER = {"ijmsite/mail/management/commands/deliver_mail.py": "raise SystemExit('no')\n"}


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    """Return a machine that runs v1.0.0, and knows a release that goes well and two that fail."""
    machine = Machine(tmp_path_factory.mktemp("machine"))
    machine.copy_sources()
    newest = max(path.stem for path in machine.folder.glob("source/news/migrations/0*.py"))
    migration = {"news/migrations/9001_adds.py": MIGRATION.format(after=newest)}
    machine.release("v1.0.0")
    for tag, files in {"v1.1.0": NO_PAGE, "v1.2.0": NO_WORKER, "v1.3.0": {}}.items():
        machine.git("reset", "--quiet", "--hard", "v1.0.0")
        machine.release(tag, files | migration)
    machine.install("v1.0.0")
    machine.ask("INSERT INTO web_tally VALUES ('a visitor', datetime('now'), 7)")
    yield machine
    machine.stop()


@pytest.mark.parametrize(
    ("tag", "why"),
    [
        ("v1.1.0", "/fundraise/ answers 500"),
        # It is waited for. On a slow machine five minutes pass, and /readyz says it first.
        pytest.param(*("v1.2.0", "does not stay up|/readyz answers 503"), marks=pytest.mark.audit),
    ],
)
def test_a_release_that_fails_leaves_code_and_database_as_they_were(machine, tag, why):
    done = machine.upgrade(tag)

    assert done.returncode == 1, done.stdout
    assert re.search(why, done.stderr)
    assert "Nothing has changed: v1.0.0 is running again." in done.stderr
    assert machine.runs() == "v1.0.0"
    assert machine.is_ready()
    assert machine.ask(TABLES) == []
    assert machine.ask(KEPT) == [(7,)]
    assert not [*machine.folder.glob("data/before-upgrade*")]
    # What came in while visitors were let in already is not thrown away.
    assert bool([*machine.folder.glob("data/failed-*.db")]) == (tag == "v1.2.0")


def test_begins_only_where_all_is_well(machine):
    machine.run("systemctl", "stop", "ijmsite-web")
    try:
        done = machine.upgrade("v1.3.0")
    finally:
        machine.run("systemctl", "start", "ijmsite-web")

    assert done.returncode == 1
    assert "not ready as it is" in done.stderr
    assert machine.runs() == "v1.0.0"


def test_knows_no_release_that_is_not_there(machine):
    machine.wait()
    done = machine.upgrade("v9.9.9")

    assert done.returncode == 1
    assert "There is no release v9.9.9." in done.stderr
    assert machine.is_ready()


def test_a_release_that_goes_well_runs_afterwards(machine):
    machine.wait()
    done = machine.upgrade("v1.3.0")

    assert done.returncode == 0, done.stderr
    assert machine.runs() == "v1.3.0"
    assert machine.is_ready()
    assert machine.ask(TABLES) == [("added",)]
    assert machine.ask(KEPT) == []
    # With a backup made before it, and the way back beside it.
    assert len([*machine.folder.glob("backups/2*")]) >= 2
    kept = {path.name for path in machine.folder.glob("base/releases/*")}
    assert kept == {"v1.0.0", "v1.3.0"}
