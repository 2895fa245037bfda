"""Queries that Django puts together once: to write one takes it longer than to answer it."""

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone

Value = datetime | int | str | UUID
# Nobody asks for these.
STANDS_FOR: dict[type, Callable[[int], Value]] = {
    datetime: lambda n: datetime(1583, 2, 3, tzinfo=UTC) + timedelta(days=n),
    int: lambda n: 1_583_020_300 + n,
    str: lambda n: f"\ue000{n}",
    UUID: lambda n: UUID(int=1_583_020_300 + n),
}
MOMENT = re.compile(r"\d{4}-\d\d-\d\d")


def prepared(model: type[Model] | None = None) -> Callable[[Callable[..., QuerySet]], "Prepared"]:
    """Let a function that returns a queryset be asked once for each kind of question.

    It returns a list then: of rows of `model`, or where that is None the values as the database
    has them, so let these be keys and numbers. What makes the query another one, positional
    arguments do; where only its parameters differ, these are keyword arguments: moments, numbers,
    texts, keys, or lists of them. The function must hand them on to the database as they are,
    without looking at them. Rows come without what `select_related` or `prefetch_related` asks for.

    Raises `ValueError` where a value is of another kind or is not handed on, or a moment stands
    there that is none of them: it would be the same for ever.
    """
    return lambda question: Prepared(question, model)


class Statement:
    """What is asked, which of the values each parameter is (or what it is), how rows are read.

    Of the connection that it was put together on it keeps nothing: other threads have their own.
    """

    def __init__(self, sql: str, places: list[tuple[bool, Any]], compiler: SQLCompiler) -> None:
        self.sql = sql
        self.places = places
        columns = [column for column, _sql, _alias in compiler.select]
        self.converted = [(at, columns[at]) for at in compiler.get_converters(columns)]
        of_model = compiler.klass_info["select_fields"] if compiler.klass_info else []
        self.names = [columns[at].target.attname for at in of_model]
        self.fields = slice(of_model[0], of_model[-1] + 1) if of_model else slice(0)
        self.annotations = compiler.annotation_col_map

    def instances(
        self, model: type[Model], rows: list[Sequence[Any]], here: BaseDatabaseWrapper
    ) -> list[Any]:
        """Return rows of `model` as `ModelIterable` of Django does."""
        found, converters = [], self.converters(here)
        for row in map(list, rows):
            for at, converter, column in converters:
                row[at] = converter(row[at], column, here)
            # What `Model.from_db` comes to: it sets each column by itself, and asks of every other
            # one whether it was read. It also sends signals, for which nobody waits.
            instance = model.__new__(model)
            instance._state = ModelState()
            instance._state.adding, instance._state.db = False, here.alias
            vars(instance).update(zip(self.names, row[self.fields], strict=True))
            for name, at in self.annotations.items():
                setattr(instance, name, row[at])
            found.append(instance)
        return found

    def converters(self, here: BaseDatabaseWrapper) -> list[tuple[int, Callable[..., Any], Any]]:
        """Return what makes values of Python of those of the database, with their places."""
        # They belong to the connection of this thread: kept there, they end with it.
        kept = vars(here).setdefault("converters_of_statements", {})
        if self not in kept:
            kept[self] = [
                (at, converter, column)
                for at, column in self.converted
                for converter in (
                    here.ops.get_db_converters(column) + column.get_db_converters(here)
                )
            ]
        return kept[self]


class Prepared:
    def __init__(self, question: Callable[..., QuerySet], model: type[Model] | None) -> None:
        self.question = question
        self.model = model
        self.known: dict[Hashable, Statement] = {}

    def __call__(self, *kind: Hashable, **values: Value | list[Value]) -> list[Any]:
        sizes = [len(value) if isinstance(value, list) else None for value in values.values()]
        # The name of the zone stands in what is asked of years and days.
        zone = timezone.get_current_timezone_name()
        # Asked for once: each look at `connection` first finds the one of this thread.
        here = connections[DEFAULT_DB_ALIAS]
        asked = here.vendor, zone, *kind, *values, *sizes
        if asked not in self.known:
            self.known[asked] = self.prepare(kind, values)
        statement = self.known[asked]
        given = [adapted(part, here) for value in values.values() for part in parts(value)]
        params = [given[place] if is_given else place for is_given, place in statement.places]
        with here.cursor() as cursor:
            cursor.execute(statement.sql, params)
            found = cursor.fetchall()
        return statement.instances(self.model, found, here) if self.model and found else found

    def prepare(self, kind, values) -> "Statement":
        numbers = iter(range(1_000))
        stand_in = {name: self.stand_in(value, numbers) for name, value in values.items()}
        compiler = self.question(*kind, **stand_in).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        given = [adapted(part, connection) for value in stand_in.values() for part in parts(value)]
        places = [(True, given.index(p)) if p in given else (False, p) for p in params]
        if {*range(len(given))} - {place for is_given, place in places if is_given}:
            raise ValueError("A value is not handed on.")
        if any(MOMENT.match(str(place)) for is_given, place in places if not is_given):
            raise ValueError("A moment is not among the values.")
        return Statement(*with_words(sql, places), compiler)

    def stand_in(self, value: Value | list[Value], numbers: Iterator[int]) -> Any:
        if isinstance(value, list):
            return [self.stand_in(part, numbers) for part in value]
        for kind, make in STANDS_FOR.items():
            if isinstance(value, kind):
                return make(next(numbers))
        raise ValueError(f"A query cannot be prepared for values such as {value!r}.")


def with_words(sql: str, places: list[tuple[bool, Any]]) -> tuple[str, list[tuple[bool, Any]]]:
    """Write words such as the name of a state into a statement; return what is left to fill in.

    A state decides whether an index of some rows only can be used, so SQLite plans anew, for
    several times as long as it takes to answer, whenever it stands among the parameters.
    """
    left, written = [], []
    for is_given, value in places:
        is_word = not is_given and isinstance(value, str) and value.isidentifier()
        written.append(f"'{value}'" if is_word else "%s")
        if not is_word:
            left.append((is_given, value))
    return sql.replace("%%", "%%%%") % tuple(written), left


def parts(value: Value | list[Value]) -> list[Value]:
    return value if isinstance(value, list) else [value]


def adapted(value: Value, here: BaseDatabaseWrapper) -> Value:
    """Return what stands among the parameters of a statement for `value`."""
    if isinstance(value, datetime):
        return here.ops.adapt_datetimefield_value(value)
    if isinstance(value, UUID) and not here.features.has_native_uuid_field:
        return value.hex
    return value
