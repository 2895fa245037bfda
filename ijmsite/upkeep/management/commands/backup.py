from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from ijmsite.upkeep import backups, forgotten, making
from ijmsite.upkeep.command import UpkeepCommand, in_a_sentence
from ijmsite.web.pings import ping


class Command(UpkeepCommand):
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
        broken_off = "Broken off. Nothing of it counts: run it again."
        with in_a_sentence("The backup could not be written", broken_off):
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
