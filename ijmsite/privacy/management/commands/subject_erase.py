from django.core.management.base import BaseCommand, CommandError

from ijmsite.privacy import erasure
from ijmsite.privacy.addresses import full_address


class Command(BaseCommand):
    help = (
        "Erase all that we have about an address, and say where it still stands. With --replay, "
        "erase again what a restored backup brought back."
    )

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="EMAIL", nargs="?", default="")
        parser.add_argument("--dry-run", action="store_true", help="only count")
        parser.add_argument(
            "--replay", action="store_true", help="for all addresses that have a receipt"
        )

    def handle(self, *, email, dry_run, replay, **options):
        if bool(email) == replay or (replay and dry_run):
            raise CommandError("Give an address, or --replay alone.")
        if replay:
            self.replay()
            return
        try:
            email = full_address(email)
        except ValueError as error:
            raise CommandError(str(error)) from None
        if dry_run:
            self.say(erasure.count(email), "found")
        else:
            self.erase(email)

    def replay(self):
        self.say(erasure.replay(), "erased again")
        changed = [str(receipt.pk) for receipt in erasure.erasures() if not receipt.is_genuine]
        if changed:
            raise CommandError(
                f"Receipts that were changed, or signed with another key: {', '.join(changed)}. "
                "Nothing was erased by them: see to them by hand."
            )

    def erase(self, email):
        receipt = erasure.erase(email, None)
        self.stdout.write(f"Receipt {receipt.pk} of {receipt.at:%Y-%m-%d %H:%M} UTC:")
        self.say(receipt.counts, "erased")
        self.stdout.write("Looking for the address in every table…")
        left = erasure.leftovers(email)
        for table, column, rows in left:
            self.stdout.write(f"  still in {table}.{column}: {rows}")
        if left:
            raise CommandError("The address still stands there: see to it by hand.")
        self.stdout.write("It stands nowhere any more.")

    def say(self, counts, what):
        for name, number in counts.items():
            self.stdout.write(f"  {name}: {number} {what}")
        self.stdout.write(f"{sum(counts.values())} {what}")
