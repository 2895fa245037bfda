"""`make check`: what a machine can judge without running the site."""

import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

BIN = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parent.parent

PRODUCTION = {
    "PRODUCTION": "1",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "LEDGER_KEY": secrets.token_urlsafe(60),
    "TRUSTED_PROXIES": "127.0.0.1",
    "SITE_URL": "https://newsroom.example",
    "ALLOWED_HOSTS": "newsroom.example",
    "ORG_NAME": "IJM Canada",
    "ORG_MAILING_ADDRESS": "100 Sample Street, London, Ontario N6A 0A0, Canada",
    "DEFAULT_FROM_EMAIL": "newsroom@newsroom.example",
    "PRESS_INBOX": "press@newsroom.example",
    "FUNDRAISING_INBOX": "fundraising@newsroom.example",
    "GIVE_URL": "https://give.newsroom.example/",
    "HELP_EMAIL": "help@newsroom.example",
    "HELP_PHONE": "519.679.5030",
    "EMAIL_URL": "smtp://127.0.0.1:25",
}


def templates():
    return [str(path) for path in sorted((ROOT / "templates").rglob("*.html"))]


def checks():
    manage = [sys.executable, "manage.py"]
    yield "ruff", [BIN / "ruff", "check", "."], {}
    yield "ruff format", [BIN / "ruff", "format", "--check", "."], {}
    yield "templates", [BIN / "djade", "--check", "--target-version", "5.2", *templates()], {}
    yield "migrations", [*manage, "makemigrations", "--check", "--dry-run"], {}
    yield "migrations beside running code", [*manage, "lint_migrations"], {}
    deploy = [*manage, "check", "--deploy", "--fail-level", "WARNING"]
    yield "deployment", deploy, PRODUCTION
    yield "guide", [sys.executable, "fundraisers/guide/build.py", "--check"], {}


def audit():
    """Ask for known advisories; say so where their source cannot be reached."""
    command = [BIN / "pip-audit", "--require-hashes", "--disable-pip", "-r", "requirements.txt"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120)
    said = (result.stdout + result.stderr).strip()
    if result.returncode and "vulnerabilit" not in said:
        return "not done: the source of advisories does not answer from this machine", 0
    # Where the source knows a package not at all, nothing was looked at: that is no "ok".
    unknown = said.count("could not be audited")
    found = "\n".join(line for line in said.splitlines() if "could not be audited" not in line)
    if unknown:
        found = f"not done for {unknown} packages, which the source here does not know\n{found}"
    return found if result.returncode or not unknown else found.splitlines()[0], result.returncode


def main():
    failed = []
    with tempfile.TemporaryDirectory(prefix="newsroom-check-") as data_dir:
        for name, command, environment in checks():
            env = {**os.environ, "DATA_DIR": data_dir, **environment}
            code = subprocess.run(command, env=env, cwd=ROOT).returncode
            print(f"{'ok    ' if code == 0 else 'FAILED'} {name}", flush=True)
            failed += [name] if code else []
    said, code = audit()
    word = "FAILED" if code else "      " if said.startswith("not done") else "ok    "
    print(f"{word} advisories: {said}")
    failed += ["advisories"] if code else []
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
