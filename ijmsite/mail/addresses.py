from email.utils import parseaddr

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.encoding import punycode

GMAIL = {"gmail.com", "googlemail.com"}


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
    if any(ord(character) < 32 for character in value):
        raise ValueError("An address holds no line end.")
    return one_address(parseaddr(value)[1])


def envelope_address(value: str) -> str:
    """Return the address in `value` as SMTP spells it, its domain in ASCII (RFC 5890)."""
    local, _at, domain = bare_address(value).rpartition("@")
    return f"{local}@{punycode(domain)}"


def mailbox(address: str) -> str:
    """Return what the spellings of one mailbox have in common: v.ictim+1@gmail.com is victim@.

    For limits alone: whether two of them are one person, nobody but their own host knows.
    """
    local, _at, domain = address.casefold().rpartition("@")
    local = local.partition("+")[0] or local
    return f"{local.replace('.', '')}@gmail.com" if domain in GMAIL else f"{local}@{domain}"
