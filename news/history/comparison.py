"""Two versions of an article beside each other, field by field."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.text import capfirst

from .passages import Gap, Passage, compare_bodies, in_context
from .versions import Version, Wording, label


@dataclass
class Difference:
    """One field that says something else in two versions."""

    name: str
    old: Version
    new: Version
    wording: Wording

    @cached_property
    def passages(self) -> list[Passage | Gap]:
        """What the page shows, found when it is made: after the transaction that asked for it."""
        return passages(self.wording, self.old, self.new, self.name)

    @property
    def label(self):
        return capfirst(label(self.name))

    @property
    def is_text(self):
        return self.name == "body"


def differences(old: Version, new: Version, names: Iterable[str] | None = None):
    """Return how `names` differ, or else all that does; the text is the longest and comes last."""
    if names is None:
        names = sorted(new.changed(since=old), key=lambda name: name == "body")
    wording = Wording(old, new)
    return [Difference(name, old, new, wording) for name in names]


def passages(wording: Wording, old: Version, new: Version, name: str) -> list[Passage | Gap]:
    if name == "body":
        return in_context(compare_bodies(old.values[name], new.values[name]))
    return [wording.compare(old, new, name)]
