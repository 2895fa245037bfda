"""What stops the start where a setting has a value that no page can carry."""

import environ
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


def ping_urls(env: environ.Env) -> dict[str, str]:
    """Return the addresses of PING_…_URL that are set, by what they are told of."""
    urls = {name: env(f"PING_{name}_URL", default="") for name in ("WORKER", "BACKUP", "PURGE")}
    return {name: web_address(f"PING_{name}_URL", url) for name, url in urls.items() if url}


def one_line(name: str, value: str) -> str:
    """Return `value`, the setting `name`, all of which can be seen."""
    if not value.replace("\u00a0", " ").isprintable():
        raise ImproperlyConfigured(f"Set {name} to one line without invisible characters.")
    return value
