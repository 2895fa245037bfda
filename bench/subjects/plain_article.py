"""Our article page behind nothing but Django: the same data, template, index and queries.

Around a plain DetailView stands the middleware that `django-admin startproject` gives to a site,
and before it no page cache.
"""

from pathlib import Path

from bench.subjects import ours
from bench.subjects.ground import ROOT, Command, Say, granian

NAME = "the same template in a plain DetailView"
PATHS = {"article": ours.PATHS["article"]}


def prepare(work: Path, articles: int, database_url: str, say: Say) -> None:
    ours.prepare(work, articles, database_url, say)


def command(work: Path, port: int) -> Command:
    own = {"PORT": str(port), "DJANGO_SETTINGS_MODULE": "bench.subjects.plain_article_site"}
    env = ours.surroundings(work, ours.url_of(work)) | own
    return granian("bench.subjects.plain_article_site:application", port), env, ROOT
