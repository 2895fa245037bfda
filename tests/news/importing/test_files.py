"""Files that are no pages, and pages in other letters."""

import os
import tomllib

import pytest

from news.importing import files
from news.importing.page import PageError
from news.importing.reading import read_page

from .conftest import PAGES, STORY, page

LINKS = "<ul>" + "<li><a href='/a'>The headline of another story of ours</a></li>" * 30 + "</ul>"
REFUSED = {
    "empty": (b"", "It is empty."),
    "blank": (b" \n\t \r\n", "It is empty."),
    "zero bytes": (b"\0" * 5000, "It is not text"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "cannot be read"),
    "controls": (bytes(range(1, 32)) * 50, "It is not text"),
    "half of UTF-16": (b"\xff\xfe" + page().encode("utf-16-le")[:-1], "letters cannot be read"),
    "50 MB": (b" " * 50_000_000, "It has 50 MB"),
    "nested": ("<h1>A headline</h1>" + "<b>" * 100_000 + STORY, "nested too deeply"),
    "too many tags": ("<p><br>" * 15_000 + STORY, "too long to be one article"),
    "only links": (page("News", LINKS), "There is no article in it"),
    "only a form": (page("Write to us", "<form><input></form>"), "There is no article in it"),
    "no headline": (f"<html><body>{STORY}</body></html>", "No headline was found"),
    "a frameset": ("<html><frameset><frame src='a.html'></frameset></html>", "no article in it"),
}


@pytest.mark.matrix
@pytest.mark.parametrize("name", REFUSED)
def test_says_why_a_file_is_no_page(save, name):
    content, reason = REFUSED[name]
    path = save(content=content)

    with pytest.raises(PageError, match=reason):
        read_page(path, within=path.parent)


def test_says_that_a_file_cannot_be_opened(save, monkeypatch):
    def refuse(self):
        raise PermissionError(13, "Permission denied")

    path = save()
    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)

    with pytest.raises(PageError, match="It cannot be opened: Permission denied"):
        read_page(path, within=path.parent)


def test_does_not_wait_for_a_pipe(tmp_path):
    os.mkfifo(tmp_path / "story.html")

    with pytest.raises(PageError, match="It is not a file"):
        read_page(tmp_path / "story.html", within=tmp_path)


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "iso-8859-1"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-8"),
        ("utf-32", "utf-8"),
        ("cp1252", "windows-1252"),
        ("cp1252", "iso-8859-1"),
        ("cp1252", "utf-8"),
        ("cp1252", "x-unheard-of"),
        ("cp1252", None),
        ("mac-roman", "macintosh"),
        ("iso8859-15", "iso-8859-15"),
    ],
)
def test_reads_the_letters_of_old_pages(save, encoding, declared):
    meta = f'<meta charset="{declared}">' if declared else ""
    text = page("Où est l’œuvre ?", f"{STORY}<p>Un café à Montréal, déjà prêt.</p>", head=meta)
    text = text.replace('<meta charset="utf-8">', "")
    if encoding == "iso8859-15":
        text = text.replace("’", "'")
    path = save(content=text.encode(encoding))

    found = read_page(path, within=path.parent)

    assert found.headline.replace("'", "’") == "Où est l’œuvre ?"
    assert "Un café à Montréal, déjà prêt." in found.body


def test_says_where_letters_are_not_what_the_page_says(save):
    path = save(content=page("L’été déjà passé").encode("cp1252"))

    assert "Some of its letters are not utf-8: it was read as Windows letters." in (
        read_page(path, within=path.parent).unsure
    )


def test_takes_control_characters_out(save):
    body = STORY.replace("doors", "do\x0bors&#1;&#x1f;&#1ward&#x1gate&#0000000001;").replace(
        "noon", "no\x01on"
    )
    path = save(body=body, head='<meta name="author" content="Ann&#2; Lee">')

    found = read_page(path, within=path.parent)

    assert files.CONTROLS.search(found.body + found.byline) is None
    assert "By noon" in found.body


def test_finds_the_pages_of_a_folder_and_names_what_is_mistaken_for_one(save):
    save("a.html"), save("sub/b.txt"), save("sub/deep/c.MD"), save("d.HTM")
    save("page.php?id=4", content=page())
    save("notes.php", content="<?php echo 1;")
    save("a_files/frame.html"), save("kept_files/e.html"), save(".hidden/x.html")
    save("style.css"), save("photo.jpg"), save(".f.html")
    root = save("paper.pdf").parent
    save("whole.mhtml")
    (root / "loop").symlink_to(root)
    (root / "linked.html").symlink_to(root / "a.html")
    (root / "broken.html").symlink_to(root / "gone.html")

    found = {path.relative_to(root).as_posix(): why for path, why in files.find(root)}

    assert {name for name, why in found.items() if not why} == {
        *("a.html", "sub/b.txt", "sub/deep/c.MD", "d.HTM", "page.php?id=4", "kept_files/e.html")
    }
    assert {name for name, why in found.items() if why} == {
        *("paper.pdf", "whole.mhtml", "loop", "linked.html", "broken.html")
    }


def test_names_a_folder_that_cannot_be_opened(save, monkeypatch):
    root = save("a.html").parent
    listing = os.scandir

    def scandir(path):
        if os.fspath(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return listing(path)

    save("locked/b.html")
    monkeypatch.setattr(os, "scandir", scandir)

    assert dict(files.find(root))[root / "locked"] == "It cannot be opened: Permission denied."


def test_reads_markup_whatever_the_file_is_called(save):
    saved = save("story.txt", headline="A page in a text file")
    text = save("letter.html", content="A letter, not a page\n\n" + "It has words. " * 20)

    assert read_page(saved, within=saved.parent).headline == "A page in a text file"
    assert read_page(text, within=text.parent).headline == "A letter, not a page"


@pytest.mark.parametrize("name", ["wordpress", "french", "dateline", "saved-complete"])
def test_reads_the_same_from_utf_16(save, name):
    wanted = tomllib.loads((PAGES / f"{name}.toml").read_text(encoding="utf-8"))
    source = (PAGES / wanted["file"]).read_text(encoding="utf-8")
    path = save(wanted["file"], content=source.encode("utf-16"))

    found = read_page(path, within=path.parent)

    assert found.headline == wanted["headline"]
    assert found.body == wanted["body"].strip()
