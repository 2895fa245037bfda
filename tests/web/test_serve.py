"""What the web server reads before it is divided into workers, and what it leaves to them."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.contrib import admin

from ijmsite import serve

from .served import fetch, serving, workers_of

READ = """
import gc, importlib.util, json, sys, threading
from ijmsite import serve
serve.preload()
before = set(sys.modules)
from django.apps import apps
from django.contrib import admin
from django.db import connections
said = {
    "read": sorted(before),
    "shown": len(admin.site._registry),
    "connected": [c.alias for c in connections.all(initialized_only=True) if c.connection],
    "threads": threading.active_count(),
    "frozen": gc.get_freeze_count(),
    "collects": gc.isenabled(),
}
import ijmsite.wsgi
from django.template.loader import get_template
get_template("news/article_detail.html")
from ijmsite.photos.usage import uses_of
uses_of([])
said["late"] = sorted(
    name
    for name in set(sys.modules) - before
    if name.split(".")[0] in {"ijmsite", "news", "contacts", "fundraisers", "django"}
)
apps.get_app_config("admin").warm_up()
said["unread"] = [
    config.name
    for config in apps.get_app_configs()
    for name in [f"{config.name}.admin"]
    if importlib.util.find_spec(name) and name not in sys.modules
]
said["shown_then"] = sorted(model._meta.label for model in admin.site._registry)
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """What a process says that has read all."""
    own = {"DATA_DIR": str(tmp_path_factory.mktemp("data")), "DATABASE_URL": ""}
    done = subprocess.run(
        [sys.executable, "-c", READ],
        cwd=settings.BASE_DIR,
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.returncode, done.stderr
    return json.loads(done.stdout)


def test_a_worker_reads_no_code_that_was_not_read_before(said):
    assert said["late"] == ["ijmsite.wsgi"]


def test_what_no_visitor_needs_is_left_for_later(said):
    late = {"PIL", "qrcode", "markdown_it", "phonenumbers"}

    assert not late & {name.split(".")[0] for name in said["read"]}
    assert not [name for name in said["read"] if name.startswith("news.admin")]
    assert not said["shown"]


def test_a_worker_reads_the_whole_admin_then(said):
    assert said["shown_then"] == sorted(model._meta.label for model in admin.site._registry)
    # Django reads that module of each app.
    assert said["unread"] == []


def test_nothing_is_begun_that_two_workers_would_share(said):
    assert said["connected"] == []
    assert said["threads"] == 1


def test_what_was_read_is_left_alone_by_the_collector_of_garbage(said):
    assert said["frozen"] > 100_000
    assert said["collects"]


@pytest.mark.django_db(transaction=True)
def test_workers_share_most_of_their_memory(tmp_path):
    with serving(tmp_path / "data", workers=2) as (port, process):
        for _time in range(20):
            assert fetch(port, "/").status == 200
        for pid in workers_of(process):
            with open(f"/proc/{pid}/smaps_rollup") as file:
                sizes = {line.split()[0]: int(line.split()[1]) for line in file.readlines()[1:]}
            assert sizes["Private_Dirty:"] < sizes["Rss:"] / 2


def test_an_application_that_is_not_ours_finds_nothing_read(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["serve", "drills.web:application", "--workers", "1"])
    monkeypatch.setattr(serve.multiprocessing, "set_start_method", lambda _way: None)
    monkeypatch.setattr(serve, "preload", lambda: pytest.fail("All was read."))
    given = []
    monkeypatch.setattr("granian.cli.cli", lambda words, **_options: given.append(words))

    serve.main()

    assert given == [["drills.web:application", *serve.OPTIONS, "--workers", "1"]]
