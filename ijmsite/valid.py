"""What stops the start where a setting has a value that no page can carry."""

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import URLValidator


def web_address(name: str, value: str) -> str:
    """Return `value`, the setting `name`, which leads to a page from everywhere."""
    try:
        URLValidator(schemes=["http", "https"])(value)
    except ValidationError:
        raise ImproperlyConfigured(
            f"Set {name} to a whole web address, such as https://www.example.org/."
        ) from None
    return value


def one_line(name: str, value: str) -> str:
    """Return `value`, the setting `name`, all of which can be seen."""
    if not value.replace("\u00a0", " ").isprintable():
        raise ImproperlyConfigured(f"Set {name} to one line without invisible characters.")
    return value
