"""What all tests share. Nothing here reaches beyond this machine or into the data of `make run`."""

import os
import re
import shutil
from collections import Counter
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import pytest

from ijmsite import settings as shipped
from tests import long
from tests.canary import nothing_personal_is_logged  # noqa: F401 (a fixture of every test)
from tests.doors import ask

# Playwright's synchronous interface runs an event loop, in which Django refuses its ORM.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytest.register_assert_rewrite("tests.browser")

# The shell has no window to draw, and opens a page in a quarter of the time.
CHROMIUM = next(
    filter(None, map(shutil.which, ["chromium-headless-shell", "chromium", "google-chrome"])), None
)
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
JAVA = shutil.which("java")
NODE_MODULES = Path(__file__).parent / "tools" / "node_modules"  # `make tools`


def tool(name, *needs):
    """Return the path of an installed tool where this machine can run it, or None."""
    path = NODE_MODULES / name
    return path if all(needs) and path.exists() else None


VNU = tool("vnu-jar/build/dist/vnu.jar", JAVA)
LIGHTHOUSE = tool(".bin/lighthouse", CHROMIUM, shutil.which("node"))


@pytest.fixture(autouse=True)
def own_data(settings, tmp_path):
    """Keep each test's files apart, and the mail away from any real server."""
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MAIL_FILE_DIR = tmp_path / "mail"
    settings.EMAIL_URL = ""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def nothing_stands_longer_than_its_test():
    """Let no connection that reads the content outlive the database of the tests."""
    yield
    from ijmsite.web import content

    content.shared_reader.cache_clear()
    content.shared_until.cache_clear()


@pytest.fixture
def outbox_backend(settings):
    """Let Django's own mails go to the outbox, as they do outside of tests."""
    # Before tests Django names another one, which keeps them in memory.
    for name in {"EMAIL_BACKEND", "MAILERS"} & vars(shipped).keys():
        setattr(settings, name, getattr(shipped, name))


