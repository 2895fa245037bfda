"""What the figures share: prepared newsrooms, running subjects, processes within Django."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import psycopg

from bench.load import Asker, LeftOutError, WrongAnswerError
from bench.servers import Server, free_port
from ijmsite.web.parentage import die_with_parent

ROOT = Path(__file__).resolve().parents[1]
NO_CACHE = {"PAGE_CACHE_BYTES": "0"}


@dataclass
class Newsroom:
    """Our site's data of one size on one engine."""

    work: Path
    articles: int
    url: str = ""  # of the database; none: SQLite in `work`

    @property
    def environment(self) -> dict[str, str]:
        return {"DATA_DIR": str(self.work), "DATABASE_URL": self.url}


@dataclass
class Place:
    """Where and how this run measures."""

    base: Path
    quick: bool = False
    postgres: str = ""  # the server that DATABASE_URL names
    say: Callable[[str], None] = print
    subjects: dict[str, ModuleType] = field(default_factory=dict)

    @property
    def rounds(self) -> int:
        return 3 if self.quick else 7

    @property
    def seconds(self) -> float:
        """Return how long one round of wrk takes."""
        return 1 if self.quick else 3

    def newsroom(self, engine: str, articles: int) -> Newsroom:
        """Return a newsroom with so many articles, filled at its first use."""
        if engine == "postgresql" and not self.postgres:
            raise LeftOutError("no PostgreSQL server: name one in DATABASE_URL")
        name = f"{engine}-{articles}"
        work = self.base / name
        work.mkdir(parents=True, exist_ok=True)
        url = self.database(f"bench_{articles}") if engine == "postgresql" else ""
        self.prepare("ours", work, articles, url)
        return Newsroom(work, articles, url)

    def prepare(self, name: str, work: Path, articles: int, url: str = "") -> ModuleType:
        """Return a subject that is ready to be started from `work`."""
        subject = self.subjects[name]
        try:
            subject.prepare(work, articles, url, lambda said: self.say(f"    {said}"))
        except Exception as error:
            if type(error).__name__ != "Missing":
                raise
            raise LeftOutError(str(error)) from error
        return subject

    def server(self, name: str, work: Path, says: str = "", **environment: str) -> Server:
        """Return a subject's server, not yet started."""
        port = free_port()
        argv, env, cwd = self.subjects[name].command(work, port)
        env = {"SITE_URL": f"http://127.0.0.1:{port}", **env, **environment}
        log = self.base / "logs" / f"{says or name}.log".replace(" ", "-")
        log.parent.mkdir(exist_ok=True)
        path = self.paths(name, work)["article"]
        return Server(says or name, argv, env, cwd, port=port, path=path, log=log)

    def ours(self, newsroom: Newsroom, says: str = "ours", **environment: str) -> Server:
        return self.server("ours", newsroom.work, says, **{**newsroom.environment, **environment})

    def paths(self, name: str, work: Path) -> dict[str, str]:
        subject = self.subjects[name]
        found = subject.paths(work) if hasattr(subject, "paths") else subject.PATHS
        return {"feed": "/news/feed/", **found}

    def wagtail(self, articles: int) -> Path:
        """Return where Wagtail lives with so many pages."""
        work = self.base / f"wagtail-{articles}"
        work.mkdir(parents=True, exist_ok=True)
        return work

    def session(self, name: str, work: Path) -> str:
        """Return the cookie of somebody who may do everything in a subject's admin."""
        return self.subjects[name].session(work)

    # PostgreSQL

    def database(self, name: str, template: str = "") -> str:
        """Return the URL of a database on the server, made where it is missing."""
        with psycopg.connect(self.postgres, autocommit=True) as connection:
            known = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [name]
            ).fetchone()
            if not known:
                copied = f' TEMPLATE "{template}"' if template else ""
                connection.execute(f'CREATE DATABASE "{name}"{copied}')
        return f"{self.postgres.rpartition('/')[0]}/{name}"

    @contextmanager
    def copy(self, newsroom: Newsroom) -> Iterator[Newsroom]:
        """Yield a copy of a newsroom that may be written to; it is thrown away afterwards."""
        with ExitStack() as stack:
            made = tempfile.TemporaryDirectory(
                dir=self.base, prefix="copy-", ignore_cleanup_errors=True
            )
            work = Path(stack.enter_context(made)) / newsroom.work.name
            shutil.copytree(newsroom.work, work, symlinks=True)
            if not newsroom.url:
                yield Newsroom(work, newsroom.articles)
                return
            name = f"bench_copy_{os.getpid()}"
            stack.callback(self._drop, name)
            url = self.database(name, template=newsroom.url.rpartition("/")[2])
            yield Newsroom(work, newsroom.articles, url)

    def _drop(self, name: str) -> None:
        with psycopg.connect(self.postgres, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    # Processes within Django

    def inside(self, newsroom: Newsroom, *arguments: object) -> dict:
        """Run a task of `bench.inside` and return what it says."""
        with self.talking(newsroom, *arguments) as task:
            return task.hear()

    @contextmanager
    def talking(self, newsroom: Newsroom, *arguments: object) -> Iterator["Task"]:
        process = subprocess.Popen(  # noqa: S603 (our own)
            [sys.executable, "-m", "bench.inside", *map(str, arguments)],
            cwd=ROOT,
            env={**os.environ, **newsroom.environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        try:
            yield Task(process)
        finally:
            process.stdin.close()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@dataclass
class Task:
    process: subprocess.Popen

    def tell(self, line: str) -> None:
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def hear(self) -> dict:
        line = self.process.stdout.readline()
        if not line:
            raise WrongAnswerError(f"{self.process.args[3:]} ended with {self.process.wait()}")
        return json.loads(line)


def check(server: Server, path: str, wanted: int = 200, **headers: str) -> tuple[dict, bytes]:
    """Return headers and body of an address, which is answered as is wanted."""
    asker = Asker(server.port)
    _took, status, given, body = asker.get(path, **headers)
    asker.close()
    if status != wanted:
        raise WrongAnswerError(f"{server.name}: {path} is answered {status}, not {wanted}")
    return given, body
