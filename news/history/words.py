"""Differences word by word, at a cost that is bounded whatever the texts are."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher

SAME, OUT, IN = "same", "del", "ins"

Part = tuple[str, list]
Run = tuple[int, int, int]  # where in the first list, where in the second, how many


class Matcher:
    """Finds what two lists have in common.

    difflib takes the square of their length, and for some lists the cube. So it gets short pieces
    only: long lists are cut where something stands once in both (patience diff), and what is
    still too long, or comes after the allowance is used up, counts as different.
    """

    LONGEST = 40_000  # pairs in one piece
    DEEPEST = 12

    def __init__(self, allowance: int = 1_500_000):
        self.allowance = allowance

    def parts(self, old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Part]:
        """Return the pieces of both lists in order: the same, gone, or new."""
        found: list[Part] = []
        i = j = 0
        for start, other, length in [*self.runs(old, new), (len(old), len(new), 0)]:
            pieces = (OUT, old[i:start]), (IN, new[j:other]), (SAME, new[other : other + length])
            for kind, piece in pieces:
                if piece and found and found[-1][0] == kind:
                    found[-1][1].extend(piece)
                elif piece:
                    found.append((kind, list(piece)))
            i, j = start + length, other + length
        return found

    def runs(self, old, new, at: int = 0, other: int = 0, depth: int = 0) -> Iterator[Run]:
        """Yield what stands in both, in order; `at` and `other` are added to the places."""
        head = common_head(old, new)
        if head:
            yield at, other, head
            old, new, at, other = old[head:], new[head:], at + head, other + head
        tail = common_head(old[::-1], new[::-1])
        old, new = old[: len(old) - tail], new[: len(new) - tail]
        if old and new:
            for i, j, length in self.middle(old, new, depth):
                yield at + i, other + j, length
        if tail:
            yield at + len(old), other + len(new), tail

    def middle(self, old, new, depth) -> Iterator[Run]:
        pairs = len(old) * len(new)
        if pairs <= min(self.LONGEST, self.allowance):
            self.allowance -= pairs
            matching = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
            yield from (run for run in matching if run[2])
        elif depth < self.DEEPEST and (anchors := only_once(old, new)):
            i = j = 0
            for a, b in [*anchors, (len(old), len(new))]:
                yield from self.runs(old[i:a], new[j:b], i, j, depth + 1)
                if a < len(old):
                    yield a, b, 1
                i, j = a + 1, b + 1


def common_head(old, new) -> int:
    shorter = min(len(old), len(new))
    return next((n for n in range(shorter) if old[n] != new[n]), shorter)


def only_once(old, new) -> list[tuple[int, int]]:
    """Return where the things stand that are once in each list, as far as in the same order."""
    once = {thing for thing, count in Counter(old).items() if count == 1}
    once &= {thing for thing, count in Counter(new).items() if count == 1}
    places = {thing: n for n, thing in enumerate(new) if thing in once}
    candidates = [(n, places[thing]) for n, thing in enumerate(old) if thing in once]
    return longest_rising(candidates)


def longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the most pairs whose second numbers rise as the first ones do."""
    ends: list[int] = []  # the lowest end of a rising row of each length
    where: list[int] = []
    before: list[int] = []
    for n, (_first, second) in enumerate(pairs):
        length = bisect_left(ends, second)
        before.append(where[length - 1] if length else -1)
        ends[length : length + 1] = [second]
        where[length : length + 1] = [n]
    row = []
    n = where[-1] if where else -1
    while n >= 0:
        row.append(pairs[n])
        n = before[n]
    return row[::-1]


def word_parts(matcher: Matcher, old: Sequence[str], new: Sequence[str]) -> list[Part]:
    """Return the differences of two texts, as a person would mark them."""
    return without_crumbs(matcher.parts(old, new))


def without_crumbs(parts: list[Part]) -> list[Part]:
    """Take single words that two rewritten passages happen to share for rewritten as well."""
    joined: list[Part] = []
    out: list[str] = []
    new: list[str] = []

    def end_change():
        joined.extend((kind, words) for kind, words in ((OUT, out[:]), (IN, new[:])) if words)
        out.clear()
        new.clear()

    for n, (kind, words) in enumerate(parts):
        if kind == OUT:
            out += words
        elif kind == IN:
            new += words
        elif len(words) < 3 and min(len(out) + len(new), upcoming(parts, n)) > 2 * len(words):
            out += words
            new += words
        else:
            end_change()
            joined.append((SAME, words))
    end_change()
    return joined


def upcoming(parts: list[Part], n: int) -> int:
    """Return how many words change right behind part `n`."""
    count = 0
    for kind, words in parts[n + 1 : n + 3]:
        if kind == SAME:
            break
        count += len(words)
    return count
