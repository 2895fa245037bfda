"""Where a page stood on its old site."""

import re
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit, urlunsplit

from django.utils.text import slugify

SAVED_FROM = re.compile(r"saved from url=\(\d+\)(\S+)")
LONGEST = 500
TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|ref|amp", re.I)
INDEX = re.compile(r"(?:index|default|home)\.[a-z]{3,5}", re.I)
# The last part of an address that names no story.
NUMBERED = re.compile(r"(?:node|id|p|page|article|post|story|news|item)?-?\d*", re.I)


def address_of(tree, linked: dict, base: str) -> str:
    """Return the address that the page gives itself, or ""; `linked` is its linked data."""
    page = linked.get("mainEntityOfPage")
    named = [page.get("@id") if isinstance(page, dict) else page, linked.get("url")]
    saved = [SAVED_FROM.search(str(comment.text)) for comment in tree.xpath("//comment()")]
    stated = [
        *tree.xpath("//link[contains(concat(' ', @rel, ' '), ' canonical ')]/@href"),
        *tree.xpath("//meta[@property='og:url']/@content"),
        *(url for url in named if isinstance(url, str)),
        *(match[1] for match in saved if match),
    ]
    found = [absolute for url in stated if (absolute := http(joined(base, url)))]
    # A canonical link to the front page is a mistake of the old site, if there is anything else.
    return next((url for url in found if urlsplit(url).path.strip("/")), next(iter(found), ""))


def joined(base: str, url: str) -> str:
    """Return `url` as seen from `base`, or "" where it is none."""
    try:
        absolute = urljoin(base, url.strip())
        urlsplit(absolute)
    except ValueError:
        return ""
    return absolute


def http(url: str) -> str:
    """Return a usable web address without what only counts visitors, or ""."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname or len(url) > LONGEST:
        return ""
    # The rest stays as it is spelled: the old site's readers ask for it letter by letter.
    query = "&".join(p for p in parts.query.split("&") if not TRACKING.fullmatch(p.split("=")[0]))
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", query, ""))


def key(url: str) -> str:
    """Return what is the same for all spellings of one address: http, www, a slash at the end."""
    parts = urlsplit(http(url))
    query = urlencode(sorted(parse_qsl(parts.query, True)))
    path = unquote(parts.path).rstrip("/")
    if INDEX.fullmatch(PurePosixPath(path).name):
        path = path.rpartition("/")[0]
    return f"{(parts.hostname or '').removeprefix('www.')}{path}?{query}"


def old_slug(url: str) -> str:
    """Return the words at the end of an old address as a slug, or ""."""
    name = unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2]
    name = re.sub(r"\.[a-z]{3,5}$", "", name)
    slug = slugify(name)[:90].strip("-")
    return "" if NUMBERED.fullmatch(slug) or INDEX.fullmatch(name + ".html") else slug
