"""The lists of words and addresses beside this file, read once."""

import tomllib
from functools import cache
from pathlib import Path

from ..wording import Lexicon

HERE = Path(__file__).parent


@cache
def pitches() -> dict:
    found = _read("pitches.toml")
    for combination in found["combinations"]:
        combination["groups"] = {f"group {name}" for name in combination["groups"]}
    return found


@cache
def honest() -> dict:
    return _read("honest.toml")


@cache
def hosts(name: str) -> frozenset[str]:
    return frozenset(_read("hosts.toml")[name])


@cache
def lexicon() -> Lexicon:
    """Return all phrases, each under the kind of list and the code that it stands for."""
    found = Lexicon()
    for code, listed in pitches()["phrases"].items():
        found.add(f"phrase {code}", listed["phrases"])
    for code, phrases in pitches()["topics"].items():
        found.add(f"topic {code}", phrases)
    for name, phrases in pitches()["groups"].items():
        found.add(f"group {name}", phrases)
    for name, phrases in pitches()["groups_of_message"].items():
        found.add(f"part {name}", phrases)
    for often, phrases in pitches()["trade"].items():
        found.add(f"trade {often}", phrases)
    for name, listed in honest().items():
        found.add(f"honest {name}", listed["phrases"])
    return found


def _read(name: str) -> dict:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))
