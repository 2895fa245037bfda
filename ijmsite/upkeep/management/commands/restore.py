from pathlib import Path

from ijmsite.upkeep import backups, restoring
from ijmsite.upkeep.command import UpkeepCommand, in_a_sentence


class Command(UpkeepCommand):
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
        parser.add_argument(
            "--without-later-erasures",
            action="store_true",
            help=(
                "restore though no list of erasures is later than the backup: whoever asked to be "
                "erased since then comes back, and must be erased by hand"
            ),
        )
        parser.add_argument(
            "--unsealed",
            action="store_true",
            help=(
                "restore a backup that is not encrypted, though BACKUP_KEY is set; only if you "
                "know that it is yours, as anybody could have written it"
            ),
        )

    def handle(self, *, dir, erasures, without_later_erasures, unsealed, **options):
        allowed = restoring.Allowed(unsealed, without_later_erasures)
        broken_off = "Broken off: the site must not start. Run it again."
        with in_a_sentence("The restore stopped", broken_off):
            key = backups.key_of_environment()
            backup = backups.chosen(dir)
            erased = restoring.restore(backup, erasures, key, self.say, allowed)
        for name, count in erased.items():
            self.stdout.write(f"  {name}: {count} erased again")
        self.say_who_may_sign_in()
        self.say(
            "Restored: every row and file is what it was. Everybody has to sign in again. Now read "
            "the last steps in docs/backup.md before you start the site."
        )

    def say_who_may_sign_in(self):
        """Name the administrators to whoever sits there; no log gets to know them."""
        administrators, count = restoring.accounts()
        is_seen = self.stdout.isatty() and administrators
        names = f" ({'; '.join(administrators)})" if is_seen else ""
        self.say(
            f"As when the backup was made, {count} of the staff can sign in, {len(administrators)} "
            f"of them as administrators{names}."
        )
        self.say("Whoever has left or lost a role since then has it again: see to it first.")
