"""What `make bench` says: a verdict for each figure, and what the figures are made of."""

import statistics

from bench.figures.study import Result, Study
from bench.judging import LEFT_OUT, MISSED, number

Results = dict[str, Result]
FAILED = "failed"


def verdicts(studies: list[Study], results: Results) -> list[tuple[str, str, str, str, str]]:
    """Return study, figure, goal, what was measured and the verdict, for each figure."""
    rows = []
    for study in studies:
        result = results.get(study.name, Result())
        for bar in study.bars:
            values = result.values.get(bar.key, [])
            verdict, found = bar.verdict(values), "–"
            if values:
                found = bar.words(values)
            elif result.failed:
                verdict, found = FAILED, result.failed
            elif verdict == LEFT_OUT:
                found = result.left_out.get(bar.key, "not measured")
            rows.append((study.says, bar.says, bar.goal, found, verdict))
    return rows


def is_wrong(rows: list[tuple[str, str, str, str, str]]) -> bool:
    return any(row[-1] in {MISSED, FAILED} for row in rows)


def summary(rows: list[tuple[str, str, str, str, str]]) -> str:
    counts: dict[str, int] = {}
    for row in rows:
        counts[row[-1]] = counts.get(row[-1], 0) + 1
    return f"{len(rows)} figures: {', '.join(f'{n} {word}' for word, n in counts.items())}."


def table(rows: list[list[str]]) -> str:
    """Return a table in Markdown whose columns stand under each other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows = [rows[0], ["-" * width for width in widths], *rows[1:]]
    padded = [[cell.ljust(w) for cell, w in zip(cells, widths, strict=True)] for cells in rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in padded)


def report(studies: list[Study], results: Results) -> str:
    """Return a table of verdicts for each study, with its notes."""
    parts = []
    rows = verdicts(studies, results)
    for study in studies:
        own = [list(row[1:]) for row in rows if row[0] == study.says]
        head = ["figure", "goal", "median of the rounds [range]", ""]
        parts.append(f"## {study.says}\n\n{table([head, *own])}")
        result = results.get(study.name, Result())
        parts += result.notes
        if loads := made_of(result):
            parts.append(loads)
    return "\n\n".join(parts)


def made_of(result: Result) -> str:
    """Return the medians of each contestant, where requests were counted."""
    by_name: dict[str, list[dict]] = {}
    for row in result.rows:
        if "p99" in row:
            by_name.setdefault(row["what"], []).append(row)
    if not by_name:
        return ""
    head = ["", "requests a second", "p50, ms", "p99, ms", "CPU of a request, us"]
    rows = [head]
    for name, found in by_name.items():
        middle = {
            key: statistics.median(row[key] for row in found)
            for key in ("rate", "p50", "p99", "cpu")
        }
        rows.append(
            [
                name,
                number(middle["rate"]),
                number(middle["p50"] / 1000),
                number(middle["p99"] / 1000),
                number(middle["cpu"]),
            ]
        )
    return table(rows)


def where(circumstances: dict) -> str:
    """Say what was measured, on what."""
    machine = circumstances["machine"]
    versions = ", ".join(f"{name} {found}" for name, found in circumstances["versions"].items())
    return (
        f"Measured on {circumstances['measured_on']}, commit {circumstances['commit']}: "
        f"{machine['cores']} cores of {machine['processor']}, {machine['memory_gib']} GiB, "
        f"{machine['system']}. {versions}. When it began, {circumstances['busy']} processes for "
        "each core were running or waiting (0 is a quiet machine)."
    )


def page(studies: list[Study], results: Results, circumstances: dict) -> str:
    return f"""# How fast the site is beside others

{summary(verdicts(studies, results))}

![Each figure beside its goal; a round is a dot, the line their median](bench-ratios.svg)

![The growth of each page's time beside what is allowed](bench-growth.svg)

{report(studies, results)}

{where(circumstances)}

Every round stands in [bench/results.json](../../bench/results.json). How to read it:
[performance.md](../performance.md).
"""
