"""A plain Django site over the same texts: the least that a news site needs, without a cache."""

import shutil
import sys
from pathlib import Path

from bench import texts
from bench.subjects.ground import (
    ROOT,
    SIGN_IN,
    Command,
    Say,
    Stamp,
    checksum,
    database_beside,
    environment,
    granian,
    run,
)

NAME = "plain Django"
SITE = Path(__file__).with_name("plain_site")
PATHS = {
    "article": f"/news/{texts.slug_of(texts.READ)}/",
    "list": "/news/",
    "search": f"/news/?q={texts.COMMON}",
    "admin_list": "/admin/plain_site/article/",
}


def prepare(work: Path, articles: int, database_url: str, say: Say) -> None:
    folder = work / "plain"
    sources = checksum([*SITE.glob("*.py"), ROOT / "bench" / "texts.py"])
    stamp = Stamp(work, "plain", articles=articles, server=database_url, made_of=sources)
    if stamp.is_set:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    own = database_beside(database_url, "plain")
    env = surroundings(work, own)
    run([sys.executable, "-m", "bench.subjects.plain_site.fill", str(articles)], env, ROOT, say)
    Stamp(work, "plain-database", url=own).set()
    stamp.set()


def surroundings(work: Path, url: str) -> dict[str, str]:
    settings = "bench.subjects.plain_site.settings"
    folder = str(work.resolve() / "plain")
    return environment(BENCH_WORK=folder, DATABASE_URL=url, DJANGO_SETTINGS_MODULE=settings)


def command(work: Path, port: int) -> Command:
    env = surroundings(work, Stamp.facts(work, "plain-database")["url"])
    return granian("bench.subjects.plain_site.wsgi:application", port), env, ROOT


def paths(work: Path) -> dict[str, str]:
    articles = Stamp.facts(work, "plain")["articles"]
    return PATHS | {"deep": f"/news/?page={articles // 24}"}


def session(work: Path) -> str:
    env = surroundings(work, Stamp.facts(work, "plain-database")["url"])
    return run([sys.executable, "-c", SIGN_IN], env, ROOT).split()[-1]
