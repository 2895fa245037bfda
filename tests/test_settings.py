"""What stops the start of a production machine, in one sentence that names the variable."""

import os
import subprocess
import sys
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import URLValidator

from ijmsite.valid import web_address
from tests.check import PRODUCTION, ROOT


def check(tmp_path, **changes):
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **PRODUCTION, **changes}
    environment = {name: value for name, value in environment.items() if value is not None}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )


def test_a_complete_production_environment_has_nothing_to_complain_about(tmp_path):
    result = check(tmp_path)

    assert result.returncode == 0, result.stderr
    assert "0 silenced" in result.stdout


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", None),
        ("SECRET_KEY", "short"),
        ("ALLOWED_HOSTS", None),
        ("ALLOWED_HOSTS", "*"),
        ("SITE_URL", None),
        ("SITE_URL", "http://newsroom.example"),
        ("ORG_MAILING_ADDRESS", None),
        ("PRESS_INBOX", None),
        ("FUNDRAISING_INBOX", None),
        ("DEFAULT_FROM_EMAIL", None),
        ("EMAIL_URL", None),
        ("LEDGER_KEY", None),
        ("TRUSTED_PROXIES", None),
        ("OFFICE_HOURS", "24/7"),
        ("QUICK_EXIT_URL", "/away/"),
        ("QUICK_EXIT_URL", "javascript:alert(1)"),
        ("GIVE_URL", "give.newsroom.example"),
        ("ORG_NAME", "IJM\vCanada"),
        ("DEBUG", "1"),
    ],
)
def test_production_does_not_start_with_it(tmp_path, name, value):
    result = check(tmp_path, **{name: value})

    assert result.returncode != 0
    assert name in result.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("name", "value"), [("BACKUP_KEY", "MADE BY install.sh"), ("HELP_PHONE", "FILL IN")]
)
def test_production_does_not_start_with_what_the_example_leaves_open(tmp_path, name, value):
    result = check(tmp_path, **{name: value})

    assert result.returncode != 0
    assert f"Fill in {name}" in result.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    "address",
    [
        *("https://give.newsroom.example/", "http://a-b.example:8000/x?y=1#z", "https://ijm.ca"),
        *("https://élan.example/", "http://localhost/", "https://10.0.0.1/", "https://a.example?b"),
        # No page can carry these.
        *(
            "https://a.example/ b",
            "https://a.example/\n",
            "https://-a.example/",
            "https://a-.example",
        ),
        *("https://a..example/", "https://a.example:123456/", "ftp://a.example/", "//a.example/"),
        *(f"https://{'a' * 64}.example/", f"https://a.example/{'a' * 2048}"),
    ],
)
def test_a_web_address_is_one_to_django(address):
    def is_taken(check):
        try:
            check(address)
        except (ImproperlyConfigured, ValidationError):
            return False
        return True

    django = URLValidator(schemes=["http", "https"])
    assert is_taken(partial(web_address, "GIVE_URL")) == is_taken(django)


def test_a_plain_web_address_needs_no_large_pattern(monkeypatch):
    monkeypatch.setattr("ijmsite.valid.URLValidator.__call__", None)
    assert web_address("GIVE_URL", "https://give.newsroom.example:8000/x?y=1#z")


def test_an_empty_address_to_leave_for_is_the_usual_one(tmp_path):
    said = "from django.conf import settings; print(settings.QUICK_EXIT_URL)"
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "QUICK_EXIT_URL": ""}
    result = subprocess.run(
        [sys.executable, "-c", said],
        cwd=ROOT,
        env=environment | {"DJANGO_SETTINGS_MODULE": "ijmsite.settings"},
        capture_output=True,
        text=True,
    )

    assert result.stdout == "https://weather.gc.ca/\n"


def test_clocks_go_by_the_newest_rules():
    # British Columbia no longer sets its clocks back, which Debian 12 does not know.
    november = datetime(2026, 11, 28, 12, tzinfo=ZoneInfo("America/Vancouver"))

    assert november.utcoffset() == timedelta(hours=-7)
