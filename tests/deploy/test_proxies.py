"""What the shipped proxies let through, refuse and absorb, before a newsroom that runs."""

import socket
import sqlite3
import time
from contextlib import ExitStack, closing, suppress
from urllib.parse import urlencode

import pytest

from contacts.services.receiving import HOST_LIMIT
from drills.newsroom import Newsroom
from tests.web.served import PRODUCTION, fetch

from .proxied import NAME, proxy

pytestmark = [pytest.mark.slow, pytest.mark.ci]

SIGNED_IN = {"Cookie": "__Host-sessionid=x"}
OURS = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
THREADS = 4  # of the one web process


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory):
    own = {"ALLOWED_HOSTS": NAME, "SITE_URL": f"https://{NAME}", "WEB_WORKERS": "1"}
    newsroom = Newsroom(tmp_path_factory.mktemp("site"), **(PRODUCTION | own)).start()
    yield newsroom
    newsroom.stop()


@pytest.fixture(scope="module", params=["caddy", "nginx"])
def front(request, tmp_path_factory, newsroom):
    folder = tmp_path_factory.mktemp(request.param)
    with proxy(request.param, folder, newsroom.port) as running:
        yield running


@pytest.fixture(autouse=True)
def nobody_has_sent_anything(newsroom):
    with closing(database(newsroom)) as connection, connection:
        connection.execute("DELETE FROM web_tally")
        connection.execute("DELETE FROM contacts_inquiry")


def database(newsroom):
    return sqlite3.connect(newsroom.data_dir / "db.sqlite3", timeout=20)


def stored(newsroom):
    with closing(database(newsroom)) as connection:
        return connection.execute("SELECT count(*) FROM contacts_inquiry").fetchone()[0]


def question(message, **changed):
    fields = {"name": "Zoë O'Brien", "email": "zoe@courier.example", "message": message, **changed}
    return urlencode(fields)


def begin_a_form(front, length=400):
    """Send the head of a form and a first byte, and return the connection."""
    connection = front.connect()
    head = [
        f"POST /press/ HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: {length}\r\n",
        *(f"{name}: {value}\r\n" for name, value in OURS.items()),
        "\r\nn",
    ]
    connection.sendall("".join(head).encode())
    return connection


def test_a_page_over_tls_carries_our_headers(front):
    status, headers, content = front.ask("/")

    assert status == 200
    assert b"</html>" in content
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["strict-transport-security"].startswith("max-age=63072000")
    assert headers["x-content-type-options"] == "nosniff"
    assert "granian" not in headers.get("server", "")


def test_plain_http_leads_to_tls(front):
    with socket.create_connection(("127.0.0.1", front.http), timeout=10) as plain:
        plain.sendall(f"GET /press/?a=b HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode())
        answer = plain.recv(4096).decode().lower()

    assert answer.split()[1] in {"301", "308"}
    assert f"location: https://{NAME}" in answer
    assert "/press/?a=b" in answer


@pytest.mark.parametrize(
    ("path", "size"), [("/admin/photos/photo/add/", 32_000_000), ("/press/", 70_000)]
)
def test_refuses_what_is_too_large(front, path, size):
    head = f"POST {path} HTTP/1.1\r\nCookie: __Host-sessionid=x\r\nContent-Length: {size}"

    assert front.status_of(head, b"x" * size) == 413


def test_lets_in_a_picture_and_a_long_form(front):
    picture = b"x" * 11_000_000
    upload = SIGNED_IN | {"Content-Type": "multipart/form-data; boundary=x"}

    # It comes as far as the site, which knows nobody of that session, and may hang up unread.
    status, _headers, content = front.ask("/admin/photos/photo/add/", "POST", picture, **upload)
    assert status in {302, 403, 503}, content
    assert front.ask("/press/", "POST", b"message=" + b"x" * 60_000, **OURS)[0] == 200


@pytest.mark.parametrize("size", [9_000, 40_000])
def test_refuses_long_headers(front, size):
    assert front.status_of(f"GET / HTTP/1.1\r\nX-Long: {'x' * size}") in {400, 431}
    assert front.status_of(f"GET /?q={'x' * size} HTTP/1.1") in {400, 414, 431}
    assert front.status_of(f"GET / HTTP/1.1\r\nX-Long: {'x' * 2_000}") == 200


def test_a_body_of_no_known_length_is_measured_or_refused(front, newsroom):
    head = "POST /press/ HTTP/1.1\r\nTransfer-Encoding: chunked"
    piece = b"4000\r\n" + b"x" * 0x4000 + b"\r\n"

    assert front.status_of(head, piece * 20) in {411, 413}
    assert stored(newsroom) == 0


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "X_Forwarded_For", "X-Forwarded_For", "X-Real-IP", "Forwarded"]
)
def test_nobody_says_themselves_who_they_are(front, header):
    def ask_as(number):
        value = f"203.0.113.{number}"
        forged = {header: f"for={value}" if header == "Forwarded" else value}
        return front.ask("/press/", "POST", question(f"Question {number}?"), **OURS, **forged)[0]

    assert [ask_as(number) for number in range(HOST_LIMIT)] == [303] * HOST_LIMIT
    assert ask_as(99) == 429


