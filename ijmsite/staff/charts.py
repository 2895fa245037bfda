"""Bars in a drawing. What it shows stands in a table as well: the drawing is for the eye."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, IntegerField, When

# In the units of the drawing, whole numbers: a fraction would be written with a comma in French.
HEIGHT, STEP, WIDTH = 96, 30, 18


@dataclass(frozen=True)
class Piece:
    """A part of a bar; what it stands for is also the last part of its class."""

    kind: str
    y: int
    height: int


@dataclass(frozen=True)
class Bar:
    x: int
    middle: int
    words: str  # below it
    pieces: list[Piece]


@dataclass(frozen=True)
class Chart:
    bars: list[Bar]
    top: str  # what the highest line stands for

    height = HEIGHT
    width = 12 * STEP


def chart(
    words: Sequence[str], stacks: Sequence[Mapping[str, int]], highest: int, top: str
) -> Chart:
    """Return a bar for each of `words`, of the values in its stack; `highest` reaches the top."""
    bars = []
    for number, (below, stack) in enumerate(zip(words, stacks, strict=True)):
        x = number * STEP + (STEP - WIDTH) // 2
        pieces, ground = [], HEIGHT
        for kind, value in stack.items():
            # A value that is there is seen, however small.
            height = max(2, round(HEIGHT * value / highest))
            ground -= height
            pieces.append(Piece(kind, ground, height))
        bars.append(Bar(x, x + WIDTH // 2, below, pieces))
    return Chart(bars, top)


def months(first: int, day: date) -> list[date]:
    """Return the first days of twelve months, from `first` months after that of `day` on."""
    number = day.year * 12 + day.month - 1 + first
    return [date(n // 12, n % 12 + 1, 1) for n in range(number, number + 12)]


def number_of_month(field: str, starts: Sequence[date]) -> Case:
    """Return the expression of the month in which a row falls, by what each of them starts with.

    The months are those of the office, which a database could tell by the row only.
    """
    later = [When(**{f"{field}__lt": start}, then=n) for n, start in enumerate(starts[1:])]
    return Case(*later, default=len(starts) - 1, output_field=IntegerField())
