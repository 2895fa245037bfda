from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ijmsite.privacy import purging


class Command(BaseCommand):
    help = (
        "Delete what has been kept long enough, and sign a receipt for it. It can be broken off "
        "at any time; the next time goes on."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="count what would be deleted, and delete nothing"
        )

    def handle(self, *, dry_run, **options):
        now = timezone.now()
        for one, count in purging.expired(now).items():
            self.stdout.write(f"{count:7}  {one.words}")
        if dry_run:
            self.stdout.write("Nothing was deleted.")
            return
        try:
            counts = purging.purge(now, self.say)
        except KeyboardInterrupt:
            raise CommandError("Broken off: what is gone has its receipt. Run it again.") from None
        self.stdout.write(
            f"Deleted: {sum(counts.values())}. The receipt is in the list of receipts."
            if counts
            else "There was nothing to delete."
        )

    def say(self, one, count):
        self.stdout.write(f"Deleted so far, {one.name}: {count}")
