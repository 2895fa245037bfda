"""docs/security.md says where each bad input is tried; here it is held to that."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text()
# The catalogue: how many rows each letter has.
ROWS = {"X": 40, "I": 23, "F": 37, "U": 6, "H": 4, "C": 7, "E": 6, "D": 13, "A": 9, "V": 1}
ROWS |= {"P": 3, "G": 2}
CATALOGUE = {f"{letter}{n:02}" for letter, last in ROWS.items() for n in range(1, last + 1)}
NEVER_EXCEPTED = set("FED")  # forms, tokens, what is not published
ROW = re.compile(r"^\| ([A-Z]\d\d)(?:-([A-Z]\d\d))? \|(.*)\|$", re.MULTILINE)
NAMED = re.compile(r"`((?:tests|drills)/[^`\s:]+\.py)(?:::(\w+)(?:\[([^`]+)\])?)?`")


def section(title):
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def rows(text):
    """Yield the id of each row of the tables in `text`, and the rest of its line."""
    for first, last, rest in ROW.findall(text):
        for number in range(int(first[1:]), int((last or first)[1:]) + 1):
            yield f"{first[0]}{number:02}", rest


@cache
def tree_of(path):
    return ast.parse((ROOT / path).read_text())


@cache
def functions_of(path):
    return {node.name for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef)}


@cache
def words_of(path):
    return {n.value for n in ast.walk(tree_of(path)) if isinstance(n, ast.Constant)}


def missing(path, test="", case=""):
    """Return what is named and is not there, or None."""
    if not (ROOT / path).exists():
        return path
    if path.startswith("drills/"):
        return None
    if test and (not test.startswith("test_") or test not in functions_of(path)):
        return f"{path}::{test}"
    return f"{path}::{test}[{case}]" if case and case not in words_of(path) else None


def test_every_row_of_the_catalogue_is_there_once():
    found = [row for row, _ in rows(PAGE)]

    assert sorted(found) == sorted(CATALOGUE)


def test_every_row_names_what_shows_it_or_why_nothing_does():
    exceptions = dict(rows(section("Written exceptions")))
    unshown = {row for row, rest in rows(PAGE) if not NAMED.search(rest)}

    assert unshown == set(exceptions)
    assert len(exceptions) <= 10
    assert not [row for row in exceptions if row[0] in NEVER_EXCEPTED]
    assert all(len(reason.strip()) > 20 for reason in exceptions.values())


@pytest.mark.parametrize(
    "title",
    ["Classes of holes in Django and its kind", "Doors that the catalogue does not name"],
)
def test_every_line_names_what_would_notice_it(title):
    lines = section(title).split("\n| --- | --- | --- |\n")[1]

    unshown = [line for line in lines.strip().splitlines() if not NAMED.search(line)]
    assert not unshown


def test_every_test_and_drill_that_is_named_exists():
    named = {match.groups(default="") for match in NAMED.finditer(PAGE)}

    assert len(named) > 150
    assert sorted(filter(None, (missing(*one) for one in named))) == []


@pytest.mark.parametrize(
    "named",
    [
        ("tests/news/test_nothing.py", "test_x"),
        ("tests/news/test_body.py", "test_leaves_nothing"),
        ("tests/news/test_body.py", "clean_body"),
        ("tests/news/test_body.py", "test_leaves_exactly", "no such case"),
        ("drills/nothing.py",),
    ],
    ids=str,
)
def test_a_test_that_vanished_is_missed(named):
    assert missing(*named)


def test_every_file_of_this_package_is_named():
    """What is tried here is tried because of a row or a class."""
    here = {f"tests/security/{path.name}" for path in Path(__file__).parent.glob("test_*.py")}

    assert not [path for path in here if path not in PAGE]
