"""The report of `make bench-phone`: what Lighthouse said, in a table, a picture and a verdict."""

from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from bench.phone.chart import chart
from bench.phone.report import QUIET, figures_of, missed, table, verdict

GOOD = [99, 1.7, 20, 0.0, 69.0, 16]
SLOW = [90, 2.4, 20, 0.0, 69.0, 16]


def report_of_lighthouse():
    def request(size, kind, url="http://127.0.0.1/"):
        return {"url": url, "transferSize": size, "resourceType": kind}

    return {
        "lighthouseVersion": "12.8.2",
        "environment": {"hostUserAgent": "Chrome/156.0"},
        "configSettings": {
            "throttling": {"rttMs": 150, "throughputKbps": 1638.4, "cpuSlowdownMultiplier": 4}
        },
        "categories": {"performance": {"score": 0.99}},
        "audits": {
            "largest-contentful-paint": {"numericValue": 1700},
            "total-blocking-time": {"numericValue": 20},
            "cumulative-layout-shift": {"numericValue": 0},
            "network-requests": {
                "details": {
                    "items": [
                        request(8_000, "Document"),
                        request(1_000, "Stylesheet"),
                        request(50_000, "Image"),
                        request(9_000, "Image", "data:image/gif;base64,"),
                    ]
                }
            },
        },
    }


def test_reads_the_figures_of_a_report():
    assert figures_of(report_of_lighthouse()) == [99, 1.7, 20, 0, 9, 3]


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ([GOOD] * 3, []),
        # One slow run of three is the machine's, two are the page's.
        ([GOOD, SLOW, GOOD], []),
        ([GOOD, SLOW, SLOW], [("home", "performance"), ("home", "LCP, s")]),
        ([[98, 1.99, 99, 0.019, 99.9, 40]], []),
        (
            [[97.9, 2.0, 100, 0.02, 100, 12]],
            [
                ("home", name)
                for name in ["performance", "LCP, s", "TBT, ms", "CLS", "kB without pictures"]
            ],
        ),
    ],
)
def test_the_median_meets_its_goal_or_misses_it(runs, expected):
    assert missed({"home": runs}) == expected


def test_says_which_goals_are_missed():
    assert verdict({"home": [GOOD]}) == "Every goal is met."
    assert "LCP, s of home" in verdict({"home": [SLOW]})
    assert "2.40 missed" in table({"home": [SLOW]})
    assert "missed" not in table({"home": [GOOD]})


def test_the_picture_shows_every_run():
    picture = ElementTree.fromstring(chart({"home": [GOOD, SLOW, GOOD], "R & D": [GOOD]}))
    svg = "{http://www.w3.org/2000/svg}"
    words = [each.text for each in picture.iter(f"{svg}text")]

    assert len(list(picture.iter(f"{svg}circle"))) == 3 * 4
    assert {"home", "R & D", "1.70", "goal < 2.0"} <= set(words)


@pytest.fixture
def measured(monkeypatch, tmp_path):
    """Return what `make bench` starts and writes, without starting it, and how busy it finds us."""
    # It needs the mail server of the stories, which requirements.txt does not bring.
    pages = pytest.importorskip("bench.phone.pages")
    seen = SimpleNamespace(main=pages.main, starts=0, report=tmp_path / "pages.md")

    class Newsroom:
        url = "http://127.0.0.1"

        def __init__(self, data_dir):
            seen.starts += 1

        def start(self, within):
            pass

        def stop(self):
            pass

    monkeypatch.setattr(pages, "LIGHTHOUSE", "lighthouse")
    monkeypatch.setattr(pages, "lighthouse", lambda url: report_of_lighthouse())
    monkeypatch.setattr(pages, "busy", lambda: seen.busy)
    monkeypatch.setattr(pages, "Newsroom", Newsroom)
    monkeypatch.setattr(pages, "REPORT", tmp_path)
    return seen


def test_a_quiet_machine_is_judged(measured):
    measured.busy = QUIET

    assert measured.main(["1"]) == 0
    assert "Every goal is met." in measured.report.read_text()


def test_a_busy_machine_is_not_measured(measured):
    measured.busy = QUIET + 0.1

    with pytest.raises(SystemExit, match="busy.*--anyway"):
        measured.main(["1"])
    assert not measured.starts
    assert not measured.report.exists()


def test_a_busy_machine_that_is_measured_anyway_is_not_judged(measured):
    measured.busy = QUIET + 0.1

    assert measured.main(["1", "--anyway"]) == 1
    assert "Not valid: the machine was busy." in measured.report.read_text()
    assert "goal is met" not in measured.report.read_text()
