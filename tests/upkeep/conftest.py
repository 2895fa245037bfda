"""A site with something in it, and empty machines to which its backups are brought."""

import secrets
import sqlite3
from contextlib import closing, contextmanager
from datetime import timedelta

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from contacts.models import Inquiry
from ijmsite.mail.outbox import Rendered, create
from ijmsite.upkeep import backups, engines, media
from tests.photos.conftest import picture, stored  # noqa: F401 (fixtures)

KEY = "a key of thirty-two characters, random"


def address(name=None):
    """Return what psycopg needs to know of the test's server."""
    names = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password"}
    said = {to: connection.settings_dict[of] for of, to in names.items()}
    said["dbname"] = name or connection.settings_dict["NAME"]
    return {name: value for name, value in said.items() if value}


@contextmanager
def raw():
    """Open the database past the site."""
    if connection.vendor == "sqlite":
        path = connection.settings_dict["NAME"]
        with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as database:
            yield database
    else:
        with psycopg.connect(**address(), autocommit=True) as database:
            yield database


@pytest.fixture
def place(tmp_path):
    """Where the backups of a test lie."""
    return tmp_path / "backups"


@pytest.fixture
def backup(place, capsys):
    """Return a function that makes a backup of where we are, and returns it."""

    def make(*arguments):
        call_command("backup", str(place), *arguments)
        capsys.readouterr()
        return backups.all_in(place)[-1]

    return make


@pytest.fixture
def filled(post_inquiry, inquiry_data, stored):  # noqa: F811 (a fixture)
    """A site with a question of a journalist, its two mails and a picture."""
    photo = stored()
    assert post_inquiry(inquiry_data).status_code == 303
    return Inquiry.objects.get(), photo


@pytest.fixture(scope="session")
def scratch():
    """Return a function that empties a database of PostgreSQL, and returns its name."""
    made = {}
    server = {}

    def empty(here, number):
        if number not in made:
            server.update(address(here))
            made[number] = f"restored_{secrets.token_hex(4)}"
            with psycopg.connect(**server, autocommit=True) as database:
                database.execute(f"CREATE DATABASE {made[number]}")
        with psycopg.connect(**address(made[number]), autocommit=True) as database:
            database.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        return made[number]

    yield empty
    for name in made.values():
        with psycopg.connect(**server, autocommit=True) as database:
            database.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def move(settings, tmp_path, scratch):
    """Return a function that goes on to an empty machine, which has the same keys."""
    here = connection.settings_dict["NAME"]
    visited = []

    def move(name="elsewhere"):
        connection.close()
        settings.DATA_DIR = tmp_path / name
        settings.MEDIA_ROOT = settings.DATA_DIR / "media"
        settings.DATA_DIR.mkdir(exist_ok=True)
        if connection.vendor == "sqlite":
            connection.settings_dict["NAME"] = str(settings.DATA_DIR / "db.sqlite3")
        else:
            connection.settings_dict["NAME"] = scratch(here, len(visited))
        visited.append(name)

    yield move
    connection.close()
    connection.settings_dict["NAME"] = here


def mail(number):
    """Store one mail, and with it something to count."""
    return create(
        f"drill:{number}",
        to="zoe@courier.example",
        rendered=Rendered(f"Drill {number}", "Text", ""),
        template="drill",
        language="en",
    )


def restore(place, *arguments):
    """Restore, and say that nobody was erased since."""
    call_command("restore", str(place), "--without-later-erasures", *arguments)


def restore_plainly(place, *arguments):
    call_command("restore", str(place), *arguments)


def nothing_is_there():
    is_empty = engines.emptiness() == ""
    return is_empty and not [*media.names()]


def ago(**length):
    return timezone.now() - timedelta(**length)
