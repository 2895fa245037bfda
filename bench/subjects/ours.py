"""Our site as `make run` starts it, with two workers; its data directory is `work` itself."""

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
    environment,
    granian,
    run,
)

NAME = "our site"
PATHS = {
    "article": f"/news/{texts.slug_of(texts.READ)}/",
    "list": "/news/",
    "search": f"/news/?q={texts.COMMON}",
    "search_by_date": f"/news/?q={texts.COMMON}&order=newest",
    "feed": "/news/feed/",
    "press": "/press/",
    "admin_list": "/admin/news/article/",
}
# Collects the styles, and says the address of a page in the middle of the list, as its pager would.
FINISH = """
import sys
import django; django.setup()
from ijmsite.run import collect_static
from news.models import Article
from news.paging import Cursor
collect_static()
middle = Article.objects.published().filter(pk__gte=int(sys.argv[1])).order_by("pk").first()
print(f"/news/?before={Cursor.of(middle)}")
"""


def prepare(work: Path, articles: int, database_url: str, say: Say) -> None:
    """Fill the newsroom, with half as many inquiries and twice as many messages as articles."""
    work.mkdir(parents=True, exist_ok=True)
    stamp = Stamp(work, "ours", articles=articles, database_url=database_url, made_of=made_of())
    if stamp.is_set:
        return
    env = surroundings(work, database_url)
    numbers = {"articles": articles, "inquiries": articles // 2, "messages": articles * 2}
    options = [word for name, n in numbers.items() for word in (f"--{name}", str(n))]
    run([sys.executable, "-m", "bench.data", *options], env, ROOT, say)
    said = run([sys.executable, "-c", FINISH, str(articles // 2)], env, ROOT)
    Stamp(work, "ours-made", deep=said.split()[-1]).set()
    stamp.set()


def made_of() -> str:
    """Return a digest of the files that say how a prepared newsroom looks."""
    patterns = ["*/migrations/0*.py", "*/static/**/*.*"]
    patterns += [f"ijmsite/{pattern}" for pattern in patterns]
    patterns += [f"bench/{name}.py" for name in ("data", "articles", "texts")]
    patterns += ["requirements.txt"]
    return checksum(path for pattern in patterns for path in ROOT.glob(pattern))


def surroundings(work: Path, database_url: str, **own: str) -> dict[str, str]:
    names = {"DATA_DIR": str(work), "DATABASE_URL": database_url, "COLLECTED_STATIC": "1"}
    return environment(**names, DJANGO_SETTINGS_MODULE="ijmsite.settings", **own)


def command(work: Path, port: int, page_cache: bool = True) -> Command:
    own = {} if page_cache else {"PAGE_CACHE_BYTES": "0"}
    env = surroundings(work, url_of(work), PORT=str(port), **own)
    return granian("ijmsite.wsgi:application", port), env, ROOT


def url_of(work: Path) -> str:
    return Stamp.facts(work, "ours")["database_url"]


def paths(work: Path) -> dict[str, str]:
    return PATHS | {"deep": Stamp.facts(work, "ours-made")["deep"]}


def session(work: Path) -> str:
    return run([sys.executable, "-c", SIGN_IN], surroundings(work, url_of(work)), ROOT).split()[-1]
