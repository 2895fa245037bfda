from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ijmsite.upkeep import backups, restoring
from ijmsite.upkeep.files import UpkeepError
from ijmsite.upkeep.sealing import SealError


class Command(BaseCommand):
    help = (
        "Put a backup back into an empty database and an empty place for media: DIR, or the newest "
        "one in DIR. Nothing is overwritten. docs/backup.md says it step by step."
    )
    # An empty place lacks what they look for.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("dir", metavar="DIR", type=Path)
        parser.add_argument(
            "--erasures",
            metavar="PATH",
            type=Path,
            action="append",
            default=[],
            help=(
                "a list of erasures, or a folder of later backups; those that lie beside DIR are "
                "found without it"
            ),
        )

    def handle(self, *, dir, erasures, **options):
        try:
            key = backups.key_of_environment()
            backup = backups.chosen(dir)
            self.say(f"Restoring {backup.folder}, made on {backup.made_at:%Y-%m-%d at %H:%M} UTC.")
            erased = restoring.restore(backup, erasures, key, self.say)
        except (UpkeepError, SealError) as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"The restore stopped: {error}.") from None
        except KeyboardInterrupt:
            raise CommandError("Broken off: the site must not start. Run it again.") from None
        for name, count in erased.items():
            self.stdout.write(f"  {name}: {count} erased again")
        self.say(
            "Restored: every row and file is what it was. Everybody has to sign in again. Now read "
            "the last steps in docs/backup.md before you start the site."
        )

    def say(self, line):
        self.stdout.write(line)
        self.stdout.flush()
