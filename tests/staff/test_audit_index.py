"""The audit list is read in its order from an index, however long it grows."""

import pytest
from django.db import connection

from ijmsite.staff.models import AuditEvent


@pytest.mark.django_db
def test_the_newest_entries_are_found_without_sorting_all():
    if connection.vendor == "postgresql":
        # Of an empty table PostgreSQL would not ask an index.
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    plan = AuditEvent.objects.all()[:50].explain().upper()

    assert "INDEX" in plan
    assert "TEMP B-TREE" not in plan
    assert "SORT" not in plan
