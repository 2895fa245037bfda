"""The arrow of imports: composition, then the three apps, then what they share."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = {"news", "contacts", "fundraisers"}
# An article names its press contact.
ALLOWED = {("news", "contacts")}
COMPOSITION = {"settings.py", "urls.py", "wsgi.py", "run.py"}
SENDING = re.compile(r"\b(send_mail|send_mass_mail|smtplib|EmailMessage|EmailMultiAlternatives)\b")


def sources():
    for folder in ["ijmsite", *sorted(APPS)]:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def room(path):
    """Return the app a file belongs to, "shared" for a part of ijmsite, or "composition"."""
    parts = path.relative_to(ROOT).parts
    if parts[0] in APPS:
        return parts[0]
    return "composition" if len(parts) == 2 and parts[1] in COMPOSITION else "shared"


def names(path):
    """Yield every app that the file imports or names in a string such as "news.Article"."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").split(".")[0]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if match := re.fullmatch(r"(news|contacts|fundraisers)(\.\w+)+", node.value):
                yield match[1]
        elif isinstance(node, ast.Call) and "get_model" in ast.unparse(node.func):
            yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant))


@pytest.mark.parametrize("path", list(sources()), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_nothing_sideways_or_upward(path):
    here = room(path)
    if here == "composition":
        return
    wrong = {n for n in names(path) if n in APPS and n != here and (here, n) not in ALLOWED}

    assert not wrong


@pytest.mark.parametrize("path", list(sources()), ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_mail_package_sends(path):
    if "mail" in path.relative_to(ROOT).parts:
        return

    assert not SENDING.search(path.read_text())
