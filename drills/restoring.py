"""Drill of a backup that is made while visitors post, and of what comes back from it."""

import hashlib
import re
import shutil
import sqlite3
import subprocess
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg

from drills import archive
from drills.evidence import Database, at_least, below, exactly
from drills.load import POST, Load
from drills.posting import Post

KEY = {"BACKUP_KEY": "a key of the drills, of more than 32 characters"}
WRITES_A_SECOND = 20
RTO = 10  # minutes, from the first command of the restore to the first answer
# A restore counts on, so that no cache takes old pages for new.
MOVED_ON = {"web_contentversion"}
# Each post raises its counts of limits, and the live database does not know their past. To the
# other two a restore adds whom it erased again, and when.
ONLY_SIMILAR = {"web_tally", "privacy_consent", "privacy_receipt"}
PAGES = ["/", "/press/", "/news/", "/fundraise/", "/healthz"]
PICTURES = """
import io
from PIL import Image
from ijmsite.photos.store import store_photo

for number in range({count}):
    file = io.BytesIO()
    Image.effect_noise((320, 240), number + 1).save(file, "JPEG")
    store_photo(file, title=f"Boats {{number}}", alt="Two boats in a harbor.", credit="Ada Roy")
"""
# What a backup holds of each question, whatever else comes to it later.
KEYS = "SELECT key FROM mail_message WHERE key LIKE 'inquiry:%:acknowledgement'"


@dataclass(frozen=True)
class Site:
    """The site that was backed up, and what is known of it without the backup."""

    database: Database
    media: Path
    backups: Path
    still: dict  # its rows before anybody posted
    rows: dict  # its rows in the end
    before: set  # the questions acknowledged before the backup began
    meanwhile: set  # and while it was made
    later: set  # those that were asked when it had ended
    refused: int  # questions of any time that were not answered 303
    erased: str  # the address of one of those before, which was erased after it


def restored(stage):
    """R15: a backup under writes, an erasure after it, and a restore into an empty place."""
    # So many that the backup takes some seconds.
    mails, pictures, meanwhile = stage.size((100_000, 10, 40), (500, 1, 10))
    with stage.machine() as machine, ThreadPoolExecutor(1) as hand:
        archive.fill(machine, mails)
        machine.must("shell", "--verbosity", "0", "--command", PICTURES.format(count=pictures))
        site, control = _back_up(stage, machine)
        forgetful = hand.submit(_come_back_without_the_list, stage, site)
        checks = [
            exactly("questions not answered 303", site.refused, 0),
            at_least("acknowledged while it was made", len(site.meanwhile), meanwhile),
            *_come_back(stage, site),
        ]
    title = (
        f"R15 backup under {WRITES_A_SECOND} writes a second: {mails:,} mails, {pictures} pictures"
    )
    stage.report.show(title, checks)
    how = "table by table, not of one moment" if machine.url else "the bare file, by cp"
    stage.report.show(f"    Control: a copy of {how}", [control], must_fail=True)
    title = "    Control: a restore without the later list of erasures"
    stage.report.show(title, [forgetful.result()], must_fail=True)


def _back_up(stage, machine):
    """Back the site up, then erase somebody; return the site, and the check of a careless copy."""
    still, place = rows_by_table(machine.database), machine.folder / "backups"
    with Load(machine.web(), WRITES_A_SECOND, [POST], "saved.example") as load:
        load.wait_for(10)
        copied = (_copy_tables if machine.url else _copy_file)(stage, machine, load)
        before, began = load.acknowledged(), time.monotonic()
        machine.must("backup", str(place), **KEY)
        ended = time.monotonic()
        # More, that come too late for it.
        load.wait_for(10)
    database = machine.database
    about = f"SELECT email FROM contacts_inquiry WHERE reference = '{min(before)}'"  # noqa: S608 (ours)
    erased = database.rows(about)[0][0]
    machine.must("subject_erase", erased)
    machine.must("backup", "--erasures", str(place), **KEY)
    site = Site(
        database,
        machine.folder / "media",
        place,
        still,
        rows_by_table(database),
        before - {min(before)},
        load.acknowledged((began, ended)),
        {one.reference for one in load.log if one.began > ended},
        sum(not one.is_right for one in load.log),
        erased,
    )
    return site, copied


def held(database, acknowledged, where="acknowledged before it, and not in it"):
    """Return what must be true of any moment: what was acknowledged, and nothing by halves."""
    references = database.references()
    with_mail = {key.split(":")[1] for (key,) in database.rows(KEYS)}
    return [
        exactly(where, len(acknowledged - references), 0),
        exactly("questions without their mail, or the reverse", len(references ^ with_mail), 0),
    ]


