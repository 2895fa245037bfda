"""Signed receipts of what was deleted."""

from collections.abc import Mapping

from .models import Receipt


def write(
    kind: str,
    counts: Mapping[str, int],
    address_hash: str = "",
    instead_of: Receipt | None = None,
) -> Receipt:
    """Store a signed receipt: `counts` says how many rows of each kind were deleted.

    `address_hash` is of whoever asked for it, so that it can be done again in restored data.
    `instead_of` is the receipt of the same deletion so far, whose place this one takes.
    """
    receipt = instead_of or Receipt(kind=kind, address_hash=address_hash)
    receipt.counts = dict(counts)
    receipt.signature = receipt.signed()
    receipt.save()
    return receipt
