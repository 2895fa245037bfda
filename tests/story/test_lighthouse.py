"""Lighthouse gives 100 for accessibility, best practices and SEO to the pages that readers come to.

The newsroom runs as `make run` starts it. What the pages weigh and how fast they are stands in
tests of their own.
"""

import json
import os
import subprocess
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.conftest import CHROMIUM, CHROMIUM_ARGUMENTS, LIGHTHOUSE

from .test_running import ARTICLE

pytestmark = [
    pytest.mark.slow,
    pytest.mark.ci,
    pytest.mark.skipif(not LIGHTHOUSE, reason="needs Chromium, Node and, once, `make tools`"),
]

PAGES = [ARTICLE, "/", "/news/", "/press/", "/fundraise/"]
PAGES.append("/fr/news/tout-le-monde-sur-le-pont-contre-la-traite-en-roumanie/")
CATEGORIES = ["accessibility", "best-practices", "seo"]


def shortcomings(url):
    """Return the score of each category that is not 100, with what cost it the rest."""
    command = [LIGHTHOUSE, url, "--quiet", "--output=json"]
    command.append(f"--only-categories={','.join(CATEGORIES)}")
    command.append(f"--chrome-flags=--headless=new {' '.join(CHROMIUM_ARGUMENTS)}")
    result = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "CHROME_PATH": CHROMIUM},
    )
    assert result.returncode == 0, result.stderr
    report = json.loads(result.stdout)
    assert not report.get("runtimeError")
    assert set(report["categories"]) == set(CATEGORIES)
    found = {}
    for name, category in report["categories"].items():
        if category["score"] != 1:
            weighed = [ref["id"] for ref in category["auditRefs"] if ref["weight"]]
            audits = [report["audits"][id] for id in weighed]
            # One without a score did not apply.
            found[name, category["score"]] = [
                f"{audit['id']}: {audit['title']}"
                for audit in audits
                if audit["score"] is not None and audit["score"] < 1
            ]
    return found


@pytest.mark.matrix
@pytest.mark.parametrize("path", PAGES)
def test_lighthouse_gives_100(newsroom, path):
    assert shortcomings(newsroom.url + path) == {}


@pytest.fixture
def page_without_names(tmp_path):
    """Return the address of a page with a button that says nothing."""
    (tmp_path / "index.html").write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title>'
        '<meta name="viewport" content="width=device-width"><h1>A page</h1><button></button>'
    )
    handler = partial(SimpleHTTPRequestHandler, directory=tmp_path)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_lighthouse_finds_what_is_wrong(page_without_names):
    found = {name: lines for (name, _score), lines in shortcomings(page_without_names).items()}

    assert "button-name: Buttons do not have an accessible name" in found["accessibility"]
    assert "meta-description" in str(found["seo"])
