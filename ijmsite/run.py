"""`make run`: prepare the site, then keep its web server and its mail worker running.

Ctrl-C or SIGTERM stops both; when this process is killed the kernel stops them (see
`ijmsite.web.parentage`); a child that ends by itself is started again.
"""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from io import StringIO

import django
from django.apps import apps
from django.conf import settings
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection

from ijmsite import serve
from ijmsite.web.parentage import die_with_parent

STOP_WITHIN = 25  # seconds for requests and the message in flight to end
RESTART_PAUSE = 1  # second, so that a child that cannot start does not spin


def children() -> dict[str, list[str]]:
    """Return the command line of each process to keep running, by its name."""
    return {
        "web": [
            *serve.command(),
            *("--host", settings.HOST, "--port", str(settings.PORT)),
            *("--workers", str(settings.WEB_WORKERS)),
        ],
        "mail worker": [sys.executable, "manage.py", "deliver_mail"],
    }


def check() -> None:
    """End with a sentence for each setting that cannot be used, and say what is doubtful."""
    from ijmsite.upkeep import restoring

    if restoring.marker().exists():
        sys.exit(
            f"A restore into {settings.DATA_DIR} was broken off, so what is there is not whole. "
            "Empty that place and restore again: see docs/backup.md."
        )
    # Of no database: Django 6.1 opens what it checks, and SQLite makes a file of it.
    problems = [problem for problem in run_checks(databases=[]) if problem.is_serious()]
    if said := [str(problem.msg) for problem in problems if not problem.is_silenced()]:
        sys.exit("\n".join(said))
    call_command("check", verbosity=0)


def prepare() -> None:
    """Bring database, sample content and static files up to date; say what is being done."""
    check()
    call_command("migrate", verbosity=0, interactive=False)
    article = apps.get_model("news", "Article")
    if not settings.PRODUCTION and not article.objects.exists():
        call_command("load_sample")
    collect_static()


def collect_static() -> None:
    """Collect the static files unless those collected are the ones that stand in the sources."""
    from django.contrib.staticfiles.finders import get_finders

    seen = hashlib.sha256(django.__version__.encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = os.stat(storage.path(path))
            seen.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    stamp = settings.STATIC_ROOT / ".collected"
    if stamp.exists() and stamp.read_text() == seen.hexdigest():
        return
    print("Collecting styles, scripts and icons …", flush=True)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(seen.hexdigest())


def port_is_taken() -> bool:
    with suppress(OSError), socket.create_connection((settings.HOST, settings.PORT), timeout=2):
        return True
    return False


def site_answers() -> bool:
    host = f"[{settings.HOST}]" if ":" in settings.HOST else settings.HOST
    try:
        with urllib.request.urlopen(f"http://{host}:{settings.PORT}/healthz", timeout=2):
            return True
    except urllib.error.HTTPError:
        return True  # It refuses to be called by this name, but it is there.
    except OSError:
        return False


def welcome() -> None:
    """Say where the site is and how to sign in."""
    mail = "handed to the server of EMAIL_URL" if settings.EMAIL_URL else settings.MAIL_FILE_DIR
    admin = f"{settings.SITE_URL}/admin/"
    if not settings.PRODUCTION:
        # Asked first: what the command logs is not for the middle of this.
        call_command("signin_link", stdout=(link := StringIO()))
        admin = f"{link.getvalue().strip()}\n         (signs you in once, within 15 minutes)"
    print(
        f"\n{settings.ORG_NAME} newsroom\n  Site   {settings.SITE_URL}/\n  Admin  {admin}\n"
        f"  Mail   {mail}\n  Ctrl-C stops it.\n",
        flush=True,
    )
    connection.close()


def start(command: list[str]) -> subprocess.Popen:
    # A session of its own: Ctrl-C reaches this process alone, which then stops the others.
    return subprocess.Popen(  # noqa: S603 (our own commands)
        command,
        cwd=settings.BASE_DIR,
        preexec_fn=die_with_parent,
        start_new_session=True,
    )


def keep_running() -> None:
    """Start the children and start them again when they end, until this process is told to stop."""
    stopping = False

    def stop(signum, frame):
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    commands = children()
    running = {name: start(command) for name, command in commands.items()}
    welcomed = False
    try:
        while not stopping:
            if not welcomed and site_answers():
                welcome()
                welcomed = True
            for name, process in running.items():
                if process.poll() is not None and not stopping:
                    print(
                        f"The {name} ended ({process.returncode}); starting it again.", flush=True
                    )
                    time.sleep(RESTART_PAUSE)
                    running[name] = start(commands[name])
            time.sleep(0.2)
    finally:
        stop_all(list(running.values()))


def stop_all(processes: list[subprocess.Popen]) -> None:
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + STOP_WITHIN
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0, deadline - time.monotonic()))
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ijmsite.settings")
    os.environ.setdefault("COLLECTED_STATIC", "1")
    os.environ["DIE_WITH_PARENT"] = "1"
    # What visitors write is not for every account of the machine.
    os.umask(0o027)
    # `make` is our parent: when it is killed, we stop too.
    die_with_parent()
    django.setup()
    if port_is_taken():
        sys.exit(
            f"Port {settings.PORT} is in use. Choose another one, for example: "
            f"PORT={settings.PORT + 1} make run"
        )
    prepare()
    connection.close()
    keep_running()


if __name__ == "__main__":
    main()
