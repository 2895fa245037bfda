from typing import NamedTuple

from django.urls import Resolver404, resolve


class Title(NamedTuple):
    text: str = ""
    language: str = ""
    # The key of the press contact whom the page names, if any.
    press_contact: int | None = None
    # Where the page stands in each language.
    paths: dict[str, str] = {}


def title_of(path: str) -> Title:
    """Return the title of our public page at `path`, an empty one where there is none.

    A class-based view says it by a class method `title_of(**url_kwargs)`; so an app can name
    a page of another app without importing it.
    """
    try:
        match = resolve(path)
    except Resolver404:
        return Title()
    title = getattr(getattr(match.func, "view_class", None), "title_of", None)
    return title(**match.kwargs) if title else Title()
