"""What the rounds of a figure come to, and whether that is enough."""

import math
import statistics
from dataclasses import dataclass

MET, MISSED, REPORTED, LEFT_OUT = "met", "missed", "reported", "left out"


@dataclass(frozen=True)
class Bar:
    """A figure that is asked for: its name for readers, and where it has to stand.

    `counts`: what is added up over the rounds, such as stale answers; of all else the median
    counts. With neither bound it is reported only.
    """

    key: str
    says: str
    at_least: float | None = None
    at_most: float | None = None
    unit: str = ""
    counts: bool = False

    @property
    def goal(self) -> str:
        if self.at_least is not None:
            return f"≥ {number(self.at_least)}{self.unit}"
        return "–" if self.at_most is None else f"≤ {number(self.at_most)}{self.unit}"

    def figure(self, values: list[float]) -> float:
        return sum(values) if self.counts else statistics.median(values)

    def verdict(self, values: list[float]) -> str:
        if not values:
            return LEFT_OUT
        figure = self.figure(values)
        if self.at_least is not None:
            return MET if figure >= self.at_least else MISSED
        if self.at_most is not None:
            return MET if figure <= self.at_most else MISSED
        return REPORTED

    def words(self, values: list[float]) -> str:
        """Return the figure, with the range of its rounds where there are several."""
        figure = number(self.figure(values)) + self.unit
        if self.counts or len(values) < 2:
            return figure
        return f"{figure} [{number(min(values))}–{number(max(values))}]"


def number(value: float) -> str:
    """Return a number with three figures that say something."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def ratios(ours: list[float], theirs: list[float]) -> list[float]:
    """Return by how much we are ahead, round by round: what was measured side by side."""
    return [mine / other for mine, other in zip(ours, theirs, strict=True)]


def exponent(small: float, large: float, growth: float) -> float:
    """Return e of t ~ N^e, of the times at a size and at one `growth` times larger."""
    return math.log(large / small) / math.log(growth)


def exponents(small: list[float], large: list[float], growth: float) -> list[float]:
    return [exponent(s, b, growth) for s, b in zip(small, large, strict=True)]


def percentile(values: list[float], share: float) -> float:
    """Return the value that `share` of 100 do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share / 100) - 1)]
