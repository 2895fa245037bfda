"""Read one saved page: everything but storing it."""

from pathlib import Path

from . import files, origin
from .page import Page, PageError
from .plain import PlainReader
from .reader import TOO_DEEP
from .web import WebReader


def read_page(
    path: Path, *, within: Path, address: str = "", fallback: str = "", language: str = ""
) -> Page:
    """Return what the file at `path` holds, or raise `PageError`.

    `within` is the folder beyond which no picture is looked for. `address` is where the page
    stood; `fallback` is taken where neither that nor the page itself tells. `language` is given
    where it is not to be found out.
    """
    source, fingerprint, unsure = files.read(path)
    page = Page(
        name=files.shown(Path(path.name)),
        fingerprint=fingerprint,
        address=origin.http(address),
        unsure=unsure,
    )
    kind = WebReader if files.is_html(path, source) else PlainReader
    reader = kind(page, path.parent, within)
    reader.fallback = origin.http(fallback)
    try:
        reader.read(source)
        reader.finish(language)
    except RecursionError as error:
        raise PageError(TOO_DEEP) from error
    return page
