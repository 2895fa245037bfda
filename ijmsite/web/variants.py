"""One answer in each of its encodings, as bytes and headers that are ready to be sent."""

import gzip
import hashlib
from functools import lru_cache
from typing import NamedTuple

import brotli

SMALLEST = 200  # bytes, below which nothing is compressed
LONGEST = 200  # characters of an Accept-Encoding
# Level 5 of brotli costs a tenth of level 11, and a page a tenth more bytes.
ENCODERS = {
    "br": lambda content: brotli.compress(content, quality=5),
    "gzip": lambda content: gzip.compress(content, compresslevel=6, mtime=0),
}
# What an answer that confirms a reader's copy repeats (RFC 9110, section 15.4.5).
CONFIRMED = {"cache-control", "content-location", "date", "etag", "expires", "vary"}
REPLACED = {"content-length", "etag", "vary"}

Headers = list[tuple[str, str]]


class Variant(NamedTuple):
    """An answer in one encoding."""

    etag: str
    headers: Headers
    confirmed: Headers
    content: bytes


class Variants:
    """An answer in each encoding, made the first time that somebody asks for it."""

    def __init__(self, headers: Headers, content: bytes) -> None:
        given = {name.lower(): value for name, value in headers}
        own = given.get("etag", "")
        # Strong: the same tag is the same bytes (RFC 9110, section 8.8.3).
        self.tag = own.strip('"') if own[:1] == '"' else hashlib.sha256(content).hexdigest()[:32]
        self.headers = [pair for pair in headers if pair[0].lower() not in REPLACED]
        self.content = content
        kind = given.get("content-type", "")
        is_text = kind.startswith("text/") or "xml" in kind
        self.is_compressible = is_text and len(content) >= SMALLEST
        self.made: dict[str, Variant] = {}

    def best(self, accepted: str) -> Variant:
        """Return the answer to a request with `accepted` as its Accept-Encoding."""
        encoding = best_encoding(accepted) if accepted and self.is_compressible else ""
        found = self.made.get(encoding)
        if found is None:
            found = self.made[encoding] = self.encoded(encoding)
        return found

    def encoded(self, encoding: str) -> Variant:
        content = ENCODERS[encoding](self.content) if encoding else self.content
        if len(content) > len(self.content) / 2:
            # Not worth it; and so both of them together take no more room than the content.
            content, encoding = self.content, ""
        etag = f'"{self.tag}-{encoding}"' if encoding else f'"{self.tag}"'
        headers = [*self.headers, ("ETag", etag)]
        if self.is_compressible:
            headers.append(("Vary", "Accept-Encoding"))
        if encoding:
            headers.append(("Content-Encoding", encoding))
        confirmed = [pair for pair in headers if pair[0].lower() in CONFIRMED]
        headers.append(("Content-Length", str(len(content))))
        return Variant(etag, headers, confirmed, content)

    @property
    def size(self) -> int:
        """Return the bytes that all encodings together take at most."""
        return len(self.content) * (2 if self.is_compressible else 1)


def best_encoding(accepted: str) -> str:
    """Return "br", "gzip" or "" for an Accept-Encoding (RFC 9110, section 12.5.3)."""
    # What is remembered of strangers has a bound.
    return _best_encoding(accepted) if len(accepted) <= LONGEST else ""


@lru_cache(maxsize=256)
def _best_encoding(accepted: str) -> str:
    is_taken = {}
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        is_taken[name.strip()] = weight.replace(" ", "").rstrip("0") not in {"q=", "q=0."}
    return next((name for name in ENCODERS if is_taken.get(name, is_taken.get("*"))), "")


def confirms(tags: str, etag: str) -> bool:
    """Tell whether an If-None-Match names `etag` (RFC 9110, section 13.1.2: weak comparison)."""
    if tags == etag:
        return True
    return any(tag.strip().removeprefix("W/") in {etag, "*"} for tag in tags.split(","))
