"""How to prepare an event: what is best done when, and what keeps everybody safe.

The words stand in one TOML file a language, for the page and for the calendar file.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .. import texts


@dataclass(frozen=True)
class Milestone:
    name: str
    days: int  # from the event on; negative before it
    when: str
    title: str
    text: str


@dataclass(frozen=True)
class Caution:
    title: str
    text: str
    source_title: str = ""
    source_url: str = ""


@dataclass(frozen=True)
class Plan:
    milestones: tuple[Milestone, ...]
    cautions: tuple[Caution, ...]

    @property
    def day(self) -> Milestone:
        """Return the day of the event itself."""
        return next(milestone for milestone in self.milestones if not milestone.days)


@cache
def load_plan(language: str) -> Plan:
    """Return the plan in `language`, or in English where there is none."""
    plan = texts.read(Path(__file__).parent, "plan", language)
    return Plan(
        milestones=tuple(Milestone(**milestone) for milestone in plan["milestones"]),
        cautions=tuple(Caution(**caution) for caution in plan["cautions"]),
    )
