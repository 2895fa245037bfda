import time

from ijmsite.upkeep.command import UpkeepCommand, in_a_sentence
from ijmsite.upkeep.copying import copy_to


class Command(UpkeepCommand):
    help = (
        "Copy the whole newsroom from SQLite into an empty database of PostgreSQL. Stop the site "
        "first. It ends with all rows there, compared, or with none."
    )

    def add_arguments(self, parser):
        parser.add_argument("url", metavar="postgres://user:password@host:5432/name")

    def handle(self, *, url, **options):
        started = time.monotonic()
        broken_off = "Broken off: none of the rows are there. Run it again."
        with in_a_sentence("The copy stopped", broken_off):
            digests = copy_to(url, self.say)
        self.say("On both sides, with one checksum for each table:")
        for model, digest in digests.items():
            if digest.rows:
                self.say(f"{digest.rows:>11,}  {model._meta.db_table:<40} {digest.total:064x}"[:70])
        self.say(f"and {sum(not digest.rows for digest in digests.values())} tables without rows.")
        total = sum(digest.rows for digest in digests.values())
        self.say(f"{total:,} rows in {time.monotonic() - started:.0f} s.")
        self.say("Now set DATABASE_URL to that database, and start the site.")