def test_the_proxy_says_who_they_are(newsroom):
    """The control of the test before: the site does believe the proxy's own words."""
    for number in range(HOST_LIMIT + 1):
        told = {"X-Forwarded-For": f"203.0.113.{number}", "X-Forwarded-Proto": "https"}
        asked = question(f"Question {number}?")
        answer = fetch(newsroom.port, "/press/", "POST", asked, **OURS, **told, Host=NAME)
        assert answer.status == 303


def closed(connection):
    """Send one byte more, and tell whether the other side has hung up."""
    try:
        connection.sendall(b"a")
        connection.settimeout(0.01)
        return not connection.recv(100)
    except TimeoutError:
        return False
    except OSError:
        return True


@pytest.mark.audit
def test_slow_senders_hold_nobody_up(front):
    began = time.monotonic()
    longest, hung_up = 0, 0
    with ExitStack() as opened:
        silent = opened.enter_context(begin_a_form(front))
        slow = [opened.enter_context(begin_a_form(front)) for _ in range(5 * THREADS)]
        while (passed := time.monotonic() - began) < 30 and not hung_up:
            assert front.ask("/press/", "POST", question(f"At {passed}?"), **OURS)[0] in {303, 429}
            longest = max(longest, time.monotonic() - began - passed)
            hung_up = sum(map(closed, slow)) and passed
            time.sleep(1)
        # Who sends nothing at all is gone with either, whatever was answered before.
        silent.settimeout(1)
        with suppress(ConnectionError):
            while silent.recv(1000):
                pass

    # Who had to wait for a thread would wait for the slow ones to end.
    assert longest < 5
    # nginx has no time for a whole body, and docs/deploy.md says so.
    assert hung_up if front.program == "caddy" else not hung_up


def test_a_form_that_breaks_off_never_reaches_the_site(front, newsroom):
    whole = question("May we speak with someone about the agreement?").encode()
    with begin_a_form(front, length=len(whole)) as connection:
        connection.sendall(whole[1:-10])
        time.sleep(0.5)

    time.sleep(1.5)
    assert stored(newsroom) == 0
    # The very same, whole, arrives.
    assert front.ask("/press/", "POST", whole, **OURS)[0] == 303
    assert stored(newsroom) == 1


@pytest.mark.parametrize("program", ["caddy", "nginx"])
def test_says_that_we_are_back_in_a_minute_while_the_site_is_down(program, tmp_path):
    with proxy(program, tmp_path / program, behind=9) as front:
        status, headers, content = front.ask("/press/")

    assert status == 503
    assert headers["retry-after"] == "60"
    assert headers["cache-control"] == "no-store"
    assert "De retour dans une minute" in content.decode()
