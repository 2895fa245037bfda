"""`make bench-phone`: how fast the pages are on a slow phone, by Lighthouse.

    python -m bench.phone.pages [runs] [--anyway]

It starts a newsroom with the samples and asks Lighthouse as for a phone: Slow 4G and a processor
four times slower. The pages take turns, so that a busy moment of this machine falls on all of them.
The report goes to docs/performance/. Ctrl-C ends it with what has been measured so far.

Lighthouse multiplies by four what its own processor took, its neighbours' share included: on a busy
machine it does not start, or, with `--anyway`, measures and marks the report as not valid.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.phone.chart import chart
from bench.phone.report import QUIET, figures_of, in_words, missed, page_of_report, table, verdict
from tests.conftest import CHROMIUM, CHROMIUM_ARGUMENTS, LIGHTHOUSE
from tests.story.conftest import Newsroom

PAGES = {
    # With everything that an article can have: content note, "Leave this page", picture.
    "article": "/news/night-call-from-the-ice-harbour/",
    "home": "/",
    "list": "/news/",
    "press": "/press/",
    "fundraise": "/fundraise/",
}
RUNS = 5
REPORT = Path(__file__).resolve().parents[2] / "docs" / "performance"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.phone.pages")
    parser.add_argument("runs", nargs="?", type=int, default=RUNS)
    parser.add_argument("--anyway", action="store_true", help="measure on a busy machine too")
    asked = parser.parse_args(arguments)
    if not LIGHTHOUSE:
        sys.exit("This needs Chromium, Node, and Lighthouse, which `make tools` installs.")
    load = busy()
    if load > QUIET and not asked.anyway:
        sys.exit(
            f"This machine is busy: {load:.1f} processes for each core are running or waiting, "
            f"at most {QUIET} may. What is measured now says little; "
            f"`{parser.prog} --anyway` measures, and marks the report as not valid."
        )
    rounds, figures = asked.runs, {}
    report = {}
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as data_dir:
        newsroom = Newsroom(Path(data_dir))
        try:
            print("Starting a newsroom with the samples …", flush=True)
            newsroom.start(within=600)
            for number in range(1, rounds + 1):
                for page, path in PAGES.items():
                    report = lighthouse(newsroom.url + path)
                    run = figures_of(report)
                    figures.setdefault(page, []).append(run)
                    print(f"{number}/{rounds}  {page:10}", *in_words(run), sep="  ", flush=True)
        except KeyboardInterrupt:
            print("\nStopped; the report is left as it was.")
        finally:
            newsroom.stop()
    if not figures:
        return 1
    print(f"\n{table(figures)}\n")
    if len(figures) < len(PAGES) or any(len(runs) < rounds for runs in figures.values()):
        return 1
    print(verdict(figures, load))
    REPORT.mkdir(exist_ok=True)
    (REPORT / "pages.svg").write_text(chart(figures))
    words = page_of_report(figures, load, circumstances(report, load))
    (REPORT / "pages.md").write_text(words)
    return 1 if missed(figures) or load > QUIET else 0


def busy() -> float:
    """Return how many processes were running or waiting for each core, in the last minute."""
    return os.getloadavg()[0] / os.cpu_count()


def lighthouse(url: str) -> dict:
    """Return Lighthouse's report of one load, as a phone that was never here."""
    command = [LIGHTHOUSE, url, "--quiet", "--output=json", "--only-categories=performance"]
    command += ["--form-factor=mobile", "--throttling-method=simulate"]
    command += [f"--chrome-flags=--headless=new {' '.join(CHROMIUM_ARGUMENTS)}"]
    environment = os.environ | {"CHROME_PATH": CHROMIUM}
    answer = subprocess.run(command, env=environment, capture_output=True, text=True)  # noqa: S603 (our own)
    if answer.returncode:
        sys.exit(answer.stderr)
    return json.loads(answer.stdout)


def circumstances(report: dict, load: float) -> str:
    chromium = report["environment"]["hostUserAgent"].partition("Chrome/")[2].partition(".")[0]
    slow = report["configSettings"]["throttling"]
    return (
        f"Measured on {time.strftime('%Y-%m-%d')} by `make bench-phone`: "
        f"Lighthouse {report['lighthouseVersion']}, Chromium {chromium}. Simulated: "
        f"{slow['rttMs']} ms to the server and back, {slow['throughputKbps']:.0f} kbit/s, a "
        f"processor {slow['cpuSlowdownMultiplier']} times slower. {os.cpu_count()} cores; when it "
        f"began, {load:.1f} processes for each were running or waiting (0 is a quiet machine)."
    )


if __name__ == "__main__":
    sys.exit(main())
