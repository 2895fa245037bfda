"""`make test`: every test that this machine can run, and a word on what it could not.

The full matrices are left to `make audit`.

With ALL_TESTS=1, as in continuous integration, what is left out is a failure.
"""

import os
import subprocess
import sys
import tempfile

import psycopg

from tests.conftest import CHROMIUM

POSTGRES = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
# What locks rows, counts, searches, sorts or runs in parallel; `make audit` runs the others too.
ON_POSTGRES = [
    *("tests/contacts", "tests/fundraisers", "tests/mail", "tests/privacy"),
    *("tests/staff/test_audit.py", "tests/staff/test_dashboard.py"),
    *(
        f"tests/news/test_{name}.py"
        for name in [
            *("addresses", "approvals", "article_list", "checks_links", "deletion"),
            *("publication", "related", "search", "sitemaps", "two_editors", "withdrawal"),
        ]
    ),
]
ALL = bool(os.environ.get("ALL_TESTS"))


def postgres_answers():
    try:
        psycopg.connect(POSTGRES.replace("postgres://", "postgresql://"), connect_timeout=2).close()
    except psycopg.Error:
        return False
    return True


def run(title, *arguments, **environment):
    print(f"\n== {title}", flush=True)
    with tempfile.TemporaryDirectory(prefix="newsroom-tests-") as data_dir:
        command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-rs"]
        # Who gets what stands in tests/conftest.py.
        command += ["--dist", "loadscope", "--no-loadscope-reorder"]
        if ALL:
            command.append("--all")
        env = {
            name: value
            for name, value in os.environ.items()
            if name not in {"EMAIL_URL", "DATABASE_URL", "SITE_URL", "PRODUCTION", "PORT", "HOST"}
        }
        env |= {"DATA_DIR": data_dir, **environment}
        return subprocess.run([*command, *arguments, *sys.argv[1:]], env=env).returncode  # noqa: S603


def main():
    is_audit = "--audit" in sys.argv
    if is_audit:
        sys.argv.remove("--audit")
        failed = run("The full matrices, on SQLite", "-m", "audit", "--durations=5")
    else:
        failed = run("All tests, on SQLite", "-m", "not audit")
    left_out = []
    if not CHROMIUM:
        left_out.append("the tests in a browser: no Chromium on this machine")
    if postgres_answers():
        files = [] if is_audit else ON_POSTGRES
        chosen = "django_db and not browser and not slow and not audit"
        title = "What touches the database" if is_audit else "Where engines differ"
        failed |= run(f"{title}, on PostgreSQL", *files, "-m", chosen, DATABASE_URL=POSTGRES)
    else:
        left_out.append("the tests on PostgreSQL: no server at TEST_DATABASE_URL or on loopback")
    for what in left_out:
        print(f"Left out: {what}.")
    return failed or (1 if ALL and left_out else 0)


if __name__ == "__main__":
    sys.exit(main())
