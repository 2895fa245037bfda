"""What the drill believes: the database asked past the site, and checks that can fail."""

import secrets
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass

import psycopg


@dataclass(frozen=True)
class Database:
    """The newsroom's database, asked without the newsroom: a file of SQLite, or a PostgreSQL."""

    path: str
    url: str = ""

    @contextmanager
    def connection(self):
        if self.url:
            with psycopg.connect(self.url) as connection:
                yield connection
        else:
            with closing(sqlite3.connect(self.path, timeout=60)) as connection, connection:
                yield connection

    def rows(self, query):
        with self.connection() as connection:
            return connection.execute(query).fetchall()

    def tables(self):
        """Return the names of all tables, without what SQLite counts and makes itself."""
        if self.url:
            named = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 2200"
        else:
            # A virtual table has no page of its own.
            named = """SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0
                AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"""
        return sorted(name for (name,) in self.rows(named))

    def change(self, statement):
        with self.connection() as connection:
            return connection.execute(statement).rowcount

    def references(self, condition="1 = 1"):
        query = f"SELECT reference FROM contacts_inquiry WHERE {condition}"  # noqa: S608 (ours)
        return {reference for (reference,) in self.rows(query)}

    def count(self, template, domain):
        """Return how many mails by a template there are to a domain, sent or waiting."""
        query = f"""SELECT count(*) FROM mail_message WHERE template = '{template}'
            AND "to" LIKE '%{domain}'"""  # noqa: S608 (ours)
        return self.rows(query)[0][0]

    def waiting(self, address):
        query = f"""SELECT id FROM mail_message WHERE "to" = '{address}'
            AND ended_at IS NULL"""  # noqa: S608 (ours)
        return self.rows(query)

    def let_time_pass(self):
        """Move on the clock of limits and digests, instead of waiting ten minutes for it."""
        self.change("DELETE FROM web_tally")


@contextmanager
def scratch_database(server):
    """Make a database of our own on a PostgreSQL server, yield its URL, and drop it again."""
    name = f"drill_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        parts = psycopg.conninfo.conninfo_to_dict(server)
        user = parts.get("user", "postgres")
        password = f":{parts['password']}" if parts.get("password") else ""
        host, port = parts.get("host", "127.0.0.1"), parts.get("port", "5432")
        yield f"postgres://{user}{password}@{host}:{port}/{name}"
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@dataclass(frozen=True)
class Check:
    what: str
    found: object
    promised: str
    is_kept: bool

    def line(self, must_fail):
        if must_fail:
            word = "fails, as it must" if not self.is_kept else "HOLDS, THOUGH IT MUST FAIL"
        else:
            word = "ok" if self.is_kept else "FAILED"
        return f"  {self.what:<58} {self.found!s:>10}   {self.promised:<18} {word}"


@dataclass(frozen=True)
class Table:
    title: str
    checks: list[Check]
    must_fail: bool

    def is_right(self, check):
        return check.is_kept != self.must_fail


class Report:
    """What was found, printed as it comes, and kept in `tables`."""

    def __init__(self):
        self.tables = []

    @property
    def wrong(self):
        """How many promises were broken, and how many controls were not noticed."""
        return sum(not table.is_right(check) for table in self.tables for check in table.checks)

    def show(self, title, checks, must_fail=False):
        """Print a table; with `must_fail`, a check that holds is what is wrong."""
        self.tables.append(Table(title, checks, must_fail))
        print(f"\n{title}")
        for check in checks:
            print(check.line(must_fail), flush=True)


def at_most(what, found, limit):
    return Check(what, found, f"at most {limit}", found <= limit)


def at_least(what, found, limit):
    return Check(what, found, f"at least {limit}", found >= limit)


def below(what, found, limit, unit):
    """Return the check of a measure; both numbers are shown with one digit behind the point."""
    return Check(what, f"{found:.1f} {unit}", f"below {limit:g} {unit}", found < limit)


def exactly(what, found, number):
    return Check(what, found, f"exactly {number}", found == number)
