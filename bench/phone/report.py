"""What `make bench-phone` says of its runs: a table, a picture of every run, and a verdict."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass

# What a machine may do besides: processes for each core that were running or waiting.
QUIET = 0.7
# By page, the figures of each run, in the order of MEASURES.
Figures = dict[str, list[list[float]]]


@dataclass
class Measure:
    """One figure of a load, and what its median has to be."""

    name: str
    read: Callable[[dict], float]
    form: str = "{:.0f}"
    at_least: float | None = None
    below: float | None = None

    @property
    def goal(self):
        if self.at_least is not None:
            return f"≥ {self.at_least}"
        return "–" if self.below is None else f"< {self.below}"

    def is_met_by(self, figure):
        if self.at_least is not None:
            return figure >= self.at_least
        return self.below is None or figure < self.below

    def say(self, figure):
        return self.form.format(figure) + ("" if self.is_met_by(figure) else " missed")


def audit(name, scale=1.0):
    return lambda report: report["audits"][name]["numericValue"] * scale


def requests(report):
    items = report["audits"]["network-requests"]["details"]["items"]
    return [item for item in items if not item["url"].startswith("data:")]


def weight(report):
    return sum(i["transferSize"] for i in requests(report) if i["resourceType"] != "Image") / 1000


MEASURES = [
    Measure("performance", lambda r: r["categories"]["performance"]["score"] * 100, at_least=98),
    Measure("LCP, s", audit("largest-contentful-paint", 1 / 1000), "{:.2f}", below=2.0),
    Measure("TBT, ms", audit("total-blocking-time"), below=100),
    Measure("CLS", audit("cumulative-layout-shift"), "{:.3f}", below=0.02),
    Measure("kB without pictures", weight, below=100),
    # Among them are pictures that the browser fetches long before they are scrolled to.
    Measure("requests", lambda report: len(requests(report))),
]


def figures_of(report: dict) -> list[float]:
    """Return the figures of one report of Lighthouse."""
    return [measure.read(report) for measure in MEASURES]


def in_words(run: list[float]) -> list[str]:
    figures = zip(MEASURES, run, strict=True)
    return [f"{measure.name} {measure.form.format(figure)}" for measure, figure in figures]


def medians(runs: list[list[float]]) -> list[tuple[Measure, float]]:
    return list(zip(MEASURES, map(statistics.median, zip(*runs, strict=True)), strict=True))


def missed(figures: Figures) -> list[tuple[str, str]]:
    """Return each page and measure whose median misses its goal."""
    return [
        (page, measure.name)
        for page, runs in figures.items()
        for measure, median in medians(runs)
        if not measure.is_met_by(median)
    ]


def verdict(figures: Figures, busy: float = 0) -> str:
    if busy > QUIET:
        return "Not valid: the machine was busy."
    if not (short := missed(figures)):
        return "Every goal is met."
    return f"Missed: {', '.join(f'{name} of {page}' for page, name in short)}."


def table(figures: Figures) -> str:
    """Return the medians as a table in Markdown."""
    rows = [["page (runs)", *(measure.name for measure in MEASURES)]]
    rows.append(["---", *["---:"] * len(MEASURES)])
    rows.append(["goal", *(measure.goal for measure in MEASURES)])
    for page, runs in figures.items():
        rows.append([f"{page} ({len(runs)})", *(m.say(median) for m, median in medians(runs))])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    padded = [[cell.ljust(w) for cell, w in zip(cells, widths, strict=True)] for cells in rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in padded)


def page_of_report(figures: Figures, busy: float, circumstances: str) -> str:
    return f"""# How fast the pages are

{verdict(figures, busy)}

![Every run of every page beside its goal; the medians stand in the table](pages.svg)

{table(figures)}

{circumstances}

How to read it, and what was mended because of it: [performance.md](../performance.md).
"""
