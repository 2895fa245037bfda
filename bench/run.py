"""`make bench`: the site beside its references, figure by figure, with a verdict for each.

    python -m bench.run [--quick] [--only STUDY …] [--again] [--report]

What is finished is kept: stopped by Ctrl-C and started again on the same commit, it goes on where
it stopped. With `--quick` (`QUICK=1 make bench`) it answers in three minutes and says what it left
out; with `--only` it measures some studies anew. Both write no report; `--report` writes one of
what was kept on this commit, and names the rest. DATABASE_URL names a PostgreSQL server, on which
it makes databases of its own; they and all else that it prepares in BENCH_DIR (var/bench) are used
again.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
import traceback
from importlib import import_module
from pathlib import Path

from bench import drawing, load
from bench.figures import STUDIES
from bench.figures.study import Result, Study
from bench.keeping import Keeper, as_json, circumstances, commit
from bench.load import LeftOutError
from bench.place import ROOT, Place
from bench.subjects import NAMES
from bench.tables import is_wrong, page, report, summary, verdicts, where

REPORT = ROOT / "docs" / "performance"
RESULTS = ROOT / "bench" / "results.json"
SIGNALS = [signal.SIGINT, signal.SIGTERM]
WAGTAIL = ROOT / "bench" / "requirements-wagtail.txt"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.run")
    parser.add_argument("--quick", action="store_true", help="three minutes; says what is left out")
    parser.add_argument("--only", nargs="+", metavar="STUDY", help="measure these anew")
    parser.add_argument("--again", action="store_true", help="forget what was kept")
    parser.add_argument(
        "--report", action="store_true", help="write what was kept, measure nothing"
    )
    parser.add_argument("--list", action="store_true", help="name the studies")
    asked = parser.parse_args(arguments)
    if asked.list:
        print("\n".join(f"{study.name:20} {study.says}" for study in STUDIES))
        return 0
    if unknown := set(asked.only or []) - {study.name for study in STUDIES}:
        parser.error(f"There is no study {', '.join(sorted(unknown))}; --list names them.")
    for number in SIGNALS:
        signal.signal(number, stop)
    # Else modules of ours, but not of packages, would be compiled anew at each start.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    studies = [study for study in STUDIES if not asked.only or study.name in asked.only]
    base = Path(os.environ.get("BENCH_DIR") or ROOT / "var" / "bench").resolve()
    base.mkdir(parents=True, exist_ok=True)
    place = Place(base, asked.quick, os.environ.get("DATABASE_URL", ""), said, subjects())
    found = circumstances(commit(), WAGTAIL, os.getloadavg()[0] / (os.cpu_count() or 1))
    print(f"{where(found)}\n", flush=True)
    keeper = Keeper(base / "kept" / ("quick" if asked.quick else "long"), belongs_to(found))
    if asked.again:
        keeper.forget()
    if asked.report:
        absent = "not measured in this run"
        results = {s.name: keeper.find(s.name) or s.left_out(absent) for s in studies}
        write_report(studies, results, found)
        return 1 if is_wrong(verdicts(studies, results)) else 0
    get_wrk()
    try:
        results = measure(place, studies, keeper, anew=bool(asked.only))
    except KeyboardInterrupt:
        print("\nStopped, with every server. The same command goes on from here.")
        return 130
    rows = verdicts(studies, results)
    print(f"\n{report(studies, results)}\n\n{summary(rows)}")
    if not asked.only:
        keeper.forget()
        if not asked.quick:
            write_report(studies, results, found)
    return 1 if is_wrong(rows) else 0


def said(words: str) -> None:
    print(words, flush=True)


def stop(_signum, _frame) -> None:
    """Stop, and let nobody interrupt the stopping of the servers."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def subjects() -> dict:
    return {name: import_module(f"bench.subjects.{name}") for name in NAMES}


def belongs_to(found: dict) -> str:
    return f"{found['commit']} {found['machine']} {found['versions']}"


def get_wrk() -> None:
    """Install wrk where that is possible; else each figure that needs it says so."""
    if load.WRK is None and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing wrk …", flush=True)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "wrk"]
        subprocess.run(command, capture_output=True, check=False)  # noqa: S603 (a fixed command)
        load.WRK = shutil.which("wrk")


def measure(
    place: Place, studies: list[Study], keeper: Keeper, *, anew: bool = False
) -> dict[str, Result]:
    """Return the result of each study: kept from a run that was stopped, or measured now."""
    results = {}
    for number, study in enumerate(studies, start=1):
        title = f"{number}/{len(studies)}  {study.says} ({study.name})"
        kept = None if anew else keeper.find(study.name)
        if kept:
            place.say(f"{title}: kept")
            results[study.name] = kept
            continue
        if place.quick and study.not_quick:
            place.say(f"{title}: left out, {study.not_quick}")
            results[study.name] = study.left_out(f"not with QUICK=1: {study.not_quick}")
            continue
        place.say(title)
        started = time.monotonic()
        results[study.name] = result = attempt(place, study)
        place.say(f"    {time.monotonic() - started:.0f} s\n")
        if not (result.failed or result.left_out):
            keeper.keep(study.name, result)
    return results


def attempt(place: Place, study: Study) -> Result:
    """Measure a study; what cannot be measured says why, and the others go on."""
    try:
        return study.run(place)
    except LeftOutError as error:
        place.say(f"    left out: {error}")
        return study.left_out(str(error))
    except Exception as error:
        # Hours of measuring do not end with one study.
        place.say(f"    failed: {traceback.format_exc()}")
        return Result(failed=f"{type(error).__name__}: {' '.join(str(error).split())[-150:]}")


def write_report(studies: list[Study], results: dict[str, Result], found: dict) -> None:
    REPORT.mkdir(exist_ok=True)
    RESULTS.write_text(as_json(results, found))
    (REPORT / "bench.md").write_text(page(studies, results, found))
    (REPORT / "bench-ratios.svg").write_text(drawing.ratios(studies, results))
    (REPORT / "bench-growth.svg").write_text(drawing.growth(studies, results))


if __name__ == "__main__":
    sys.exit(main())
