"""What stops the start where a setting has a value that no page can carry."""

import re

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import URLValidator

# Django's own pattern knows the letters of all alphabets, and takes longer to compile than the rest
# of the settings to read: it is asked only of what is not as plain as this.
PLAIN = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,3}[a-z]{2,50}(?::[0-9]{1,5})?(?:/[!-~]*)?"
)


def web_address(name: str, value: str) -> str:
    """Return `value`, the setting `name`, which leads to a page from everywhere."""
    if PLAIN.fullmatch(value) and len(value) < URLValidator.max_length:
        return value
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
