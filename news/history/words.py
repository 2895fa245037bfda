"""Differences word by word, at a cost that is bounded whatever the texts are."""

from collections.abc import Hashable, Iterator, Sequence
from difflib import Match, SequenceMatcher
from itertools import accumulate, pairwise

SAME, OUT, IN = "same", "del", "ins"

Part = tuple[str, list]


class Matcher:
    """Finds what two lists have in common; what comes after the allowance counts as different."""

    LONGEST = 1_000  # of which difflib looks at what stands there over and over, too

    def __init__(self, allowance: int = 1_500_000):
        self.allowance = allowance

    def parts(self, old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Part]:
        """Return the pieces of both lists in order: the same, gone, or new."""
        return list(parts(old, new, self.runs(old, new)))

    def runs(self, old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Match]:
        """Return where both say the same, in order, and at last their ends."""
        return Bounded(self, old, new).get_matching_blocks()


class Bounded(SequenceMatcher):
    """difflib takes the square of the length, and for some lists the cube: this one gives up."""

    def __init__(self, matcher, old, new):
        super().__init__(None, old, new, autojunk=len(new) > matcher.LONGEST)
        self.matcher = matcher
        self.costs = [0, *accumulate(1 + len(self.b2j.get(thing, ())) for thing in old)]

    def find_longest_match(self, alo, ahi, blo, bhi):
        self.matcher.allowance -= self.costs[ahi] - self.costs[alo]
        if self.matcher.allowance < 0:
            return Match(alo, blo, 0)
        return super().find_longest_match(alo, ahi, blo, bhi)


def parts(old: Sequence, new: Sequence, runs: Sequence[Match]) -> Iterator[Part]:
    i = j = 0
    for start, other, length in runs:
        pieces = (OUT, old[i:start]), (IN, new[j:other]), (SAME, new[other : other + length])
        yield from ((kind, list(piece)) for kind, piece in pieces if piece)
        i, j = start + length, other + length


def word_parts(matcher: Matcher, old: Sequence[str], new: Sequence[str]) -> list[Part]:
    """Return the differences of two texts, as a person would mark them.

    Single words that two rewritten passages happen to share are taken for rewritten as well.
    """
    runs = matcher.runs(old, new)
    kept = []
    i = j = 0
    for run, following in pairwise(runs):
        start, other, length = run
        before = start - i + other - j
        after = following.a - start + following.b - other - 2 * length
        if length >= 3 or min(before, after) <= 2 * length:
            kept.append(run)
            i, j = start + length, other + length
    return list(parts(old, new, [*kept, runs[-1]]))
