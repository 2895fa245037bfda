"""All that an article says at one time, and how it is said in words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ijmsite.staff.desk import office_time
from news.models import Article

from .blocks import blocks
from .passages import Passage, compare_choices, compare_lines
from .words import IN, OUT

Revision = Article.history.model

UNSEEN = {"id", "is_sample", "imported_from", "imported_fingerprint"}
FIELDS = {f.name: f for f in Revision.tracked_fields if f.name not in UNSEEN}
# In the order of the model: the library keeps them in a set.
LISTS = {f.name: f for f in Article._meta.many_to_many if f in Revision._history_m2m_fields}
CHECKLIST = "survivor_"


@dataclass
class Version:
    """The values of the fields: of a relation the key, of several a frozenset of keys."""

    values: dict

    @classmethod
    def of_article(cls, article: Article):
        lists = {name: getattr(article, name).values_list("pk", flat=True) for name in LISTS}
        return cls(columns(article) | {name: frozenset(keys) for name, keys in lists.items()})

    @classmethod
    def of_revision(cls, revision: models.Model):
        return versions_of([revision])[revision.pk]

    @classmethod
    def empty(cls):
        lists = dict.fromkeys(LISTS, frozenset())
        return cls({n: "" if is_prose(f) else None for n, f in FIELDS.items()} | lists)

    def same(self, other: "Version", name: str) -> bool:
        """Whether a field says the same in both, to somebody who reads it."""
        mine, yours = self.values[name], other.values[name]
        if mine == yours:
            return True
        if name == "body":
            return blocks(mine) == blocks(yours)
        return plain(mine) == plain(yours)

    def changed(self, since: "Version") -> list[str]:
        """Return the names of the fields that were stored differently."""
        values = self.values.items()
        return [n for n, value in values if (value or None) != (since.values[n] or None)]


def columns(row) -> dict:
    return {name: getattr(row, field.attname) for name, field in FIELDS.items()}


def plain(value):
    """Return a value without what a form cannot carry, such as the fraction of a second."""
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def versions_of(revisions: Iterable[models.Model]) -> dict[int, Version]:
    """Return the version of each revision, by its key, in one query for each list."""
    found = {revision.pk: Version(columns(revision)) for revision in revisions}
    for name, field in LISTS.items():
        column = f"{field.m2m_reverse_field_name()}_id"
        rows = getattr(Revision, name).filter(history__in=found).values_list("history_id", column)
        chosen = defaultdict(set)
        for pk, key in rows:
            chosen[pk].add(key)
        for pk, version in found.items():
            version.values[name] = frozenset(chosen[pk])
    return found


def label(name: str):
    return (FIELDS.get(name) or LISTS[name]).verbose_name


def labels(names: Iterable[str]) -> list[str]:
    """Return what changed in a word each; the questions about survivors are one checklist."""
    checklist = gettext_lazy("survivor checklist")
    return list(
        dict.fromkeys(str(checklist if n.startswith(CHECKLIST) else label(n)) for n in names)
    )


class Wording:
    """Says the values of some versions in words; asks the database once for each kind of thing."""

    def __init__(self, *versions: Version):
        self.versions = versions

    @cached_property
    def things(self) -> dict:
        keys = defaultdict(set)
        for version in self.versions:
            for name, field in {**FIELDS, **LISTS}.items():
                if field.is_relation:
                    value = version.values[name]
                    keys[field.related_model] |= value if name in LISTS else {value} - {None}
        return {model: model._base_manager.in_bulk(found) for model, found in keys.items() if found}

    def name_of(self, model, key) -> str:
        thing = self.things[model].get(key)
        return str(thing) if thing else _("one that no longer exists")

    def compare(self, old: Version, new: Version, name: str) -> Passage:
        before, after = old.values[name], new.values[name]
        if name in LISTS:
            return compare_choices(self.names(name, before), self.names(name, after))
        if is_prose(FIELDS[name]):
            return compare_lines(before, after)
        said = (OUT, self.say(name, before)), (IN, self.say(name, after))
        return Passage([part for part in said if part[1]])

    def names(self, name, keys) -> list[str]:
        return sorted(self.name_of(LISTS[name].related_model, key) for key in keys)

    def say(self, name: str, value) -> str:
        """Return a value that is no text: as a choice, a name, a time of the office."""
        field = FIELDS[name]
        if value is None:
            return ""
        if field.is_relation:
            return self.name_of(field.related_model, value)
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        return office_time(value) if isinstance(value, datetime) else str(value)


def is_prose(field) -> bool:
    text = isinstance(field, models.CharField | models.TextField)
    return text and not field.choices and not isinstance(field, models.SlugField)
