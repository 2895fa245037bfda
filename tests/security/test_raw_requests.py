"""Requests that no browser sends, over a socket of their own: one answer each, and none of ours.

A server and a proxy that read such a request differently are how one visitor's request becomes
the beginning of another's (request smuggling).
"""

import re
import socket
from contextlib import suppress

import pytest

from tests.web.served import serving

pytestmark = [pytest.mark.slow, pytest.mark.ci, pytest.mark.django_db(transaction=True)]

GET = "GET /robots.txt HTTP/1.1"
POST = "POST /press/ HTTP/1.1"
SMUGGLED = "GET /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n"
# The lines of a request and what follows them, and which status the one answer may have. Whether a
# line or the whole head is too long depends on how much of it has arrived.
ODD = {
    "two hosts": ([GET, "Host: {host}", "Host: evil.example"], "", {400}),
    "two hosts, theirs first": ([GET, "Host: evil.example", "Host: {host}"], "", {400}),
    "no host": ([GET], "", {400}),
    "a host behind ours": ([GET, "Host: {host}@evil.example"], "", {400}),
    "a length and chunks": (
        [POST, "Host: {host}", "Content-Length: 4", "Transfer-Encoding: chunked"],
        "0\r\n\r\n" + SMUGGLED,
        {411},
    ),
    "chunks": ([POST, "Host: {host}", "Transfer-Encoding: chunked"], "0\r\n\r\n", {411}),
    "two lengths": (
        [POST, "Host: {host}", "Content-Length: 4", "Content-Length: 5"],
        "abcd" + SMUGGLED,
        {400},
    ),
    "an unknown encoding": (
        [POST, "Host: {host}", "Transfer-Encoding: xchunked", "Content-Length: 4"],
        "abcd",
        {400},
    ),
    "NUL in a header": ([GET, "Host: {host}", "X-A: a\0b"], "", {400}),
    "a folded header": ([GET, "Host: {host}", "X-A: a\r\n b"], "", {400}),
    "a space before the colon": ([GET, "Host : {host}"], "", {400}),
    "200 headers": ([GET, "Host: {host}", *[f"X-{n}: a" for n in range(200)]], "", {431}),
    "a line of 500 kB": ([f"GET /{'a' * 500_000} HTTP/1.1", "Host: {host}"], "", {414, 431}),
    "a line of 9 kB": ([f"GET /{'a' * 9_000} HTTP/1.1", "Host: {host}"], "", {404}),
    "another host in the line": (
        ["GET http://evil.example/robots.txt HTTP/1.1", "Host: {host}"],
        "",
        {200},
    ),
}


def answer(port, lines, rest):
    host = f"127.0.0.1:{port}"
    request = "\r\n".join([*lines, "Connection: close", "", ""]) + rest
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        with suppress(ConnectionError):
            connection.sendall(request.replace("{host}", host).encode())
        parts = []
        # It hangs up on what is too long, whether that has been sent or not.
        with suppress(ConnectionError):
            while part := connection.recv(65_536):
                parts.append(part)
    return b"".join(parts)


def test_each_has_one_answer_that_tells_nothing_of_another_host(tmp_path):
    wrong = {}
    with serving(tmp_path / "site") as (port, _process):
        for name, (lines, rest, allowed) in ODD.items():
            told = answer(port, lines, rest)
            statuses = [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", told)]
            if len(statuses) != 1 or statuses[0] not in allowed or b"evil" in told:
                wrong[name] = told[:300]
        # All that it looks for, it would have seen.
        two = answer(port, [GET, "Host: {host}", "", GET, "Host: {host}"], "")

    assert wrong == {}
    assert two.count(b"HTTP/1.1 200 ") == 2
