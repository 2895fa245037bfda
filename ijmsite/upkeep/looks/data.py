"""The database: does it answer, is it of this version, and was a restore broken off?"""

from functools import cache

from django.conf import settings
from django.core.checks import run_checks
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from ijmsite.upkeep.health import Finding, Level, ok
from ijmsite.upkeep.restoring import marker

COUNT = "SELECT number FROM web_contentversion"
APPLIED = "SELECT app, name FROM django_migrations"


def database() -> Finding:
    with connection.cursor() as cursor:
        try:
            cursor.execute(COUNT)
        except DatabaseError:
            if connection.introspection.table_names(cursor):
                raise
            return Finding(
                Level.FAILURE, "is empty", "Run `manage.py migrate`, or restore a backup."
            )
        if not cursor.fetchone():
            return Finding(
                Level.FAILURE, "has no number of its content", "Run `manage.py migrate`."
            )
    return ok(f"answers ({connection.vendor})")


@cache
def known() -> frozenset[tuple[str, str]]:
    """Return the migrations of this version; its files do not change under a running process."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def migrations() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(APPLIED)
        pending = known() - {*cursor.fetchall()}
    if pending:
        return Finding(
            Level.FAILURE,
            f"{len(pending)} are not applied, such as {'.'.join(min(pending))}",
            "Make a backup, then run `manage.py migrate`.",
        )
    return ok("all applied")


def configuration() -> Finding:
    """Look for what Django and we refuse in the settings, and for what is doubtful in them."""
    found = run_checks(include_deployment_checks=settings.PRODUCTION)
    found = sorted((one for one in found if not one.is_silenced()), key=lambda one: -one.level)
    if found:
        level = Level.FAILURE if found[0].is_serious() else Level.WARNING
        said = " ".join(str(found[0].msg).split())
        return Finding(level, said, f"{len(found)} in all: `manage.py check` shows them.")
    return ok("nothing to complain about")


def restore() -> Finding:
    if marker().exists():
        return Finding(
            Level.FAILURE,
            "was begun here and has not ended",
            "Keep the site closed, empty the database and run `manage.py restore` again.",
        )
    return ok("none is unfinished")
