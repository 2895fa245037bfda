"""Pictures of the figures: each round beside its goal."""

import math
import statistics
from collections.abc import Callable
from html import escape

from bench.figures.study import Study
from bench.judging import Bar
from bench.tables import Results

WIDTH, NAMES, VALUES, ROW, TOP = 1000, 470, 90, 26, 50
STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #16233b }
  .head { font-weight: 600 }
  .goal { stroke: #a13a26; stroke-dasharray: 4 3 }
  .range { stroke: #d8cdb9; stroke-width: 7; stroke-linecap: round }
  .round { fill: #0f5257; fill-opacity: 0.5 }
  .median { stroke: #16233b; stroke-width: 3 }
"""
Rows = list[tuple[Bar, list[float]]]


def measured(studies: list[Study], results: Results) -> Rows:
    return [
        (bar, results[study.name].values[bar.key])
        for study in studies
        if study.name in results
        for bar in study.bars
        if results[study.name].values.get(bar.key)
    ]


def is_growth(study: Study) -> bool:
    return study.name.startswith("growth")


def times_the_goal(bar: Bar, value: float) -> float:
    """Return how many times a value is as good as it has to be."""
    return value / bar.at_least if bar.at_least else bar.at_most / value


def ratios(studies: list[Study], results: Results) -> str:
    """Draw how often each figure reaches its goal, on a scale on which twice is as far as half."""
    rows = [
        (f"{bar.says} {bar.goal}", bar.words(values).split(" [")[0], points)
        for bar, values in measured([s for s in studies if not is_growth(s)], results)
        if (bar.at_least or bar.at_most) and all(value > 0 for value in values)
        for points in [[times_the_goal(bar, value) for value in values]]
    ]
    every = [point for *_words, points in rows for point in points]
    low, high = min([0.5, *every]), max([4, *every])

    def place(value: float) -> float:
        return math.log(value / low) / math.log(high / low)

    return draw("How many times each figure reaches its goal", rows, place, 1, "the goal")


def growth(studies: list[Study], results: Results) -> str:
    """Draw the exponents of growth, each as a share of what is allowed."""
    rows = [
        (
            f"{'PostgreSQL' if 'postgresql' in bar.key else 'SQLite'}: {bar.says} {bar.goal}",
            bar.words(values).split(" [")[0],
            [value / bar.at_most for value in values],
        )
        for bar, values in measured([s for s in studies if is_growth(s)], results)
    ]
    every = [point for *_words, points in rows for point in points]
    low, high = min([-0.5, *every]), max([1.5, *every])

    def place(value: float) -> float:
        return (value - low) / (high - low)

    return draw("How a page's time grows, beside what is allowed", rows, place, 1, "allowed")


def draw(
    title: str,
    rows: list[tuple[str, str, list[float]]],
    place: Callable[[float], float],
    goal: float,
    goal_says: str,
) -> str:
    height, room = TOP + ROW * len(rows) + 16, WIDTH - NAMES - VALUES - 30

    def x(value: float) -> float:
        return round(NAMES + place(value) * room, 1)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
        f"<title>{escape(title)}</title>",
        f"<style>{STYLE}</style>",
        f'<rect width="{WIDTH}" height="{height}" fill="#fbf8f2"/>',
        text(16, 22, title, "head"),
        text(x(goal), 40, goal_says, anchor="middle"),
        f'<path class="goal" d="M{x(goal)} {TOP - 6}V{height - 8}"/>',
    ]
    for number, (says, found, points) in enumerate(rows):
        y = TOP + ROW * number + ROW // 2
        middle = x(statistics.median(points))
        parts.append(text(16, y + 4, says))
        parts.append(f'<path class="range" d="M{x(min(points))} {y}H{x(max(points))}"/>')
        parts += [f'<circle class="round" cx="{x(p)}" cy="{y}" r="3.5"/>' for p in points]
        parts.append(f'<path class="median" d="M{middle} {y - 8}v16"/>')
        parts.append(text(WIDTH - 12, y + 4, found, anchor="end"))
    return "\n".join([*parts, "</svg>\n"])


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    return f'<text x="{x}" y="{y}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'