@pytest.fixture
def static_file():
    """Fetch a static file, as the door in front of Django hands it out."""
    from ijmsite.web.static import StaticFiles

    return partial(ask, StaticFiles(None))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let the database of the tests be removed though some thread has not let go of it yet."""
    from django.db import connection

    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="session", autouse=True)
def empty_the_ledger_too():
    """Let a test that empties all tables do so; the ledger and the like refuse to be emptied.

    For that, the triggers that refuse it are away, in the transaction that empties the tables.
    """
    from django.db import connection

    from ijmsite.privacy.triggers import KEPT_ON_SQLITE, TABLES
    from ijmsite.staff import triggers as of_audit

    if connection.vendor == "sqlite":
        kept = KEPT_ON_SQLITE | of_audit.KEPT_ON_SQLITE
        before = [f"DROP TRIGGER {name}" for name in kept]
        after = [*kept.values()]
    else:
        tables = [*TABLES, of_audit.TABLE]
        alter = "ALTER TABLE {table} {what} TRIGGER {table}_full"
        before = [alter.format(table=table, what="DISABLE") for table in tables]
        after = [alter.format(table=table, what="ENABLE") for table in tables]
    with pytest.MonkeyPatch.context() as patch:
        operations = type(connection.ops)
        flush = operations.sql_flush

        def sql_flush(*args, **options):
            statements = flush(*args, **options)
            return [*before, *statements, *after] if statements else []

        patch.setattr(operations, "sql_flush", sql_flush)
        yield


@pytest.fixture
def from_our_page():
    """Return the header with which a browser sends a form of our own page."""
    return {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def inquiry_data():
    return {
        "name": "Zoë O'Brien",
        "outlet": "Harrow Bay Courier",
        "email": "zoe@courier.example",
        "phone": "+1 416 555 0100",
        "deadline": "2030-03-05T17:00",
        "topic": "interview",
        "message": "May we speak with someone about the agreement?\nToday if possible.",
    }


@pytest.fixture
def signup_data():
    return {
        "name": "Amina Roy",
        "email": "amina@supporter.example",
        "idea": "polar_dip",
        "event_date": "2030-02-11",
        "city": "Harrow Bay",
    }


@pytest.fixture
def post_inquiry(client, from_our_page):
    def post(data, **headers):
        return client.post("/press/", data, headers=headers or from_our_page)

    return post


@pytest.fixture
def post_signup(client, from_our_page):
    def post(data, **headers):
        return client.post("/fundraise/", data, headers=headers or from_our_page)

    return post


@pytest.fixture(scope="session")
def chromium():
    """Start one headless Chromium for the tests of this process."""
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine")
    sync_playwright = pytest.importorskip("playwright.sync_api").sync_playwright
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=CHROMIUM_ARGUMENTS,
        )
        yield browser
        browser.close()


@pytest.fixture
def new_context(chromium):
    """Return `chromium.new_context`, whose contexts are closed at the end of the test."""
    opened = []

    def new_context(**options):
        opened.append(chromium.new_context(**options))
        return opened[-1]

    yield new_context
    for context in opened:
        context.close()


# `pip install -r requirements.txt` brings pytest-django alone; what needs more is left out.
TOOLS = ["aiosmtpd", "axe_playwright_python", "cyclonedx", "hypothesis", "lxml", "model_bakery"]
TOOLS += ["moto", "time_machine", "trafilatura"]
MISSING = [tool for tool in TOOLS if not find_spec(tool)]
left_out = []
cases = Counter()
ROOT = Path(__file__).resolve().parents[1]
LONG = long.names()


def pytest_ignore_collect(collection_path):
    if not MISSING or collection_path == Path(__file__).parent:
        return None
    source = collection_path / "conftest.py" if collection_path.is_dir() else collection_path
    if source.suffix != ".py" or source == Path(__file__) or not source.exists():
        return None
    if needs := re.search(rf"\b({'|'.join(MISSING)})\b", source.read_text()):
        left_out.append(f"{collection_path.name} (needs {needs[1]})")
        return True
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_itemcollected(item):
    """Leave to others what takes long.

    All but the first two cases of a matrix are for the audit; of a test that asks the database,
    and of one in tests/long.txt, for continuous integration.
    """
    name = f"{item.path.relative_to(ROOT)}::{item.originalname}"
    cases[name] += 1
    if cases[name] > 2 and item.get_closest_marker("matrix"):
        item.add_marker("audit")
    elif name in LONG or (cases[name] > 2 and item.get_closest_marker("django_db")):
        item.add_marker("more")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Leave out what is said of another engine, and put the whole processes first.

    So no worker is left with them at the end. The others stay in pytest-django's order:
    transactions that are undone before those that empty the tables, and with them what the
    migrations stored.
    """
    from django.db import connection

    elsewhere = [
        item
        for item in items
        if (mark := item.get_closest_marker("engine")) and mark.args != (connection.vendor,)
    ]
    config.hook.pytest_deselected(items=elsewhere)
    items[:] = [item for item in items if item not in elsewhere]
    items.sort(key=lambda item: not item.get_closest_marker("slow") or empties_the_tables(item))


def empties_the_tables(item):
    database = item.get_closest_marker("django_db")
    return bool(database and database.kwargs.get("transaction"))


RUNNING = tuple(
    f"story/test_{name}.py"
    for name in ["budgets", "inquiry", "lighthouse", "officer", "running", "supporter"]
)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Give one worker the stories of the running newsroom, which is then started once."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            path = nodeid.split("::")[0]
            return "the running newsroom" if path.endswith(RUNNING) else nodeid

    return Scheduling(config, log)


def pytest_terminal_summary(terminalreporter):
    if left_out:
        terminalreporter.line(f"Left out without requirements-dev.txt: {', '.join(left_out)}")


def pytest_addoption(parser):
    parser.addoption(
        "--all", action="store_true", help="count a test that was left out as a failure"
    )


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    if report.skipped and item.config.getoption("--all"):
        report.outcome = "failed"
        report.longrepr = f"left out, which --all counts as a failure: {report.longrepr}"
