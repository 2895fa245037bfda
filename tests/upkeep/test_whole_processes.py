"""The night it is needed: an empty machine, a backup, and the commands as somebody types them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as site

from .conftest import KEY

NO_LATER = ["--without-later-erasures"]
ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.ci,
    pytest.mark.engine("sqlite"),
]


@pytest.fixture
def machine(tmp_path, settings):
    """Return a function that runs a command of an empty machine, and returns its end and words."""
    environment = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path / "machine"),
        "LEDGER_KEY": site.LEDGER_KEY,
        "BACKUP_KEY": KEY,
        "BACKUP_DIR": str(tmp_path / "new backups"),
    }
    settings.BACKUP_KEY = KEY

    def run(*arguments, **changes):
        ended = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=environment | changes,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert "Traceback" not in ended.stderr, ended.stderr
        return ended.returncode, ended.stdout + ended.stderr

    return run


def test_an_empty_machine_becomes_the_site_again_and_is_backed_up_anew(
    filled, backup, place, machine, tmp_path
):
    made = backup()

    code, said = machine("restore", str(place), *NO_LATER, BACKUP_KEY="b" * 40)
    assert code == 1
    assert "is not the key it was made with" in said
    code, said = machine("restore", str(place), *NO_LATER)
    assert code == 0, said
    assert made.name in said
    code, said = machine("restore", str(place), *NO_LATER)
    assert code == 1
    assert "There is a database" in said
    assert machine("backup")[0] == 0
    code, said = machine("doctor", "--json")

    found = json.loads(said)["checks"]
    assert code == 2
    assert found["mail worker"]["level"] == "failure"
    assert {found[name]["level"] for name in ["database", "migrations", "backup", "restore"]} == {
        "ok"
    }
    assert found["backup files"]["level"] == "ok"
