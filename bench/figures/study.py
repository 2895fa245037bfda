"""What a study is, and how its contestants take turns."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from bench.judging import Bar
from bench.load import Load
from bench.place import Place

Contestants = dict[str, Callable[[], Load]]


@dataclass
class Result:
    """The values of each figure, one for each round; the rounds themselves; what is to be known."""

    values: dict[str, list[float]] = field(default_factory=dict)
    rows: list[dict] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    failed: str = ""


@dataclass(frozen=True)
class Study:
    name: str
    says: str
    bars: list[Bar]
    run: Callable[[Place], Result]
    not_quick: str = ""  # why it cannot be had in three minutes

    def left_out(self, why: str) -> Result:
        return Result(left_out={bar.key: why for bar in self.bars})


def take_turns(place: Place, result: Result, contestants: Contestants) -> dict[str, list[Load]]:
    """Measure each in every round, in one order and then in the other: noise falls on all."""
    loads: dict[str, list[Load]] = {name: [] for name in contestants}
    for number in range(place.rounds):
        order = list(contestants)
        for name in reversed(order) if number % 2 else order:
            load = contestants[name]()
            loads[name].append(load)
            result.rows.append({"round": number + 1, "what": name, **asdict(load)})
            place.say(f"    {number + 1}/{place.rounds}  {name:28} {load.words()}")
    return loads


def rates(loads: list[Load]) -> list[float]:
    return [load.rate for load in loads]


def medians(loads: list[Load]) -> list[float]:
    return [load.p50 for load in loads]


def cpus(loads: list[Load]) -> list[float]:
    return [load.cpu for load in loads]
