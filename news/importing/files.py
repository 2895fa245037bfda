"""Find saved pages on the disk and read them as text."""

import codecs
import hashlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from .page import PageError

MAX_BYTES = 5_000_000
UNREADABLE = "Its letters cannot be read. Please save the page again, as UTF-8."

HTML = {".html", ".htm", ".xhtml", ".shtml"}
TEXT = {".txt", ".text", ".md", ".markdown"}
# A mirror names its pages as the old server did.
SERVED = {"", ".php", ".asp", ".aspx", ".jsp", ".cfm"}
OTHER = {
    **dict.fromkeys(
        [".mht", ".mhtml", ".webarchive"],
        "It is a whole page in one file. Please save the page again as “Web page, complete”.",
    ),
    **dict.fromkeys(
        [".pdf", ".doc", ".docx", ".odt", ".rtf"],
        "It is a document, not a page. Please copy its text into a .txt file.",
    ),
}
# Beside "Story.html" browsers put the pictures, and pages that were frames in it.
COMPANION = re.compile(r"[_-](files|fichiers|Dateien|archivos)$")

BOMS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
DECLARED = re.compile(rb"""(?:charset|<\?xml[^>]*encoding)\s*=\s*["']?\s*([a-zA-Z0-9_.:-]+)""")
MARKUP = re.compile(r"<(?:!doctype html|html|head|body|title|meta|div|p|h1|table)\b", re.I)
WHOLE_PAGE = re.compile(r"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype html|html)\b", re.I | re.S)
# What neither a tree nor every database takes.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def find(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield each page below `root` with "", and what looks like one with the reason it is not."""
    if not root.is_dir():
        yield root, OTHER.get(root.suffix.lower(), "")
        return
    refused: list[tuple[Path, str]] = []

    def note(error):
        refused.append((Path(error.filename), f"It cannot be opened: {error.strerror}."))

    for folder, folders, names in os.walk(root, onerror=note):
        here = Path(folder)
        pages = {name.rpartition(".")[0] for name in names}
        folders[:] = sorted(f for f in folders if f[0] != "." and not is_companion(f, pages))
        for name in folders:
            if (here / name).is_symlink():
                refused.append((here / name, "It is a link to another folder, which is not read."))
        for name in sorted(names):
            refusal = of_page(here / name)
            if refusal is not None:
                yield here / name, refusal
    yield from refused


def is_companion(folder: str, pages: set[str]) -> bool:
    """Whether a browser made the folder beside one of the pages, for its pictures."""
    return bool(COMPANION.search(folder)) and COMPANION.sub("", folder) in pages


def of_page(path: Path) -> str | None:
    """Return "" for a page, a reason for what is mistaken for one, None for anything else."""
    suffix = path.suffix.lower()
    if path.name.startswith("."):
        return None
    if path.is_symlink():
        return "It is a link to another file, which is not read."
    if suffix in HTML | TEXT:
        return ""
    if suffix in OTHER:
        return OTHER[suffix]
    # wget: "story.php?id=4"
    if suffix.split("?")[0] in SERVED:
        try:
            with path.open("rb") as file:
                head = file.read(2000).lower()
        except OSError:
            return None
        return "" if b"<html" in head or b"<!doctype html" in head else None
    return None


def read(path: Path) -> tuple[str, str, list[str]]:
    """Return the text of a file, its fingerprint, and what was unsure about it."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise PageError("It is not a file.")
        if found.st_size > MAX_BYTES:
            size = found.st_size / 1_000_000
            raise PageError(f"It has {size:.0f} MB; a page has at most {MAX_BYTES // 1_000_000}.")
        content = path.read_bytes()
    except OSError as error:
        raise PageError(f"It cannot be opened: {error.strerror}.") from error
    if not content.strip():
        raise PageError("It is empty.")
    text, unsure = decode(content)
    # A new page of a printed text is a new line here.
    text = text.replace("\f", "\n").replace("\v", "\n")
    if len(CONTROLS.findall(text)) > len(text) / 100:
        raise PageError("It is not text: the file holds something else, or is damaged.")
    return CONTROLS.sub("", text), fingerprint(content), unsure


def fingerprint(content: bytes) -> str:
    """Return by what a file is known again; short, as it stands in the audit list."""
    return hashlib.sha256(content).hexdigest()[:20]


def decode(content: bytes) -> tuple[str, list[str]]:
    for bom, encoding in BOMS:
        if content.startswith(bom):
            return strictly(content, encoding), []
    head = content[:4000]
    if head.count(b"\0") > len(head) / 4:
        # UTF-16 without its mark: Latin letters have their zero byte second, or first.
        return strictly(content, "utf-16-le" if head[1::2].count(0) else "utf-16-be"), []
    declared = DECLARED.search(head)
    encoding = declared[1].decode("ascii").lower() if declared else "utf-8"
    try:
        # As browsers do: who says Latin-1 means Windows.
        name = codecs.lookup(encoding).name
        name = "cp1252" if name in {"iso8859-1", "ascii"} else name
        return content.decode(name), []
    except LookupError:
        said = f"It says that its letters are “{encoding}”, which nobody knows"
    except ValueError:
        said = f"Some of its letters are not {encoding}"
    for name, words in (("utf-8", ""), ("cp1252", ": it was read as Windows letters")):
        text = content.decode(name, errors="replace")
        if text.count("\ufffd") <= max(3, len(text) / 1000):
            look = ". Look for the sign \ufffd in the text" if "\ufffd" in text else ""
            return text, [f"{said}{words}{look}."] if declared or look else []
    raise PageError(UNREADABLE)


def strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except ValueError as error:
        raise PageError(UNREADABLE) from error


def shown(path: Path) -> str:
    """Return a path as people can read it: a name on the disk may be bytes that are no text."""
    return os.fsencode(path).decode("utf-8", errors="replace")


def is_html(path: Path, text: str) -> bool:
    """Whether a file holds markup, which its name does not always tell."""
    return bool((WHOLE_PAGE.match if path.suffix.lower() in TEXT else MARKUP.search)(text))
