from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise

Level = Literal["block", "warn"]


@dataclass(frozen=True)
class Finding:
    code: str
    level: Level
    # What is wrong and what to do about it, in plain words.
    message: str | Promise
    # The field of the form beside which it is said.
    field: str


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.level == "block"]


def warnings(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.level == "warn"]