def _come_back(stage, site):
    """Restore into an empty place, start the site there, and return the checks."""
    with stage.machine(is_empty=True) as machine:
        began = time.monotonic()
        said = machine.must("restore", str(site.backups), **KEY)
        took = time.monotonic() - began
        rows = rows_by_table(machine.database)
        checks = [
            *held(machine.database, site.before),
            exactly(
                "asked after it, and in it", len(site.later & machine.database.references()), 0
            ),
            *_compared(site, rows),
            exactly("complaints of the database about itself", _complaints(site, machine), 0),
            exactly("files that are missing or other ones", _files(site, machine.folder), 0),
            exactly("rows about who was erased after it", _about(machine, site.erased), 0),
            at_least("rows erased again", sum(map(int, re.findall(r": (\d+) erased", said))), 1),
        ]
        began = time.monotonic()
        web = machine.web()
        took += time.monotonic() - began
        answers = [web.ask("GET", path)[0] for path in PAGES]
        return [
            *checks,
            exactly("pages answered 200", answers.count(200), len(PAGES)),
            exactly("answer to a question there", Post(web, 1).status, 303),
            below("from the restore's begin to the first answer", took / 60, RTO, "min"),
        ]


def _come_back_without_the_list(stage, site):
    """Restore from the folder of the backup alone; who was erased since comes back."""
    with stage.machine(is_empty=True) as machine:
        [backup] = site.backups.glob("*/")
        alone = shutil.copytree(backup, machine.folder / "alone" / backup.name)
        machine.must("restore", str(alone), "--without-later-erasures", **KEY)
        return exactly("rows about who was erased after it", _about(machine, site.erased), 0)


def _about(machine, address):
    """Return how many rows there are about an address."""
    queries = [
        f"SELECT count(*) FROM contacts_inquiry WHERE email = '{address}'",  # noqa: S608 (ours)
        f"""SELECT count(*) FROM mail_message WHERE "to" = '{address}'""",  # noqa: S608 (ours)
    ]
    return sum(machine.database.rows(query)[0][0] for query in queries)


def _compared(site, rows):
    """Compare with the site that was backed up: by table, and row by row where it went on."""
    still = {name for name in rows if site.still[name] == site.rows[name]} - MOVED_ON
    written = rows.keys() - still - MOVED_ON - ONLY_SIMILAR
    others = sum(rows[name] != site.still[name] for name in still)
    unlike = sum((rows[name] - site.rows[name]).total() for name in written)
    count = sum(rows[name].total() for name in written)
    return [
        exactly("tables missing or too many", len(rows.keys() ^ site.rows.keys()), 0),
        exactly(f"of {len(still)} tables at rest, other by SHA-256 of the rows", others, 0),
        exactly(f"of {count:,} rows of {len(written)} others, unlike the live ones", unlike, 0),
    ]


def rows_by_table(database):
    """Return the SHA-256 of each row, and how often it is there, by the name of the table."""
    found = {}
    for name in database.tables():
        with database.connection() as connection:
            rows = connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608 (ours)
            found[name] = Counter(hashlib.sha256(repr(row).encode()).digest() for row in rows)
    return found


def _complaints(site, machine):
    """Return how much the database itself finds wrong, with its rows and its foreign keys."""
    if not machine.url:
        pages = machine.database.rows("PRAGMA integrity_check")
        return len(pages) - 1 + len(machine.database.rows("PRAGMA foreign_key_check"))
    # A key that PostgreSQL has accepted as valid holds for each row.
    named = "SELECT conname FROM pg_constraint WHERE convalidated AND connamespace = 2200"
    return len({*site.database.rows(named)} ^ {*machine.database.rows(named)})


def _files(site, folder):
    before, now = _sums(site.media), _sums(folder / "media")
    return len(before.items() ^ now.items())


def _sums(folder):
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def _copy_file(stage, machine, load):
    """Copy the file of SQLite as one copies files, and return the check of what is in it."""
    copy = machine.folder / "bare.sqlite3"
    # Somebody has it open, as in a newsroom at work: else the last to leave writes all back.
    with closing(sqlite3.connect(machine.database.path, isolation_level=None)) as holder:
        # What is written from here on stands in the journal beside it for a while.
        while holder.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            time.sleep(0.01)
        load.wait_for(5)
        before = load.acknowledged()
        # By another process: whoever closes the file gives up all locks of their own connections
        # to it (fcntl(2)), and the journal would be thrown away while it is in use.
        subprocess.run(["/bin/cp", machine.database.path, copy], check=True)
    return held(Database(str(copy)), before)[0]


def _copy_tables(stage, machine, load):
    """Copy each table in a transaction of its own, and return the check of what came together."""
    tables = [f'"{name}"' for name in machine.database.tables()]
    before = load.acknowledged()
    with stage.machine() as copy:
        with psycopg.connect(copy.url) as there:
            # As `pg_restore --disable-triggers` does: not all that rows lead to is there yet.
            there.execute("SET session_replication_role = replica")
            there.execute(f"TRUNCATE {', '.join(tables)}")
            for table in tables:
                if table == '"mail_message"':
                    # So long do larger tables take.
                    load.wait_for(3)
                with psycopg.connect(machine.url) as here:
                    _copy(here, there, table)
        return held(copy.database, before)[1]


def _copy(here, there, table):
    with (
        here.cursor().copy(f"COPY {table} TO STDOUT") as source,
        there.cursor().copy(f"COPY {table} FROM STDIN") as target,
    ):
        for block in source:
            target.write(block)
