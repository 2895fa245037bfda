"""Which address somebody has, and where it stands: the whole of it, never a part of another."""

import re

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet, Value
from django.utils.html import escape

from ijmsite.web.fields import AddressField
from ijmsite.web.starts import Start

# What continues an address to the left: letters, digits and signs, also as HTML has them. A
# quotation mark does so behind a letter only, as in o'brien@.
BEFORE = r"(?<![\w.+%/=!#$&?^{|}~-])(?<!\w['*`])(?<!&#x27;)(?<!&#39;)(?<!&amp;)"
# A full stop that ends a sentence does not continue a domain.
AFTER = r"(?![\w-])(?!\.\w)"


def full_address(value: str) -> str:
    """Return the one address that a value is, as our forms store it.

    Raises `ValueError` for all else, such as nothing, a part of an address or two of them: what is
    searched by it would be about others. The error does not repeat the value.
    """
    try:
        return AddressField(max_length=254).clean(value)
    except ValidationError:
        raise ValueError("Expected exactly one full email address.") from None


def having(rows: QuerySet, field: str, address: str) -> QuerySet:
    """Return the rows with an address in a field, in any case; an index on `Start` finds them."""
    return rows.alias(found=Start(field)).filter(found=Start(Value(address)))


def spellings(address: str) -> set[str]:
    """Return how an address stands in texts, and in HTML."""
    return {address, str(escape(address))}


def saying(field: str, address: str) -> Q:
    """Return where a text says an address: looked for quickly, and then at its borders."""
    where = Q()
    for said in spellings(address):
        where |= Q(**{f"{field}__icontains": said, f"{field}__iregex": pattern(said)})
    return where


def pattern(said: str) -> str:
    """Return the regular expression of it; Python and PostgreSQL read it in the same way."""
    return BEFORE + re.escape(said) + AFTER
