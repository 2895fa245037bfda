from django.core.management.base import BaseCommand, CommandError
from django.db.migrations.loader import MigrationLoader

from ijmsite.upkeep import migration_lint


class Command(BaseCommand):
    help = (
        "Say which migrations since the last release would break the code that still runs while "
        "they do. With --release, note that all of them are released now."
    )

    def add_arguments(self, parser):
        parser.add_argument("--release", action="store_true")

    def handle(self, *, release, **options):
        if found := migration_lint.problems():
            raise CommandError("\n".join(found))
        if release:
            keys = sorted(migration_lint.all_of_ours(MigrationLoader(None)))
            migration_lint.RELEASED.write_text("".join(f"{app}.{name}\n" for app, name in keys))
            self.stdout.write(f"Released: {len(keys)} migrations.")
