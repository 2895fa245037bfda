"""What a message looks like: points, and reasons that staff can read. Nobody else is asked."""

from dataclasses import dataclass, field

SUSPECT = 10

REASONS: dict = {}


@dataclass
class Verdict:
    points: int = 0
    reasons: list[str] = field(default_factory=list)

    @property
    def is_suspect(self) -> bool:
        return self.points >= SUSPECT


def judge(fields: dict, traps: list[str]) -> Verdict:
    return Verdict(SUSPECT if traps else 0, list(traps))
