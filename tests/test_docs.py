"""What the documents name is there: files, headings, and pictures. A moved file is noticed here."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted(
    str(path.relative_to(ROOT))
    for path in [ROOT / "README.md", ROOT / "SECURITY.md", *(ROOT / "docs").rglob("*.md")]
)
HELP = ROOT / "docs" / "help"
FENCED = re.compile(r"^```.*?^```", re.M | re.S)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
# `news/forms/article.py`, `tests/contacts/corpus`, `templates/<app>/email/` is a pattern.
PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)*/[\w.-]*|[\w-]+\.(?:py|md|toml)")
TOP = {path.name for path in ROOT.iterdir() if path.is_dir()}
# What Django's own admin says, and the roles in the plural.
DJANGOS = {"action", "go", "add photo", "add privacy request", "writers", "pr leads"}
# Made while the site runs, below DATA_DIR.
MADE = {"var"}


def text_of(document):
    return (ROOT / document).read_text()


def links_in(text):
    """Yield the target of each link and picture that leads to a file of the project."""
    for target in LINK.findall(FENCED.sub("", text)):
        if not re.match(r"[a-z]+:", target):
            yield unquote(target)


def paths_in(text):
    """Yield what stands as code and is the path of a file or folder from the top of the project."""
    for code in CODE.findall(FENCED.sub("", text)):
        top = code.split("/")[0]
        if PATH.fullmatch(code) and "/" in code and top in TOP - MADE:
            yield code


def anchors_in(text):
    """Return what the headings of a Markdown file can be linked to by, as GitHub does it."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", text), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def is_there(document, link):
    path, _, anchor = link.partition("#")
    target = (ROOT / document).parent / path if path else ROOT / document
    if not target.exists():
        return False
    return not anchor or anchor in anchors_in(target.read_text())


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_somewhere(document):
    assert [link for link in links_in(text_of(document)) if not is_there(document, link)] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_is_that_of_a_file(document):
    assert [path for path in paths_in(text_of(document)) if not (ROOT / path).exists()] == []


def test_what_is_not_there_would_be_noticed():
    text = "[a](docs/nothing.md) [b](README.md#nothing) `news/nothing.py` `news/views.py` `1/2`"

    assert [one for one in links_in(text) if not is_there("README.md", one)] == [
        "docs/nothing.md",
        "README.md#nothing",
    ]
    assert list(paths_in(text)) == ["news/nothing.py", "news/views.py"]


def test_the_help_says_the_same_in_both_languages():
    english = {path.name: path.read_text() for path in HELP.glob("*.md")}
    french = {path.name: path.read_text() for path in (HELP / "fr").glob("*.md")}

    assert english.keys() == french.keys()
    for name, text in english.items():
        for part in [r"^## ", r"^\d\. ", r"^!\[", r"^- ", r"^\| "]:
            both = [len(re.findall(part, one, re.M)) for one in (text, french[name])]
            assert len(set(both)) == 1, f"{name}: {both} of {part}"


def words_of_the_admin():
    """Return, in small letters, what the admin may say in English: what can be translated."""
    catalog = (ROOT / "ijmsite/locale/fr/LC_MESSAGES/django.po").read_text()
    found = re.findall(r'^msgid(?:_plural)? "(.+)"$', catalog, re.M)
    return {words.replace(r"\"", '"').lower() for words in found} | DJANGOS


@pytest.mark.parametrize("document", [one for one in DOCUMENTS if one.startswith("docs/help/")])
def test_every_button_that_the_help_names_is_called_so(document):
    named = re.findall(r"\*\*([^*]+)\*\*", text_of(document))
    words = words_of_the_admin()

    assert named
    assert [said for said in named if not is_said(re.sub(r"\s+", " ", said).lower(), words)] == []


def is_said(said, words):
    """Return whether the admin says so, perhaps with more behind a colon or in place of "…"."""
    said = re.sub(r"\w+ \d+ dec 2026 [\d:]+ est$", "{time}", said)
    said = said.removesuffix(", and keep editing")
    beginning = said.removesuffix("…") if said.endswith(" …") else f"{said}:"
    return said in words or any(one.startswith(beginning) for one in words)


def test_pictures_are_small_enough_for_the_repository():
    pictures = [*(ROOT / "docs" / "screenshots" / "desk").glob("*.webp")]

    assert pictures
    assert [path.name for path in pictures if path.stat().st_size > 60_000] == []
    assert [path.name for path in pictures if width_of(path) > 1440] == []


def width_of(path):
    with Image.open(path) as image:
        return image.width
