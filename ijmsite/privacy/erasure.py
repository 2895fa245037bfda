"""Somebody's data is erased: every row about them, and whatever repeats it.

What stays is the hash of the address: in the ledger, so that no mail that needs a consent goes
there and we can prove what they agreed to, and in a signed receipt, so that it is erased again
after a restore.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.models import EmailField, QuerySet
from django.utils import timezone

from ijmsite.mail import files
from ijmsite.staff import audit
from ijmsite.staff.models import AuditEvent, User

from . import ledger, receipts
from .addresses import full_address
from .models import PrivacyRequest, Receipt, hash_address
from .personal import all_personal

# The requests that an erasure answers.
DONE_BY_IT = [PrivacyRequest.What.ERASE, PrivacyRequest.What.WITHDRAW]


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
    """Erase all about an address, end our mail to it, and return the receipt.

    `by` is a member of staff, `AuditEvent.THEMSELVES` or None for a command on the machine. Where
    nothing was left to erase, it is the receipt of the last time. What else somebody has asked of
    us, such as a complaint, stays open with their address, so that it can be answered.
    """
    email = full_address(email)
    address_hash, now = hash_address(email), timezone.now()
    is_own = by == AuditEvent.THEMSELVES
    ledger.withdraw(
        address_hash,
        at=now,
        manner=ledger.Manner.LINK if is_own else ledger.Manner.STAFF,
        recorded_by="" if is_own else str(by or "")[:160],
    )
    done = PrivacyRequest.objects.open().filter(address_hash=address_hash, what__in=DONE_BY_IT)
    done.update(settled_at=now, settled_by=str(by or "")[:160])
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
    made after its erasure stays, as does what got the address since: somebody has come back. A
    receipt that is not genuine erases nothing.
    """
    erased_at = {one.address_hash: one.at for one in erasures() if one.is_genuine}
    counts: dict[str, int] = {}
    for email in {*_addresses()}:
        if erased := erased_at.get(hash_address(email)):
            for kind in reversed(all_personal()):
                rows = kind.of(email).filter(**{f"{kind.made_at}__lte": erased})
                rows = _not_moved_since(erased, rows)
                counts[kind.name] = counts.get(kind.name, 0) + kind.erase(rows)
    return {name: number for name, number in counts.items() if number}


def erasures() -> QuerySet:
    """Return the receipts of erasures of an address, the newest last."""
    return Receipt.objects.filter(kind=Receipt.Kind.ERASURE).order_by("at")


def _not_moved_since(moment: datetime, rows: QuerySet) -> QuerySet:
    """Leave out the rows whose address was corrected after that, with what belongs to them."""
    for model in {kind.model for kind in all_personal() if kind.form}:
        events = AuditEvent.objects.filter(model=model._meta.label_lower, at__gt=moment)
        moved = [one.object_id for one in events if _is_of_address(one)]
        for field in rows.model._meta.fields:
            is_it = field.primary_key and rows.model is model
            if moved and (is_it or field.related_model is model):
                rows = rows.exclude(**{f"{field.name}__in": moved})
    return rows


def _is_of_address(event: AuditEvent) -> bool:
    """Return whether somebody corrected an address: people themselves, or staff for them."""
    return any("email" in event.details.get(name, []) for name in ("corrected", "fields"))


def _addresses() -> Iterator[str]:
    """Yield every address that is one, as it stands in the rows about people."""
    for model in {kind.model for kind in all_personal()}:
        for field in model._meta.fields:
            if isinstance(field, EmailField):
                for value in model._base_manager.values_list(field.name, flat=True).distinct():
                    with suppress(ValueError):
                        yield full_address(value)


def leftovers(email: str) -> list[Leftover]:
    """Return where an address still stands: in any column of any table, and in files of mails."""
    email = full_address(email)
    quoted = connection.ops.quote_name
    pattern = f"%{connection.ops.prep_for_like_query(email.lower())}%"
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                cursor.execute(
                    f"SELECT count(*) FROM {quoted(table)} WHERE "  # noqa: S608 (names of ours)
                    f"LOWER(CAST({quoted(column.name)} AS TEXT)) LIKE %s ESCAPE '\\'",
                    [pattern],
                )
                if rows := cursor.fetchone()[0]:
                    found.append(Leftover(table, column.name, rows))
    if named := len([*files.saying(email)]):
        found.append(Leftover(str(settings.MAIL_FILE_DIR), "eml", named))
    return found
