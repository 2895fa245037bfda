"""The picture beside the numbers: for each page every run, the median, and the goal."""

from html import escape

from bench.phone.report import MEASURES, Figures, Measure, medians

SHOWN = 3  # the measures that differ from run to run
LABELS, PANEL, GAP, TOP, ROW = 100, 250, 30, 70, 40
STYLE = """
  text { font: 14px system-ui, sans-serif; fill: #16233b }
  .name { font-weight: 600 }
  .goal { stroke: #a13a26; stroke-dasharray: 4 3 }
  .range { stroke: #d8cdb9; stroke-width: 8; stroke-linecap: round }
  .run { fill: #0f5257; fill-opacity: 0.5 }
  .median { stroke: #16233b; stroke-width: 3 }
"""


def chart(figures: Figures) -> str:
    width, height = LABELS + SHOWN * (PANEL + GAP), TOP + len(figures) * ROW + 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        f"<title>{SHOWN} measures of {len(figures)} pages: every run, its median, the goal</title>",
        f"<style>{STYLE}</style>",
        f'<rect width="{width}" height="{height}" fill="#fbf8f2"/>',
    ]
    for row, page in enumerate(figures):
        parts.append(text(16, TOP + row * ROW + 5, page, "name"))
    for place, measure in enumerate(MEASURES[:SHOWN]):
        parts += panel(measure, place, figures)
    return "\n".join([*parts, "</svg>\n"])


def panel(measure: Measure, place: int, figures: Figures) -> list[str]:
    left = LABELS + place * (PANEL + GAP)
    runs_of = {page: [run[place] for run in runs] for page, runs in figures.items()}
    every = [value for values in runs_of.values() for value in values]
    goal = measure.below if measure.at_least is None else measure.at_least
    # A score is told apart near its top, a time from zero.
    low, high = (min(80, *every), 100) if measure.at_least else (0, max(1.3 * goal, *every))

    def x(value):
        return round(left + (value - low) / (high - low) * (PANEL - 80), 1)

    bottom = TOP + len(figures) * ROW
    parts = [
        text(left, 26, measure.name, "name"),
        text(x(goal), 48, f"goal {measure.goal}", anchor="middle"),
        f'<path class="goal" d="M{x(goal)} 54V{bottom}"/>',
    ]
    for row, (page, values) in enumerate(runs_of.items()):
        y = TOP + row * ROW
        median = medians(figures[page])[place][1]
        parts.append(f'<path class="range" d="M{x(min(values))} {y}H{x(max(values))}"/>')
        parts += [f'<circle class="run" cx="{x(value)}" cy="{y}" r="4"/>' for value in values]
        parts.append(f'<path class="median" d="M{x(median)} {y - 9}v18"/>')
        parts.append(text(left + PANEL - 70, y + 5, measure.say(median)))
    return parts


def text(x, y, words, kind="", anchor="start"):
    return f'<text x="{x}" y="{y}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'
