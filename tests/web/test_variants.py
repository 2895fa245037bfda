"""One answer in each encoding that browsers take."""

import gzip

import brotli
import pytest

from ijmsite.web.variants import Variants, best_encoding, confirms

HTML = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-cache"), ("X-A", "b")]
WORDS = b"A boat came home. " * 100


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP", "gzip"),
        ("br;q=0.5, gzip;q=1", "br"),
        ("br;q=0, gzip", "gzip"),
        ("br; q=0.000 , gzip ; q=0.1", "gzip"),
        ("br;q=0,gzip;q=0", ""),
        ("*", "br"),
        ("*;q=0", ""),
        ("br;q=0, *", "gzip"),
        ("gzip, *;q=0", "gzip"),
        ("identity", ""),
        ("deflate", ""),
        ("", ""),
        (",,;;", ""),
        ("x-gzip, brotli", ""),
        ("gzip," + "x" * 300, ""),
    ],
)
def test_chooses_what_is_taken(accepted, expected):
    assert best_encoding(accepted) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ('"a"', True),
        ('W/"a"', True),
        ('"x", "a"', True),
        ('"x" , W/"a" ,"y"', True),
        ("*", True),
        ('"b"', False),
        ("a", False),
        ('"a-br"', False),
        ("", False),
        ('w/"a"', False),
    ],
)
def test_tells_whether_a_copy_is_still_right(tags, expected):
    assert confirms(tags, '"a"') is expected


@pytest.mark.parametrize(
    ("accepted", "read"), [("br", brotli.decompress), ("gzip", gzip.decompress), ("", bytes)]
)
def test_each_is_whole_and_says_what_it_is(accepted, read):
    variant = Variants(HTML, WORDS).best(accepted)
    headers = dict(variant.headers)

    assert read(variant.content) == WORDS
    assert headers["Content-Length"] == str(len(variant.content))
    assert headers["Vary"] == "Accept-Encoding"
    assert headers.get("Content-Encoding", "") == accepted
    assert headers["ETag"] == variant.etag
    assert headers["X-A"] == "b"
    assert len(headers) == len(variant.headers), "no header stands there twice"


def test_each_has_a_tag_of_its_own_that_only_the_bytes_decide():
    tags = {Variants(HTML, WORDS).best(a).etag for a in ("br", "gzip", "")}

    assert len(tags) == 3
    assert tags == {Variants([*HTML, ("X-B", "c")], WORDS).best(a).etag for a in ("br", "gzip", "")}
    assert tags.isdisjoint({Variants(HTML, WORDS + b".").best(a).etag for a in ("br", "gzip", "")})


def test_what_confirms_a_copy_has_the_headers_that_matter_and_no_length():
    headers = dict(Variants(HTML, WORDS).best("br").confirmed)

    assert set(headers) == {"Cache-Control", "ETag", "Vary"}


@pytest.mark.parametrize(
    ("kind", "content"),
    [("image/avif", WORDS), ("application/pdf", WORDS), ("text/html", b"short")],
)
def test_what_is_compressed_already_or_short_is_left_as_it_is(kind, content):
    variant = Variants([("Content-Type", kind)], content).best("br, gzip")

    assert variant.content == content
    assert "Vary" not in dict(variant.headers)
    assert "Content-Encoding" not in dict(variant.headers)


def test_a_text_that_does_not_get_smaller_is_left_and_still_varies():
    import os

    noise = os.urandom(4_000)
    variant = Variants(HTML, noise).best("br")

    assert variant.content == noise
    assert dict(variant.headers)["Vary"] == "Accept-Encoding"
    assert "-br" not in variant.etag


def test_a_strong_tag_of_the_pages_own_stays_and_a_weak_one_is_made_strong():
    own = Variants([("ETag", '"picture"'), ("Content-Type", "image/avif")], WORDS)
    weak = Variants([("ETag", 'W/"x"'), ("Content-Type", "image/avif")], WORDS)

    assert own.best("").etag == '"picture"'
    assert weak.best("").etag.startswith('"')
    assert "x" not in weak.best("").etag


def test_each_encoding_is_made_once():
    page = Variants(HTML, WORDS)

    assert page.best("br") is page.best("gzip, br")
    assert page.best("gzip") is page.best("gzip;q=0.5")
    assert set(page.made) == {"br", "gzip"}
