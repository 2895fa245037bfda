from email.utils import parseaddr

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.encoding import punycode


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
