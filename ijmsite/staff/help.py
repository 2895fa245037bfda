"""Help for the staff: the Markdown files of `docs/help`, in the frame of the admin.

They are read when somebody opens them. A page is known by its name, such as "writing" or
"fr/writing". What else is in `docs` is for operators and developers, and not shown.
"""

import posixpath
import tomllib
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import nh3
from django.contrib import admin
from django.http import Http404
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language
from django.views.generic import TemplateView

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

DOCS = Path(__file__).resolve().parents[2] / "docs"
HELP = DOCS / "help"
PICTURES = DOCS / "screenshots" / "desk"  # served as static files, below "help/"
HOME = "README"
LANGUAGES = {"en": "", "fr": "fr/"}  # the folder of each

CLEANER = nh3.Cleaner(
    attributes={
        "a": {"href"},
        "img": {"src", "alt"},
        **dict.fromkeys(["h2", "h3"], {"id"}),
    },
    url_schemes={"https", "mailto"},
)


@cache
def markdown() -> "MarkdownIt":
    """Return what reads the files; HTML is shown as it is typed, a link to a script is none."""
    # Only the staff ask for a page; every start would wait for the library.
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table")


@cache
def chapters() -> dict[str, list[str]]:
    """Return the pages in their order, each with the models (app.model) that lead to it."""
    return tomllib.loads((HELP / "pages.toml").read_text())


@cache
def files() -> dict[str, Path]:
    """Return the file of every page that can be opened, by its name; "" is the first page."""
    found: dict[str, Path] = {}
    for folder in LANGUAGES.values():
        found[folder.rstrip("/")] = HELP / folder / f"{HOME}.md"
        found |= {f"{folder}{name}": HELP / folder / f"{name}.md" for name in chapters()}
    return found


def address(name: str) -> str:
    return reverse("admin_help_page", args=[name]) if name else reverse("admin_help")


def name_for(model: str) -> str:
    """Return the page about `model` (app.model) in the language of now, else the first page."""
    folder = LANGUAGES.get(get_language(), "")
    name = next((name for name, models in chapters().items() if model in models), "")
    return f"{folder}{name}".rstrip("/")


def address_in(link: str, file: Path) -> str | None:
    """Return where a link, or a picture, of `file` leads in the admin; None: nowhere."""
    parts = urlsplit(link)
    if parts.scheme or not parts.path:
        return link
    # By the letters alone: nothing outside of what is known is ever looked for.
    target = Path(posixpath.normpath(file.parent / parts.path))
    if target.parent == PICTURES:
        # Taken after the static files were collected, it is not among them yet.
        with suppress(ValueError):
            return static(f"help/{target.name}")
        return None
    name = next((name for name, known in files().items() if known == target), None)
    end = f"#{parts.fragment}" if parts.fragment else ""
    return None if name is None else address(name) + end


def anchor(heading: str) -> str:
    return slugify(heading.replace("’", "").replace("`", ""), allow_unicode=True)


def title_of(file: Path) -> str:
    """Return the heading on the first line of `file`."""
    with file.open(encoding="utf-8") as lines:
        return lines.readline().removeprefix("# ").strip()


def render(file: Path) -> str:
    """Return the HTML of `file` without its title, its links leading to pages of the admin."""
    tokens = markdown().parse(file.read_text(encoding="utf-8"))
    if tokens and tokens[0].tag == "h1":
        tokens = tokens[3:]
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type == "heading_open" and following:
            token.attrSet("id", anchor(following.content))
        lead(token.children or [], file)
    html = markdown().renderer.render(tokens, markdown().options, {})
    return mark_safe(CLEANER.clean(html))  # noqa: S308 (cleaned in this very line)


def lead(tokens: "list[Token]", file: Path) -> None:
    """Turn the links and pictures of one passage; of those that are not here the words stay."""
    is_dead = False
    for token in tokens:
        if token.type == "link_open":
            found = address_in(token.attrs["href"], file)
            is_dead = token.hidden = found is None
            token.attrs["href"] = found or ""
        elif token.type == "link_close":
            token.hidden = is_dead
        elif token.type == "image":
            found = address_in(token.attrs["src"], file)
            token.attrs["src"] = found or ""
            token.type = "image" if found else "text"


class HelpView(TemplateView):
    http_method_names = ["get", "head", "options"]
    template_name = "admin/help.html"

    def get_context_data(self, name="", **kwargs):
        file = files().get(name)
        if file is None:
            raise Http404
        language = "fr" if file.is_relative_to(HELP / "fr") else "en"
        other = "en" if language == "fr" else "fr"
        folder, plain = LANGUAGES[language], name.removeprefix(LANGUAGES[language])
        twin = LANGUAGES[other] + ("" if name == folder.rstrip("/") else plain)
        chapters_here = [f"{folder}{chapter}" for chapter in chapters()]
        return {
            **admin.site.each_context(self.request),
            **super().get_context_data(**kwargs),
            "title": title_of(file),
            "text": render(file),
            "language": language,
            "home": address(folder.rstrip("/")),
            "is_home": name == folder.rstrip("/"),
            "here": address(name),
            "chapters": [(address(one), title_of(files()[one])) for one in chapters_here],
            "twin": address(twin.rstrip("/")),
        }
