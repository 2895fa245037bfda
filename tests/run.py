"""`make test`: the tests that this machine can run, and a word on what it could not.

The full matrices are left to `make audit`. What takes long is left to continuous integration, which
sets ALL_TESTS=1 (what it cannot run is a failure): much in a browser, the tests in tests/long.txt,
and all but the first two cases of a test that asks the database.
"""

import os
import subprocess
import sys
import tempfile

import psycopg

from tests.conftest import CHROMIUM, LIGHTHOUSE, VNU

POSTGRES = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
# What locks rows, counts, searches, sorts or runs in parallel, but for what takes long;
# `make audit` runs all others too.
ON_POSTGRES = [
    "tests/contacts/test_limits.py",
    "tests/contacts/test_receiving.py",
    "tests/fundraisers/test_desk_corrections.py",
    "tests/fundraisers/test_desk_steps.py",
    "tests/fundraisers/test_sign_up.py",
    "tests/mail/test_enqueue.py",
    "tests/mail/test_worker.py",
    "tests/privacy/test_ledger.py",
    "tests/privacy/test_links.py",
    "tests/privacy/test_mailing.py",
    *(
        "tests/staff/test_audit.py",
        "tests/staff/test_audit_index.py",
        "tests/staff/test_audit_is_kept.py",
        "tests/staff/test_locks.py",
        "tests/staff/factor",
        "tests/staff/test_dashboard.py",
        "tests/photos/test_once.py",
        "tests/web/test_plain.py",
        "tests/web/test_prepared.py",
        "tests/web/test_rates.py",
        "tests/web/test_standing.py",
    ),
    *(
        f"tests/news/test_{name}.py"
        for name in [
            *("article_list", "checks_links", "publication", "related", "search", "search_page"),
            *("search_effort", "search_ranking", "sitemaps", "pairs_deleted_at_once"),
        ]
    ),
    *(
        f"tests/news/{name}"
        for name in [
            "addresses/test_following.py::test_a_former_address_leads_to_what_is_public_only",
            "addresses/test_following.py::test_readers_are_sent_past_everything_that_is_gone",
            "addresses/test_following.py::test_a_loop_ends",
            "addresses/test_following.py::test_finds_an_address_however_it_is_written",
            "addresses/test_changing.py::test_every_former_address_is_one_hop_away",
            "test_approvals.py::test_each_reader_counts_once_by_the_last_word",
            "test_approvals.py::test_what_was_said_stands_when_the_link_has_ended",
            "test_approvals.py::test_what_was_said_by_a_revoked_link_does_not_count",
            "test_approvals.py::test_other_articles_and_other_links_approve_nothing",
            "test_deletion.py::test_comes_back_as_it_was",
            "test_deletion.py::test_comes_back_without_what_is_gone",
            "test_deletion.py::test_is_restored_once",
            "test_deletion.py::test_a_whole_drawer_is_deleted_and_comes_back",
            "test_reading_link_limit.py::test_no_link_lives_longer_than_fourteen_days",
            "test_once.py::test_two_clicks_at_the_same_moment_are_one_article",
            "test_two_editors.py::test_what_only_the_other_changed_is_taken_over",
            "test_two_editors.py::test_of_two_who_save_at_the_same_moment_one_is_asked",
            "withdrawal/test_withdrawal.py::test_one_press_and_it_is_gone",
            "withdrawal/test_withdrawal.py::test_two_presses_at_once_are_one",
            "withdrawal/test_withdrawal.py::test_several_at_once",
            "withdrawal/test_inbound.py::test_finds_everything_that_leads_to_an_article",
            "withdrawal/test_inbound.py::test_asks_for_what_leads_to_it_at_a_fixed_price",
            "withdrawal/test_successor.py::test_readers_are_sent_on_and_no_longer",
            "withdrawal/test_successor.py::test_the_search_offers_what_readers_can_see",
        ]
    ),
]
# In continuous integration, whole desks.
DESKS_ON_POSTGRES = [
    "tests/deploy/test_snapshot.py",
    "tests/news/test_query_plans.py",
    "tests/contacts",
    "tests/fundraisers",
    "tests/mail",
    "tests/privacy",
]
ALL = bool(os.environ.get("ALL_TESTS"))
QUICK = "not audit and not ci and not more"


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
        return subprocess.run([*command, *arguments, *sys.argv[1:]], env=env).returncode


def main():
    is_audit = "--audit" in sys.argv
    if is_audit:
        sys.argv.remove("--audit")
        failed = run("The full matrices, on SQLite", "-m", "audit or ci", "--durations=5")
    else:
        chosen = "not audit" if ALL else QUICK
        failed = run("The tests, on SQLite", "-m", chosen)
    left_out = []
    if not CHROMIUM:
        left_out.append("the tests in a browser: no Chromium on this machine")
    if not VNU:
        left_out.append("the HTML validator: it needs Java and, once, `make tools`")
    if not LIGHTHOUSE and (ALL or is_audit):
        left_out.append("Lighthouse: it needs Chromium, Node and, once, `make tools`")
    if postgres_answers():
        files = [] if is_audit else ON_POSTGRES + (DESKS_ON_POSTGRES if ALL else [])
        chosen = "django_db and not browser and not slow and not audit"
        if not (ALL or is_audit):
            chosen += f" and {QUICK}"
        title = "What touches the database" if is_audit else "Where engines differ"
        failed |= run(f"{title}, on PostgreSQL", *files, "-m", chosen, DATABASE_URL=POSTGRES)
    else:
        left_out.append("the tests on PostgreSQL: no server at TEST_DATABASE_URL or on loopback")
    if not (ALL or is_audit):
        print("Left to `ALL_TESTS=1 make test`: what takes long; to `make audit`: the matrices.")
    for what in left_out:
        print(f"Left out: {what}.")
    return failed or (1 if ALL and left_out else 0)


if __name__ == "__main__":
    sys.exit(main())
