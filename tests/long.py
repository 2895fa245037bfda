"""Write down which tests take long: `make test` leaves them to continuous integration.

    python -m tests.long REPORT.xml …

A report is what `pytest --junitxml` writes. What stands in tests/long.txt and in no report stays
there, if there is such a test at all.
"""

import re
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "tests" / "long.txt"
SECONDS = 0.3
# What is done by two at the same moment is asked each time, however long it takes.
ALWAYS = re.compile("at_once|same_moment|nothing_twice|in_parallel")


def names() -> set[str]:
    """Return the tests that take long, as "tests/news/test_search.py::test_name"."""
    return {*LIST.read_text().split()}


def measured(reports: list[str]) -> dict[str, float]:
    """Return how many seconds the cases of each test took on average."""
    took, cases = Counter(), Counter()
    for report in reports:
        for case in ET.parse(report).iter("testcase"):
            if case.find("skipped") is not None:
                continue
            # Behind the module stands the class, where there is one.
            modules = [part for part in case.get("classname").split(".") if part[0].islower()]
            name = f"{'/'.join(modules)}.py::{case.get('name').partition('[')[0]}"
            took[name] += float(case.get("time"))
            cases[name] += 1
    return {name: took[name] / count for name, count in cases.items()}


def exists(name: str) -> bool:
    path, _, test = name.partition("::")
    file = ROOT / path
    return file.exists() and f"def {test}(" in file.read_text()


def main() -> None:
    found = measured(sys.argv[1:])
    kept = {name for name in names() - found.keys() if exists(name)}
    long = kept | {name for name, seconds in found.items() if seconds >= SECONDS}
    long = {name for name in long if not ALWAYS.search(name)}
    LIST.write_text("\n".join(sorted(long)) + "\n")
    print(f"{len(long)} of {len(found)} tests take {SECONDS} s or longer.")


if __name__ == "__main__":
    main()
