"""The record of the drills in docs: what each counted last, on each engine, and a picture of it."""

import json
import platform
from dataclasses import asdict
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from drills.newsroom import ROOT

FOLDER = ROOT / "docs" / "drills"
PAGE = ROOT / "docs" / "drills.md"
ENGINES = ["SQLite", "PostgreSQL"]
HEAD = """# Drills

`make drill` lets a newsroom of its own suffer what it promises to stand, and counts: on SQLite, or
with DATABASE_URL set to a PostgreSQL server, on databases of its own there. `SHORT=1 make drill` is
smaller and runs for every change. `python -m drills.run --list` says which drills there are, and
`--only R2 R7` runs some of them; with `--keep`, what they counted comes into this page.

What is promised is counted outside of the site: in the log of whoever posted, in the log of the
mail server, and in the database, asked directly. Each drill has a control: a newsroom with one
mistake (`drills/spoiled.py`), which must fail the same check. Delivery is at least once (RFC 5321,
section 6.1): where the line is cut after the last dot, nobody knows whether the message arrived.
So no message is lost, there is at most one copy for each killed worker, and never a fourth time of
one message; what may have arrived after three tries is parked, and somebody looks at it.

What is not shown here: the loss of power (a killed process loses nothing that the system has taken;
R14a counts the flushes instead), and a release behind a proxy that holds the connections.
"""
MARKS = {(True, False): "+", (True, True): "o"}


def entry(tables, *, load, seed, seconds):
    """Return what is kept of one drill, as it is written to a file.

    `load`: processes for each core that ran beside it when it began.
    """
    shown = [asdict(table) for table in tables]
    for table in shown:
        table["title"] = table["title"].strip()
        for check in table["checks"]:
            check["found"] = str(check["found"])
    on = datetime.now(UTC).strftime("%-d %B %Y")
    about = {"on": on, "machine": machine(), "load": round(load, 1), "seed": seed}
    return {**about, "seconds": round(seconds), "tables": shown}


def machine():
    cpus = Path("/proc/cpuinfo").read_text().count("processor\t")
    return f"{cpus} cores, Linux {platform.release()}, Python {platform.python_version()}"


def is_right(table, check):
    return check["is_kept"] != table["must_fail"]


def lines_of(drills):
    return [
        (table, check)
        for one in drills.values()
        for table in one["tables"]
        for check in table["checks"]
    ]


def summary(drills):
    lines = lines_of(drills)
    right = sum(is_right(table, check) for table, check in lines)
    seconds = sum(one["seconds"] for one in drills.values())
    return f"{right} of {len(lines)} lines are as they must be, in {seconds} s"


def overview(drills):
    """Return a line for each table, with a mark for each of its checks."""
    return [
        f"{table['title'][:70]:<72}"
        + "".join(
            MARKS.get((is_right(table, check), table["must_fail"]), "X")
            for check in table["checks"]
        )
        for one in drills.values()
        for table in one["tables"]
    ]


def picture(engine, drills):
    """Return an SVG: a row for each table, a square for each check; hollow in a control."""
    rows, number = [], 0
    for one in drills.values():
        for table in one["tables"]:
            y = 18 + 16 * number
            number += 1
            rows.append(f'<text x="4" y="{y}">{escape(table["title"][:96])}</text>')
            for place, check in enumerate(table["checks"]):
                color = "#1a7f37" if is_right(table, check) else "#c62828"
                fill = "none" if table["must_fail"] else color
                rows.append(
                    f'<rect x="{640 + 14 * place}" y="{y - 9}" width="9" height="9" '
                    f'fill="{fill}" stroke="{color}"/>'
                )
    height = 12 + 16 * number
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 {height}" role="img" '
        f'aria-label="Drills on {engine}: {summary(drills)}" font-family="sans-serif" '
        'font-size="12">'
    )
    ground = f'<rect width="800" height="{height}" fill="#fff"/>'
    return "\n".join([head, ground, *rows, "</svg>\n"])


def keep(engine, found, codes):
    """Store what these drills counted, in the order of `codes`, and write the page anew."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{engine.lower()}.json"
    drills = (json.loads(path.read_text()) if path.exists() else {}) | found
    drills = {code: drills[code] for code in codes if code in drills}
    path.write_text(json.dumps(drills, indent=1) + "\n")
    (FOLDER / f"{engine.lower()}.svg").write_text(picture(engine, drills))
    chapters = [
        chapter(name, json.loads((FOLDER / f"{name.lower()}.json").read_text()))
        for name in ENGINES
        if (FOLDER / f"{name.lower()}.json").exists()
    ]
    PAGE.write_text("\n".join([HEAD, *chapters]))


def chapter(engine, drills):
    lines = [
        f"## {engine}",
        "",
        f"{summary(drills)}.".capitalize(),
        "",
        "![A square for each line below: filled where a promise was kept, hollow where a control "
        f"failed as it must, red where something is wrong.](drills/{engine.lower()}.svg)",
        "",
    ]
    for code, one in drills.items():
        lines += [
            f"### {code}",
            "",
            f"{one['on']}; {one['machine']}, {one['load']} processes for each core beside it; "
            f"seed {one['seed']}; {one['seconds']} s.",
            "",
        ]
        for table in one["tables"]:
            lines += _table(table)
    return "\n".join(lines)


def _table(table):
    said = "failed, as it must" if table["must_fail"] else "kept"
    rows = [
        f"| {check['what']} | {check['found']} | {check['promised']} | "
        f"{said if is_right(table, check) else 'WRONG'} |"
        for check in table["checks"]
    ]
    head = ["| | counted | promised | |", "|---|---|---|---|"]
    return [f"**{table['title']}**", "", *head, *rows, ""]
