"""What a message looks like: points, and reasons that staff can read. Nobody else is asked.

The points come from the words and the letters alone: no clock, no network, and nothing is learned
or kept. Whatever reaches `SUSPECT` is put aside for somebody to judge, never thrown away.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from . import looks, phrasing
from .reasons import REASONS

__all__ = ["REASONS", "SUSPECT", "Verdict", "in_words", "judge"]

SUSPECT = 10
# No message of the corpora that people wrote in earnest comes near.
CERTAIN = 30
MOST = 99
# A time that we have not signed may be signed by a key that we no longer have.
TRAPS = {"filled": SUSPECT, "fast": SUSPECT, "forged": SUSPECT // 2}


@dataclass
class Verdict:
    points: int = 0
    reasons: list[str] = field(default_factory=list)

    @property
    def is_suspect(self) -> bool:
        return self.points >= SUSPECT

    @property
    def is_certain(self) -> bool:
        """Whether words alone, such as those of a call for help, are not believed."""
        is_caught = any(TRAPS.get(code, 0) >= SUSPECT for code in self.reasons)
        return is_caught or self.points >= CERTAIN


def judge(fields: dict, traps: Iterable[str]) -> Verdict:
    """Return the points of a message and the codes of its reasons, the weightiest first.

    `fields` are the cleaned ones of the inquiry form. A trap that the form sprung makes a
    suspect by itself, but for a forged time; what is honest in the words takes off from the other
    signs only.
    """
    trapped = {trap: TRAPS[trap] for trap in traps}
    said = phrasing.read("\n".join([fields["name"], fields["outlet"], fields["message"]]))
    found = looks.signs(fields) | phrasing.signs(said)
    points = max(0, sum(found.values()) - phrasing.discount(said, found, fields))
    if not points:
        found = {}
    found = trapped | found
    reasons = sorted(found, key=lambda code: -found[code])
    return Verdict(min(MOST, points + sum(trapped.values())), reasons)


def in_words(codes: Iterable[str]) -> list[str]:
    """Return reasons as staff read them; a sign that is no longer looked for says its code."""
    # Rows may be older than this code, or made by hand.
    known = codes if isinstance(codes, list) else []
    return [str(REASONS.get(str(code), code)) for code in known]
