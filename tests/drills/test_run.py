"""`make drill` ends with an error where a promise is broken, and where a control is not noticed."""

import json
import os
import subprocess
import sys
from argparse import Namespace
from pathlib import Path
from types import SimpleNamespace

import pytest

from drills import keeping, run, spoiled
from drills.evidence import Report, at_least, at_most, below, exactly

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def stage():
    return SimpleNamespace(report=Report(), is_short=True)


def test_a_drill_that_cannot_end_is_a_failure(stage, capsys):
    def explode(_stage):
        raise OSError("no room")

    run.suffer(run.Drill("R0", "nothing works", explode), stage)

    assert stage.report.wrong == 1
    assert "OSError" in capsys.readouterr().out


def test_chooses_drills_by_code():
    long = run.Drill("R0", "takes long", None, is_in_short=False)

    assert long.is_wanted(Namespace(only=None, short=False))
    assert not long.is_wanted(Namespace(only=None, short=True))
    assert long.is_wanted(Namespace(only=["R0"], short=True))
    assert not long.is_wanted(Namespace(only=["R1"], short=False))


def test_each_drill_has_a_code_of_its_own(capsys):
    assert run.main(["--list"]) == 0

    codes = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert len(codes) == len(set(codes)) == len(run.DRILLS)


def test_does_not_know_a_drill_of_another_name(capsys):
    with pytest.raises(SystemExit):
        run.main(["--only", "R99"])

    assert "R99" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("check", "is_kept"),
    [
        (at_least("flushes", 100, 100), True),
        (at_least("flushes", 99, 100), False),
        (below("p99", 999.9, 1000, "ms"), True),
        (below("p99", 1000, 1000, "ms"), False),
    ],
)
def test_a_limit_belongs_to_what_it_limits(check, is_kept):
    assert check.is_kept is is_kept


def test_keeps_what_was_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(keeping, "FOLDER", tmp_path / "drills")
    monkeypatch.setattr(keeping, "PAGE", tmp_path / "drills.md")
    report = Report()
    report.show("R0  one & all", [exactly("lost", 0, 0), at_most("copies", 4, 3)])
    report.show("    Control: none", [exactly("lost", 7, 0)], must_fail=True)
    found = {"R0": keeping.entry(report.tables, load=0.5, seed=2026, seconds=1.5)}
    other = {"R9": keeping.entry(report.tables[:1], load=0.5, seed=1, seconds=3)}

    keeping.keep("SQLite", other, ["R0", "R9"])
    keeping.keep("SQLite", found, ["R0", "R9"])

    assert report.wrong == 1
    assert "2 of 3 lines" in keeping.summary(found)
    assert [line[70:].strip() for line in keeping.overview(found)] == ["+X", "o"]
    page = (tmp_path / "drills.md").read_text()
    assert "| copies | 4 | at most 3 | WRONG |" in page
    assert "| lost | 7 | exactly 0 | failed, as it must |" in page
    picture = (tmp_path / "drills" / "sqlite.svg").read_text()
    assert "one &amp; all" in picture
    assert picture.count("<rect") == 1 + 3 + 2
    assert list(json.loads((tmp_path / "drills" / "sqlite.json").read_text())) == ["R0", "R9"]


# In a process of its own: what is spoiled there stays spoiled.
EACH_MISTAKE = """
import django
django.setup()
from drills import spoiled
for name in {names}:
    spoiled.spoil([name])
"""


@pytest.mark.slow
def test_each_mistake_can_still_be_made(tmp_path):
    names = [
        f"{name}=2" if name in {"clock", "hours_later", "patience"} else name
        for name, made in vars(spoiled).items()
        if callable(made) and made.__module__ == spoiled.__name__ and name[0] != "_"
    ]
    assert "stumbles" in names
    names.remove("spoil")

    subprocess.run(
        [sys.executable, "-c", EACH_MISTAKE.format(names=names)],
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "ijmsite.settings"},
        check=True,
    )
