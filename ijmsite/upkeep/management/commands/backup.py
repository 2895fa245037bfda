from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ijmsite.upkeep import backups, forgotten, making
from ijmsite.upkeep.files import UpkeepError
from ijmsite.upkeep.sealing import SealError
from ijmsite.web.pings import ping


class Command(BaseCommand):
    help = (
        "Copy database and media into a new folder in DIR (default: BACKUP_DIR), while the site "
        "runs. Encrypted where BACKUP_KEY is set. It can be broken off; run it again."
    )

    def add_arguments(self, parser):
        parser.add_argument("dir", metavar="DIR", nargs="?", default=settings.BACKUP_DIR)
        parser.add_argument(
            "--keep",
            type=int,
            metavar="N",
            help="delete all but the newest N backups in DIR afterwards (default: keep all)",
        )
        parser.add_argument(
            "--erasures",
            action="store_true",
            help="write only the list of who was erased, which a restore needs; takes a moment",
        )

    def handle(self, *, dir, keep, erasures, **options):
        if not dir:
            raise CommandError("Name a folder, or set BACKUP_DIR.")
        if keep is not None and keep < 1:
            raise CommandError("Keep at least one backup.")
        place = Path(dir)
        try:
            key = backups.key_of_environment()
            if erasures:
                self.stdout.write(f"Written: {forgotten.write_alone(place, key)}")
                return
            backup = making.make(place, key, self.say)
            self.stdout.write(f"Made {backup.folder}, {'encrypted' if key else 'NOT encrypted'}.")
            if file := forgotten.key_file():
                self.stdout.write(
                    f"Keep a copy of {file} elsewhere, once: it is in no backup, and without it "
                    "none can be restored."
                )
            ping("BACKUP")
            for old in backups.prune(place, keep) if keep else []:
                self.stdout.write(f"Deleted the old backup {old.name}.")
        except (UpkeepError, SealError) as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"The backup could not be written: {error}.") from None
        except KeyboardInterrupt:
            raise CommandError("Broken off. Nothing of it counts: run it again.") from None

    def say(self, line):
        self.stdout.write(line)
        self.stdout.flush()
