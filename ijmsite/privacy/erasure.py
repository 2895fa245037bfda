"""Somebody's data is erased: every row about them, and whatever repeats it.

What stays is the hash of the address: in the ledger, so that we never write again and can prove
what they agreed to, and in a signed receipt, so that it is erased again after a restore.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import EmailField
from django.utils import timezone

from ijmsite.staff import audit
from ijmsite.staff.models import AuditEvent, User

from . import ledger, receipts
from .models import PrivacyRequest, Receipt, hash_address
from .personal import all_personal


class Leftover(NamedTuple):
    """Where an address still stands."""

    table: str
    column: str
    rows: int


def count(email: str) -> dict[str, int]:
    """Return how many rows there are about an address, by the name of their kind."""
    found = {kind.name: kind.of(email).count() for kind in all_personal()}
    return {name: number for name, number in found.items() if number}


@transaction.atomic
def erase(email: str, by: User | str | None) -> Receipt:
    """Erase all about an address, let nobody write to it again, and return the receipt.

    `by` is a member of staff, `AuditEvent.THEMSELVES` or None for a command on the machine. Where
    nothing was left to erase, it is the receipt of the last time.
    """
    address_hash, now = hash_address(email), timezone.now()
    is_own = by == AuditEvent.THEMSELVES
    ledger.withdraw(
        address_hash,
        at=now,
        manner=ledger.Manner.LINK if is_own else ledger.Manner.STAFF,
        recorded_by="" if is_own else str(by or "")[:160],
    )
    if not isinstance(by, User):
        # Staff settle the request themselves for which they erase.
        asked = PrivacyRequest.objects.open().filter(address_hash=address_hash)
        asked.update(settled_at=now, settled_by=str(by or ""))
    counts = {kind.name: kind.erase(kind.of(email)) for kind in reversed(all_personal())}
    counts = {name: number for name, number in sorted(counts.items()) if number}
    former = Receipt.objects.filter(kind=Receipt.Kind.ERASURE, address_hash=address_hash).first()
    if former and not counts:
        return former
    receipt = receipts.write(Receipt.Kind.ERASURE, counts, address_hash)
    audit.record(audit.Action.ERASE, receipt, by)
    return receipt


@transaction.atomic
def replay() -> dict[str, int]:
    """Erase again what came back from a backup, by the receipts; return how many of each kind.

    The addresses are known by their hashes only, so that those of all rows are hashed. What was
    made after its erasure stays: somebody has come back.
    """
    erased_at = dict(
        Receipt.objects.filter(kind=Receipt.Kind.ERASURE)
        .order_by("at")
        .values_list("address_hash", "at")
    )
    counts: dict[str, int] = {}
    for email in {*_addresses()}:
        if erased := erased_at.get(hash_address(email)):
            for kind in reversed(all_personal()):
                rows = kind.of(email).filter(**{f"{kind.made_at}__lte": erased})
                counts[kind.name] = counts.get(kind.name, 0) + kind.erase(rows)
    return {name: number for name, number in counts.items() if number}


def _addresses() -> Iterator[str]:
    for model in {kind.model for kind in all_personal()}:
        for field in model._meta.fields:
            if isinstance(field, EmailField):
                yield from model._base_manager.values_list(field.name, flat=True).distinct()


def leftovers(email: str) -> list[Leftover]:
    """Return where an address still stands, in any column of any table."""
    quoted = connection.ops.quote_name
    pattern = f"%{connection.ops.prep_for_like_query(email.lower())}%"
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                cursor.execute(
                    f"SELECT count(*) FROM {quoted(table)} WHERE "  # noqa: S608 names of ours
                    f"LOWER(CAST({quoted(column.name)} AS TEXT)) LIKE %s ESCAPE '\\'",
                    [pattern],
                )
                if rows := cursor.fetchone()[0]:
                    found.append(Leftover(table, column.name, rows))
    return found
