"""Two texts beside each other: paragraph by paragraph, and word by word within them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html_join
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .blocks import PARAGRAPH, Block, blocks
from .words import IN, OUT, SAME, Matcher, word_parts

NEARBY = 8  # how many paragraphs on a changed one is looked for
ALIKE = 0.4  # how many of the words must be the same in two versions of one paragraph


@dataclass
class Passage:
    """One paragraph, heading or picture, in both versions or in one."""

    parts: list[tuple[str, str]]  # SAME, OUT or IN, and words
    name: str = ""
    note: str = ""

    @property
    def is_changed(self):
        return bool(self.note) or any(kind != SAME for kind, _words in self.parts)

    def shown(self, marked=(OUT, IN), tags=None):
        kept = [(kind, words) for kind, words in self.parts if kind in {SAME, *marked}]
        tag = {SAME: "span", OUT: "del", IN: "ins"} | (tags or {})
        return format_html_join(" ", "<{0}>{1}</{0}>", ((tag[kind], words) for kind, words in kept))

    @property
    def marked(self):
        """Return the words with what is gone and what is new, as safe markup."""
        return self.shown()

    @property
    def old(self):
        return self.shown([OUT], {OUT: "mark"})

    @property
    def new(self):
        return self.shown([IN], {IN: "mark"})


@dataclass
class Gap:
    """Passages that are the same in both, left out."""

    count: int

    def __str__(self):
        text = ngettext(
            "%(count)s unchanged paragraph", "%(count)s unchanged paragraphs", self.count
        )
        return text % {"count": self.count}


def compare_lines(old: str, new: str) -> Passage:
    """Return the difference of two short texts."""
    return Passage(joined(word_parts(Matcher(), old.split(), new.split())))


def compare_choices(old: Sequence[str], new: Sequence[str]) -> Passage:
    """Return the difference of two lists of names, each a whole."""
    parts = [(SAME if name in new else OUT, name) for name in old]
    return Passage(separated(parts + [(IN, name) for name in new if name not in old]))


def separated(parts):
    return [
        (kind, f"{text}," if n < len(parts) else text) for n, (kind, text) in enumerate(parts, 1)
    ]


def compare_bodies(old: str, new: str) -> list[Passage]:
    """Return all passages of two clean texts, in order."""
    matcher = Matcher()
    before, after = blocks(old), blocks(new)
    found: list[Passage] = []
    gone: list[Block] = []
    for kind, run in [*matcher.parts(before, after), (SAME, [])]:
        if kind == OUT:
            gone = run
            continue
        if kind == IN:
            found += changed_passages(matcher, gone, run)
        else:
            found += [whole(OUT, block) for block in gone]
            found += [whole(SAME, block) for block in run]
        gone = []
    return found


def whole(kind: str, block: Block) -> Passage:
    return Passage([(kind, " ".join(block.words))], name_of(block))


def name_of(block: Block):
    return "" if block.kind == PARAGRAPH else block.name


def changed_passages(matcher: Matcher, old: list[Block], new: list[Block]) -> Iterator[Passage]:
    for before, after in in_pairs(old, new):
        if before and after:
            yield rewritten(matcher, before, after)
        else:
            yield whole(OUT, before) if before else whole(IN, after)


def in_pairs(old: list[Block], new: list[Block]):
    """Yield what was rewritten with its new version; None stands for what has no other version."""
    old_words = [frozenset(block.words) for block in old]
    at = 0
    for block in new:
        words = frozenset(block.words)
        nearby = range(at, min(at + NEARBY, len(old)))
        best = max(nearby, key=lambda n: likeness(old_words[n], words), default=None)
        if best is None or likeness(old_words[best], words) < ALIKE:
            yield None, block
            continue
        yield from ((gone, None) for gone in old[at:best])
        yield old[best], block
        at = best + 1
    yield from ((gone, None) for gone in old[at:])


def likeness(a: frozenset, b: frozenset) -> float:
    return len(a & b) / max(len(a), len(b))


def rewritten(matcher: Matcher, before: Block, after: Block) -> Passage:
    passage = Passage(joined(word_parts(matcher, before.words, after.words)), name_of(after))
    if before.kind != after.kind:
        passage.note = format_lazy(_("was: {kind}"), kind=before.name)
    elif before.words == after.words and before.marks != after.marks:
        passage.note = (
            _("another picture") if after.kind == "picture" else _("only the formatting changed")
        )
    return passage


def joined(parts) -> list[tuple[str, str]]:
    return [(kind, " ".join(words)) for kind, words in parts]


def in_context(passages: list[Passage]) -> list[Passage | Gap]:
    """Leave out what is the same, but for one passage on either side of a change."""
    changed = {n for n, passage in enumerate(passages) if passage.is_changed}
    shown = {n + step for n in changed for step in (-1, 0, 1)}
    found: list[Passage | Gap] = []
    for n, passage in enumerate(passages):
        if n in shown:
            found.append(passage)
        elif found and isinstance(found[-1], Gap):
            found[-1].count += 1
        else:
            found.append(Gap(1))
    return found
