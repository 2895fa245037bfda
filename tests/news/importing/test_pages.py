"""What is read from saved pages of different make: each page's .toml says what it must be."""

import re
import textwrap
import tomllib
from functools import cache

import pytest
from django.utils import timezone

from news.importing.page import Picture
from news.importing.reading import read_page

from .conftest import PAGES

EXPECTED = {path.stem: path for path in sorted(PAGES.glob("*.toml"))}
FIELDS = ["address", "headline", "standfirst", "byline", "dateline", "language"]


def expected(name):
    return tomllib.loads(EXPECTED[name].read_text(encoding="utf-8"))


@cache
def read(name):
    wanted = expected(name)
    return wanted, read_page(PAGES / wanted["file"], within=PAGES)


def test_every_saved_page_has_its_expectations():
    saved = {path.name for path in PAGES.iterdir() if path.is_file() and path.suffix != ".toml"}

    assert saved == {expected(name)["file"] for name in EXPECTED}
    assert len(saved) >= 15


@pytest.mark.parametrize("name", EXPECTED)
def test_reads_headline_words_date_and_pictures(name):
    wanted, page = read(name)

    assert {field: getattr(page, field) for field in FIELDS} == {f: wanted[f] for f in FIELDS}
    assert page.published_at == wanted.get("published_at")
    assert page.body.split("\n") == wanted["body"].strip().split("\n")
    assert page.top == wanted.get("top")
    assert page.unsure == wanted["unsure"]
    assert [told(picture) for picture in page.pictures] == wanted.get("pictures", [])


def told(picture: Picture):
    fields = {name: getattr(picture, name) for name in ("name", "alt", "caption", "credit")}
    return fields | {"is_here": picture.path is not None}


@pytest.mark.parametrize("name", EXPECTED)
def test_swallows_nothing_of_what_surrounds_the_story(name):
    wanted, page = read(name)
    source = (PAGES / wanted["file"]).read_text(encoding="utf-8", errors="replace")
    taken = [*(getattr(page, field) for field in FIELDS[1:]), page.body]
    taken += [text for picture in page.pictures for text in (picture.alt, picture.caption)]

    assert [words for words in wanted["forbidden"] if words not in source] == []
    assert [words for words in wanted["forbidden"] for text in taken if words in text] == []


def test_the_page_with_icon_names_has_sixty_of_them_before_its_headline():
    source = (PAGES / "icon-names.html").read_text()
    icons = source.partition('<div class="icon-list">')[2].partition("</div>")[0]

    assert len(icons.split()) >= 60
    assert source.index("arrow-simple-alt-top") < source.index("<h1>")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: re.sub(r"\n+", "\n", text),
        lambda text: re.sub(r"^(shield .*)$", lambda m: m[0].replace(" ", "\n"), text, flags=re.M),
        lambda text: re.sub(
            r"^(shield .*)$", lambda m: m[0].replace(" ", "\n\n"), text, flags=re.M
        ),
        lambda text: text.replace("-", "_"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: textwrap.indent(text, "  "),
    ],
    ids=["no empty lines", "one a line", "one a paragraph", "underscores", "Windows", "indented"],
)
def test_icon_names_are_known_however_they_were_copied(tmp_path, change):
    wanted = expected("icon-names-copied")
    path = tmp_path / "copied.txt"
    path.write_text(change((PAGES / wanted["file"]).read_text()), newline="")

    page = read_page(path, within=tmp_path)

    assert page.headline == wanted["headline"]
    assert page.body == wanted["body"].strip()


ICONS = re.search(r"shield .*youtube", (PAGES / "icon-names.html").read_text())[0]


@pytest.mark.parametrize("place", ["<h1>", "</h1>", '<div class="rte">', "<p>The sheet was"])
@pytest.mark.parametrize(
    "markup",
    [
        f"<p>{ICONS}</p>",
        f"<div>{ICONS}</div>",
        "<ul>" + "".join(f"<li>{icon}</li>" for icon in ICONS.split()) + "</ul>",
        "".join(f"<span>{icon}</span> " for icon in ICONS.split()),
        "".join(f'<i class="material-icons">{icon}</i>' for icon in ICONS.split()),
        "".join(f"<svg><title>{icon}</title></svg>" for icon in ICONS.split()),
    ],
    ids=["paragraph", "div", "list", "spans", "ligatures", "drawings"],
)
def test_icon_names_are_left_out_wherever_they_stand(tmp_path, place, markup):
    wanted = expected("icon-names")
    source = (PAGES / "icon-names.html").read_text()
    before, mark, after = source.partition(place)
    icons = f"{mark}{markup}" if mark.startswith(("</", "<div")) else f"{markup}{mark}"
    path = tmp_path / "icons.html"
    path.write_text(f"{before}{icons}{after}")

    page = read_page(path, within=tmp_path)

    assert page.headline == wanted["headline"]
    assert page.standfirst == wanted["standfirst"]
    assert page.body == wanted["body"].strip()


@pytest.mark.django_db
def test_reads_a_page_of_our_own_site_back(client, make_article, tmp_path):
    article = make_article(
        "all-hands",
        headline="All hands on one rope",
        standfirst="A ferry came ashore, and a village carried it.",
        byline="Wren Halloran",
        body="<p>The crew of the ferry pulled together, which took the whole afternoon.</p>"
        '<blockquote><p>“We have <a href="https://rope.example/">one rope</a>.”</p></blockquote>'
        "<h2>What it took</h2><ul><li>one rope</li><li>eleven people</li></ul>"
        "<p>By the evening the boat stood where it had stood in the morning, but dry.</p>",
    )
    path = tmp_path / "saved.html"
    path.write_bytes(client.get("/news/all-hands/").content)

    page = read_page(path, within=tmp_path)

    assert (page.headline, page.standfirst) == (article.headline, article.standfirst)
    assert (page.byline, page.language) == (article.byline, "en")
    assert page.published_at == article.publish_at.replace(microsecond=0)
    assert page.address.endswith("/news/all-hands/")
    assert page.body.replace("\n", "") == article.body.replace(' rel="noopener noreferrer"', "")


def test_a_time_of_the_old_site_is_that_of_the_office():
    assert timezone.localtime(read("json-ld")[1].published_at).hour == 3
