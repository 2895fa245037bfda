"""The limit of the server: an application that does nothing but answer the article's bytes.

They are those of our site, as they stand in `work`: article.headers and article.bin.
"""

import sys
from pathlib import Path

from bench.subjects import ours
from bench.subjects.ground import ROOT, Command, Say, environment, granian, run

NAME = "raw WSGI, same server"
PATHS = {"article": ours.PATHS["article"]}
# What the server says itself.
OF_THE_SERVER = {"date", "server", "connection", "transfer-encoding"}
KEEP = """
import os, sys
from pathlib import Path
from wsgiref.util import setup_testing_defaults
from ijmsite.wsgi import application

def answer(status, headers, exc_info=None):
    assert status.startswith("200"), status
    given[:] = headers

work, path = Path(sys.argv[1]), sys.argv[2]
for _time in range(2):
    environ, given = {"PATH_INFO": path, "HTTP_HOST": "127.0.0.1"}, []
    setup_testing_defaults(environ)
    body = b"".join(application(environ, answer))
(work / "article.bin").write_bytes(body)
(work / "article.headers").write_text("".join(f"{name}: {value}\\n" for name, value in given))
"""


def prepare(work: Path, articles: int, database_url: str, say: Say) -> None:
    ours.prepare(work, articles, database_url, say)
    if not (work / "article.bin").exists():
        env = ours.surroundings(work, database_url)
        run([sys.executable, "-c", KEEP, work, PATHS["article"]], env, ROOT, say)


def command(work: Path, port: int) -> Command:
    env = environment(BENCH_WORK=str(work))
    return granian("bench.subjects.raw_wsgi_site:application", port), env, ROOT


def kept_answer(work: Path) -> tuple[list[tuple[str, str]], bytes]:
    """Return the headers, but for those of the server, and the body of the article's answer."""
    body = (work / "article.bin").read_bytes()
    lines = (work / "article.headers").read_text().splitlines()
    pairs = [tuple(line.split(": ", 1)) for line in lines]
    return [pair for pair in pairs if pair[0].lower() not in OF_THE_SERVER], body
