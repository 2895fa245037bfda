"""Texts as an index knows them that finds how one begins, on both engines in the same way."""

from django.db.models import Func, Q, TextField, Value
from django.db.models.lookups import GreaterThanOrEqual, LessThan

LAST = "\U0010ffff"


class Start(Func):
    """A text in lower case, ordered by its bytes."""

    template = "LOWER(%(expressions)s)"
    output_field = TextField()

    def as_postgresql(self, compiler, connection, **context):
        template = f'{self.template} COLLATE "C"'
        return self.as_sql(compiler, connection, template=template, **context)


class NextWords(Start):
    """The same of what follows the first space, as a family name does; else of the whole text."""

    template = "LOWER(SUBSTR(%(expressions)s, STRPOS(%(expressions)s, ' ') + 1))"

    def as_sqlite(self, compiler, connection, **context):
        template = self.template.replace("STRPOS", "INSTR")
        return self.as_sql(compiler, connection, template=template, **context)


def begins(start: Start, text: str) -> Q:
    """Return the condition that `start` begins with `text`, in a form that its index answers."""
    first, last = (Start(Value(edge)) for edge in (text, text + LAST))
    return Q(GreaterThanOrEqual(start, first), LessThan(start, last))
