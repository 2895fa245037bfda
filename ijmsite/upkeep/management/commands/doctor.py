import json
import sys

from django.core.management.base import BaseCommand

from ijmsite.upkeep.health import Level, all_checks

MARKS = {Level.NOT_LOOKED: "-", Level.OK: "ok", Level.WARNING: "see", Level.FAILURE: "FAIL"}


class Command(BaseCommand):
    help = (
        "Say in one line each whether the site does what it promises, and what to do where it does "
        "not. Ends with 0 where all is well, 1 where something should be seen to, 2 where it must "
        "be now. docs/doctor.md has a paragraph for each alarm."
    )
    # It tells of them itself, and of all else besides.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="for monitors")

    def handle(self, *, json, **options):
        found = [(check.name, check.make()) for check in all_checks()]
        worst = max(finding.level for _name, finding in found)
        self.stdout.write(as_json(found, worst) if json else as_lines(found))
        if worst > Level.OK:
            sys.exit(int(worst))


def as_lines(found):
    lines = []
    for name, finding in found:
        lines.append(f"{MARKS[finding.level]:4}  {name}: {finding.said}")
        if finding.remedy:
            lines.append(f"      -> {finding.remedy}")
    return "\n".join(lines)


def as_json(found, worst):
    checks = {
        name: {"level": finding.level.name.lower(), "said": finding.said, "remedy": finding.remedy}
        for name, finding in found
    }
    return json.dumps({"level": worst.name.lower(), "checks": checks}, indent=1)
