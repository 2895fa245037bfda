import re
from email.utils import parseaddr
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.encoding import punycode

GMAIL = {"gmail.com", "googlemail.com"}
CONTROL = re.compile(r"[\x00-\x1f]")
# With nothing in it that has a meaning in a header.
BARE = re.compile(r"[\w.+-]+@[\w.-]+", re.ASCII)


def one_address(value: str) -> str:
    """Return `value` without the blanks around it.

    Raises `ValueError` unless it is exactly one bare address, such as `name@host.example`.
    The error does not repeat the value, which may be a person's.
    """
    address = value.strip()
    try:
        validate_email(address)
    except ValidationError:
        raise ValueError("Expected exactly one email address.") from None
    return address


def bare_address(value: str) -> str:
    """Return the address of `Name <name@host.example>`; raise `ValueError` where there is none."""
    if CONTROL.search(value):
        raise ValueError("An address holds no line end.")
    # To take one apart by the rules of headers takes ten times as long as to look at it.
    return one_address(value if BARE.fullmatch(value) else parseaddr(value)[1])


def envelope_address(value: str) -> str:
    """Return the address in `value` as SMTP spells it, its domain in ASCII (RFC 5890)."""
    local, _at, domain = bare_address(value).rpartition("@")
    return f"{local}@{punycode(domain)}"


# All mail comes from it, and it is no person's.
own_envelope_address = lru_cache(maxsize=1)(envelope_address)


def mailbox(address: str) -> str:
    """Return what the spellings of one mailbox have in common: v.ictim+1@gmail.com is victim@.

    For limits alone: whether two of them are one person, nobody but their own host knows.
    """
    local, _at, domain = address.casefold().rpartition("@")
    local = local.partition("+")[0] or local
    return f"{local.replace('.', '')}@gmail.com" if domain in GMAIL else f"{local}@{domain}"
