"""`make bench`: how fast the pages are on a slow phone, by Lighthouse.

    python -m bench.pages [runs]

It starts a newsroom with the samples and asks Lighthouse as for a phone: Slow 4G and a processor
four times slower. The pages take turns, so that a busy moment of this machine falls on all of them.
The report goes to docs/performance/. Ctrl-C ends it with what has been measured so far.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.chart import chart
from bench.report import figures_of, in_words, missed, page_of_report, table, verdict
from tests.conftest import CHROMIUM, CHROMIUM_ARGUMENTS, LIGHTHOUSE
from tests.story.conftest import Newsroom

PAGES = {
    # With everything that an article can have: banner, content note, "Leave this page", picture.
    "article": "/news/night-call-from-the-ice-harbour/",
    "home": "/",
    "list": "/news/",
    "press": "/press/",
    "fundraise": "/fundraise/",
}
RUNS = 5
REPORT = Path(__file__).resolve().parents[1] / "docs" / "performance"


def main() -> int:
    if not LIGHTHOUSE:
        sys.exit("This needs Chromium, Node, and Lighthouse, which `make tools` installs.")
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    figures = {}
    busy = f"{os.getloadavg()[0] / os.cpu_count():.1f}"
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
    print(verdict(figures))
    REPORT.mkdir(exist_ok=True)
    (REPORT / "pages.svg").write_text(chart(figures))
    (REPORT / "pages.md").write_text(page_of_report(figures, circumstances(report, busy)))
    return 1 if missed(figures) else 0


def lighthouse(url: str) -> dict:
    """Return Lighthouse's report of one load, as a phone that was never here."""
    command = [LIGHTHOUSE, url, "--quiet", "--output=json", "--only-categories=performance"]
    command += ["--form-factor=mobile", "--throttling-method=simulate"]
    command += [f"--chrome-flags=--headless=new {' '.join(CHROMIUM_ARGUMENTS)}"]
    environment = os.environ | {"CHROME_PATH": CHROMIUM}
    answer = subprocess.run(command, env=environment, capture_output=True, text=True)  # noqa: S603 our own
    if answer.returncode:
        sys.exit(answer.stderr)
    return json.loads(answer.stdout)


def circumstances(report: dict, busy: str) -> str:
    chromium = report["environment"]["hostUserAgent"].partition("Chrome/")[2].partition(".")[0]
    slow = report["configSettings"]["throttling"]
    return (
        f"Measured on {time.strftime('%Y-%m-%d')} by `make bench`: "
        f"Lighthouse {report['lighthouseVersion']}, Chromium {chromium}. Simulated: "
        f"{slow['rttMs']} ms to the server and back, {slow['throughputKbps']:.0f} kbit/s, a "
        f"processor {slow['cpuSlowdownMultiplier']} times slower. {os.cpu_count()} cores; when it "
        f"began, {busy} processes for each were running or waiting (0 is a quiet machine)."
    )


if __name__ == "__main__":
    sys.exit(main())
