"""Typeset the guide as one accessible PDF a language.

    python fundraisers/guide/build.py            write the PDFs into the app's static files
    python fundraisers/guide/build.py --check    write nothing, exit 1 when one is out of date

The bytes depend only on the sources and on typst's version: the timestamp is fixed, and only the
fonts that typst carries are used.
"""

import argparse
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import typst

HERE = Path(__file__).resolve().parent
STATIC = HERE.parent / "static" / "fundraisers" / "guide"
LANGUAGES = ("en", "fr")
TIMESTAMP = datetime(2026, 1, 1, tzinfo=UTC)


def typeset(language: str) -> bytes:
    return typst.compile(
        HERE / "guide.typ",
        root=HERE,
        format="pdf",
        sys_inputs={"language": language},
        pdf_standards=["ua-1"],
        timestamp=TIMESTAMP,
        ignore_system_fonts=True,
    )


def target(language: str) -> Path:
    source = HERE / f"tips.{language}.toml"
    return STATIC / tomllib.loads(source.read_text(encoding="utf-8"))["pdf"]


def is_current(path: Path, pdf: bytes) -> bool:
    return path.is_file() and path.read_bytes() == pdf


def main() -> int:
    parser = argparse.ArgumentParser(description="Typeset the guide in every language.")
    parser.add_argument("--check", action="store_true", help="only compare, exit 1 if out of date")
    check = parser.parse_args().check

    stale = 0
    for language in LANGUAGES:
        path, pdf = target(language), typeset(language)
        if check:
            current = is_current(path, pdf)
            stale += not current
            print(f"{path.name}: {'current' if current else 'out of date'}")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(pdf)
            print(f"{path.name}: {len(pdf) // 1000} kB")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
