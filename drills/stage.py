"""Where drills take place: copies of one prepared newsroom, each with a mail server of its own."""

import http.client
import itertools
import json
import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psycopg

from drills.evidence import Database, scratch_database
from drills.newsroom import ROOT, eventually, free_port
from drills.sink import Sink
from drills.visitors import Visitors
from ijmsite.web.parentage import die_with_parent

PREPARE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""
OURS = {"EMAIL_URL", "DATABASE_URL", "SITE_URL", "COLLECTED_STATIC", "DJANGO_SETTINGS_MODULE"}
WAITING = "SELECT count(*) FROM mail_message WHERE ended_at IS NULL"


class Stage:
    """A folder with a prepared database, and the process from which workers are made.

    `server` is the URL of a PostgreSQL server, or "" for SQLite. Everything ends with the stage.
    """

    def __init__(self, folder, server, *, is_short, seed):
        self.folder = folder
        self.server = server
        self.is_short = is_short
        self.seed = seed
        self.random = random.Random(seed)
        self.exits = ExitStack()
        self.numbers = itertools.count()
        self.url = ""

    def __enter__(self):
        if self.server:
            self.url = self.exits.enter_context(scratch_database(self.server))
        self.prepared = self.folder / "prepared"
        self.prepared.mkdir()
        environment = self.environment(self.prepared, self.url)
        manage = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", PREPARE]
        subprocess.run(manage, cwd=ROOT, env=environment, check=True)
        self.log = self.folder / "nursery.log"
        self.nursery = subprocess.Popen(
            [sys.executable, "-m", "drills.nursery"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            # A Ctrl-C is for us, who then end it.
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        self.exits.callback(self._end_nursery)
        return self

    def __exit__(self, *error):
        self.exits.close()

    @property
    def engine(self):
        return "PostgreSQL" if self.server else "SQLite"

    def size(self, long, short):
        return short if self.is_short else long

    @contextmanager
    def machine(self, folder=None, place="", is_empty=False):
        """Yield a copy of what was prepared, with a mail server; it is gone afterwards.

        `folder` is where its files are, `place` in which tablespace of PostgreSQL. One that
        `is_empty` has the keys, and no table.
        """
        folder = (folder or self.folder) / f"machine-{next(self.numbers)}"
        with ExitStack() as exits:
            folder.mkdir()
            exits.callback(shutil.rmtree, folder, ignore_errors=True)
            for name in ["secret_key", "ledger_key"] + ["db.sqlite3"] * (not is_empty):
                if (self.prepared / name).exists():
                    shutil.copy(self.prepared / name, folder)
            own = self._own_database(place, "template0" if is_empty else "")
            url = exits.enter_context(own) if self.url else ""
            machine = Machine(self, folder, url)
            exits.callback(machine.end)
            machine.sink.start()
            yield machine

    @contextmanager
    def _own_database(self, place, template):
        base, _slash, prepared = self.url.rpartition("/")
        name = f"drill_{secrets.token_hex(4)}"
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template or prepared} {place}")
        try:
            yield f"{base}/{name}"
        finally:
            with psycopg.connect(self.server, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def environment(self, data_dir, url):
        kept = {name: value for name, value in os.environ.items() if name not in OURS}
        return kept | {"DATA_DIR": str(data_dir)} | ({"DATABASE_URL": url} if url else {})

    def ask_nursery(self, **task):
        self.nursery.stdin.write(json.dumps(task) + "\n")
        self.nursery.stdin.flush()
        answer = json.loads(self.nursery.stdout.readline())
        assert not answer["status"], self.log.read_text()[-3000:]
        return answer["pid"]

    def _end_nursery(self):
        self.nursery.stdin.close()
        try:
            self.nursery.wait(10)
        except subprocess.TimeoutExpired:
            self.nursery.kill()
            self.nursery.wait()
        self.nursery.stdout.close()


class Machine:
    """One newsroom: its database, its mail server, and the processes that work with them."""

    def __init__(self, stage, folder, url):
        self.stage = stage
        self.folder = folder
        self.url = url
        self.database = Database(str(folder / "db.sqlite3"), url)
        self.sink = Sink()
        self.pids = set()
        self.webs = []

    def end(self):
        for web in self.webs:
            web.stop()
        for pid in self.pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.sink.stop()

    def task(self, job, mistakes=(), **arguments):
        name = self.url.rpartition("/")[2] or self.database.path
        about = {"job": job, "with": arguments, "spoils": [*mistakes], "name": name}
        return {**about, "email_url": self.sink.url, "log": str(self.stage.log)}

    def worker(self, *mistakes, **arguments):
        """Start a mail worker, and return its process id."""
        pid = self.stage.ask_nursery(**self.task("deliver", mistakes, **arguments))
        self.pids.add(pid)
        return pid

    def kill(self, pid):
        os.kill(pid, signal.SIGKILL)
        self.pids.discard(pid)

    def work(self, job, *mistakes, **arguments):
        """Have something done, and wait until it is."""
        self.stage.ask_nursery(wait=True, **self.task(job, mistakes, **arguments))

    def begin(self, *arguments, mistakes=(), root=ROOT, **environment):
        """Begin a command of manage.py of the code at `root`, perhaps with mistakes."""
        command = ["manage.py", *arguments]
        if mistakes:
            task = json.dumps(self.task("command", mistakes, arguments=arguments))
            command = ["-m", "drills.nursery", task]
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=root,
            env=self.stage.environment(self.folder, self.url) | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=die_with_parent,
        )

    def manage(self, *arguments, **about):
        """Run a command of manage.py, and return how it ended and what it said."""
        process = self.begin(*arguments, **about)
        said = process.communicate()[0]
        return process.returncode, said

    def must(self, *arguments, **about):
        """Run a command of manage.py that must end well, and return what it said."""
        code, said = self.manage(*arguments, **about)
        assert code == 0, said[-3000:]
        return said

    def enqueue(self, count, **about):
        self.work("enqueue", count=count, **about)

    def let_time_pass(self, seconds):
        self.work("age", seconds=seconds)

    def waiting(self):
        return self.database.rows(WAITING)[0][0]

    def is_done(self, within=60):
        """Tell whether all mail comes to its end in time."""
        return eventually(lambda: not self.waiting(), within)

    def comes_to_rest(self, within=60):
        """Wait until nothing is due: what waits, waits for another time."""
        assert eventually(lambda: not self.due(), within), self.states()

    def due(self):
        now = "now()" if self.url else "strftime('%Y-%m-%d %H:%M:%f', 'now')"
        query = f"{WAITING} AND (next_try_at <= {now} OR state = 'sending')"
        return self.database.rows(query)[0][0]

    def states(self):
        """Return how many messages there are in each state."""
        query = "SELECT state, count(*) FROM mail_message GROUP BY state"
        return dict(self.database.rows(query))

    def message_ids(self, condition="1 = 1"):
        query = f"SELECT message_id FROM mail_message WHERE {condition}"  # noqa: S608 (ours)
        return {message_id for (message_id,) in self.database.rows(query)}

    def web(self, *mistakes, root=ROOT, **environment):
        """Start a web server of the code at `root`, and return it when it answers."""
        web = Web(self, mistakes, root, environment)
        self.webs.append(web)
        return web.start()


class Web:
    """granian with its two workers, as `make run` starts it."""

    def __init__(self, machine, mistakes, root, environment):
        self.root = root
        self.port = free_port()
        self.mistakes = mistakes
        self.log = machine.stage.folder / f"web-{self.port}.log"
        self.environment = machine.stage.environment(machine.folder, machine.url) | {
            "PORT": str(self.port),
            "TRUSTED_PROXIES": "127.0.0.1",
            "EMAIL_URL": machine.sink.url,
            **environment,
        }
        self.visitors = Visitors(self.port, machine.stage.seed)
        self.process = None

    def start(self, within=120):
        self.spawn()
        assert eventually(self.answers, within), self.log.read_text()[-3000:]
        return self

    def spawn(self):
        """Start it, and do not wait until it answers."""
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "drills.web", *self.mistakes],
                cwd=self.root,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    def answers(self):
        return self.ask("GET", "/healthz", seconds=2)[0] == 200

    def ask(self, method, path, body=None, seconds=60, **headers):
        """Ask over a connection of its own; return status, headers and text, or (0, {}, "")."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body, named)
            response = connection.getresponse()
            given = {name.lower(): value for name, value in response.getheaders()}
            return response.status, given, response.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            return 0, {}, ""
        finally:
            connection.close()

    def workers(self):
        """Return the process ids of granian's workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        with suppress(OSError):
            return [int(pid) for pid in children.read_text().split()]
        return []

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        """Tell it to end, and wait; what is left of it after ten seconds is killed."""
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def addresses(count, network="10.20"):
    """Return addresses of visitors, few in each network: a network has a limit of its own."""
    return [f"{network}.{number % 250}.{number // 250 + 1}" for number in range(count)]


def wait_until(condition, within=60):
    """Wait for what must come; often, as what is measured may last milliseconds."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.002)
