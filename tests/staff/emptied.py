from django.db import connection

from ijmsite.staff.models import AuditEvent
from ijmsite.staff.triggers import KEPT_ON_SQLITE, TABLE


def empty_the_audit_list():
    """Empty what the database keeps; its triggers are away meanwhile."""
    before = [f"DROP TRIGGER {name}" for name in KEPT_ON_SQLITE]
    after = [*KEPT_ON_SQLITE.values()]
    if connection.vendor == "postgresql":
        # What is deferred would be in the way of the other.
        before = ["SET CONSTRAINTS ALL IMMEDIATE", f"ALTER TABLE {TABLE} DISABLE TRIGGER USER"]
        after = [f"ALTER TABLE {TABLE} ENABLE TRIGGER USER"]
    with connection.cursor() as cursor:
        for statement in before:
            cursor.execute(statement)
        AuditEvent.objects.all().delete()
        for statement in after:
            cursor.execute(statement)
