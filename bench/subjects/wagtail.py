"""Wagtail as it is made by `wagtail start`, in an environment of its own, over the same texts.

It is served as its Dockerfile serves it, with two workers.
"""

import shutil
import sys
from pathlib import Path

from bench import texts
from bench.subjects import Missing
from bench.subjects.ground import (
    ROOT,
    SIGN_IN,
    Command,
    Say,
    Stamp,
    checksum,
    database_beside,
    environment,
    run,
)

NAME = "Wagtail"
SITE = Path(__file__).with_name("wagtail_site")
STYLES = ROOT / "ijmsite" / "static" / "ijmsite"
REQUIREMENTS = ROOT / "bench" / "requirements-wagtail.txt"
PATHS = {
    "article": f"/news/{texts.slug_of(texts.READ)}/",
    "list": "/news/",
    # As `wagtail start` ships it; and ours, which is cheaper.
    "search": f"/search/?query={texts.COMMON}",
    "search_by_date": f"/news/?query={texts.COMMON}",
}


def prepare(work: Path, articles: int, database_url: str, say: Say) -> None:
    install(work, say)
    site = work.resolve() / "wagtail"
    sources = [*SITE.glob("**/*.py"), *SITE.glob("**/*.html"), REQUIREMENTS, Path(texts.__file__)]
    facts = {"articles": articles, "server": database_url, "made_of": checksum(sources)}
    stamp = Stamp(work, "wagtail", **facts)
    if stamp.is_set:
        return
    say(f"Making a site of Wagtail with {articles:,} pages …")
    shutil.rmtree(site, ignore_errors=True)
    site.mkdir(parents=True)
    run([binary(work, "wagtail"), "start", "newsroom", site], environment(), work)
    shutil.copytree(SITE, site, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    # What our pages name, they name too.
    shutil.copytree(STYLES, site / "news" / "static" / "ijmsite")
    own = database_beside(database_url, "wagtail")
    env = surroundings(work, own)
    python = binary(work, "python")
    run([python, "manage.py", "collectstatic", "--noinput", "--clear", "-v0"], env, site)
    # For `bench.texts`; the site's own `news` stands before ours.
    env["PYTHONPATH"] += f":{ROOT}"
    said = run([python, "fill.py", str(articles)], env, site, say)
    Stamp(work, "wagtail-made", url=own, index=int(said.split()[-1])).set()
    stamp.set()


def install(work: Path, say: Say) -> None:
    """Make Wagtail's environment, once for all sites beside `work`."""
    venv = work.resolve().parent / "wagtail-venv"
    venv.mkdir(parents=True, exist_ok=True)
    stamp = Stamp(venv, "venv", requirements=checksum([REQUIREMENTS]))
    if stamp.is_set:
        return
    say("Installing Wagtail …")
    pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    locked = ["--require-hashes", "--only-binary", ":all:", "-r", REQUIREMENTS]
    try:
        run([sys.executable, "-m", "venv", venv], environment(), ROOT)
        run([venv / "bin" / "python", *pip, *locked], environment(), ROOT)
    except RuntimeError as error:
        last = str(error).strip().splitlines()[-1]
        raise Missing(f"Wagtail could not be installed: {last}") from error
    stamp.set()


def binary(work: Path, name: str) -> Path:
    return work.resolve().parent / "wagtail-venv" / "bin" / name


def surroundings(work: Path, url: str, **own: str) -> dict[str, str]:
    settings = "newsroom.settings.production"
    names = {"DJANGO_SETTINGS_MODULE": settings, "DATABASE_URL": url}
    return environment(**{"PYTHONPATH": str(work.resolve() / "wagtail"), **names, **own})


def command(work: Path, port: int, **own: str) -> Command:
    # The variables stand for the options --bind and --workers, as in its Dockerfile.
    env = surroundings(work, Stamp.facts(work, "wagtail-made")["url"], WEB_CONCURRENCY="2", **own)
    argv = [str(binary(work, "gunicorn")), "newsroom.wsgi:application"]
    return [*argv, "--bind", f"127.0.0.1:{port}", "--no-control-socket"], env, work / "wagtail"


def paths(work: Path) -> dict[str, str]:
    articles = Stamp.facts(work, "wagtail")["articles"]
    index = Stamp.facts(work, "wagtail-made")["index"]
    deep = {"deep": f"/news/?page={articles // 24}"}
    return PATHS | deep | {"admin_list": f"/admin/pages/{index}/"}


def session(work: Path) -> str:
    env = surroundings(work, Stamp.facts(work, "wagtail-made")["url"])
    return run([binary(work, "python"), "-c", SIGN_IN], env, work / "wagtail").split()[-1]
