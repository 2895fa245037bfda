"""The importer's tests need trafilatura, which only requirements-import.txt brings."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

PAGES = Path(__file__).parent / "pages"

STORY = """<p>The registry in Stillwater opened its doors at nine, as it does on every working day
of the year, and eleven people were waiting in front of it with their papers in their hands.</p>
<p>By noon all of them had been heard, which nobody in the hall could remember.</p>"""


def page(headline="A registry without a queue", body=STORY, address="", head=""):
    """Return a page of an old site."""
    canonical = f'<link rel="canonical" href="{address}">' if address else ""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{headline}</title>'
        f"{canonical}{head}</head><body><main><h1>{headline}</h1>{body}</main></body></html>"
    )


@pytest.fixture
def save(tmp_path):
    """Return a function that writes a saved page and returns where it lies."""
    (tmp_path / "old").mkdir()

    def write(name="story.html", content=None, **fields):
        path = tmp_path / "old" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        content = page(**fields) if content is None else content
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def run_import(capsys):
    """Return a function that runs the command: what it printed, and why it failed or ""."""

    def run(path, *options):
        failure = ""
        try:
            call_command("import_article", str(path), *options)
        except CommandError as error:
            failure = str(error)
        return capsys.readouterr().out, failure

    return run
