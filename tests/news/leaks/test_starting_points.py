"""Whoever writes a new way to show articles, begins at what is published."""

import ast
from pathlib import Path

import pytest

pytestmark = pytest.mark.django_db


NEWS = Path(__file__).resolve().parents[3] / "news"
# Modules and packages that look at all articles, and why the public never sees what they find.
NOT_PUBLIC = {
    **dict.fromkeys(["admin", "checks", "forms", "history", "importing"], "the desk's"),
    **dict.fromkeys(
        ["deleted.py", "duties.py", "inbound.py", "pairs.py", "services.py"], "the desk's"
    ),
    **dict.fromkeys(["management", "migrations", "models"], "no pages"),
    "addresses.py": "sends on what was public, and asks of each article whether it is",
    "indexing.py": "writes the index of all; what searches it begins at what is published",
    "content.py": "tells when something changes, and not what",
    "personal.py": "tells people what is kept about them, and of articles nothing but when",
    "pictures.py": "tells public from gone, for the library",
    "reading": "shows it to whoever has a link; see above",
}


def starting_points(path):
    """Yield what every use of `Article.objects` in a file goes on with, and ways around it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute) and (
            ast.unparse(node.value) == "Article.objects"
            or node.attr in {"article_set", "_base_manager", "_default_manager"}
        ):
            yield node.attr


def test_what_the_public_sees_begins_with_what_is_published():
    modules = [
        path for path in NEWS.rglob("*.py") if path.relative_to(NEWS).parts[0] not in NOT_PUBLIC
    ]
    wrong = {
        f"{path.relative_to(NEWS)}: {start}"
        for path in modules
        for start in starting_points(path)
        if start not in {"published", "gone"}
    }

    assert {"views.py", "feeds.py", "sitemaps.py", "news_tags.py"} <= {p.name for p in modules}
    assert not wrong
