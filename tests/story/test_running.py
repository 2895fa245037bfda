"""The whole newsroom as `make run` starts it: it serves, survives, and leaves nothing behind.

One file, so that one process starts it once. The last stories are a visitor's, in a browser: read,
ask, sign up, and read the mails that follow.
"""

import os
import shutil
import signal
import sqlite3
import time
import urllib.parse
import urllib.request
from contextlib import contextmanager

import pytest

from .conftest import Newsroom, eventually

pytestmark = pytest.mark.slow

ARTICLE = "/news/all-hands-on-deck-to-end-trafficking-in-romania/"


def post(newsroom, path, **fields):
    request = urllib.request.Request(
        newsroom.url + path,
        urllib.parse.urlencode(fields).encode(),
        {"Sec-Fetch-Site": "same-origin"},
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        return response.url


@contextmanager
def database(newsroom):
    connection = sqlite3.connect(newsroom.data_dir / "db.sqlite3", timeout=20)
    with connection:
        yield connection
    connection.close()


def tries(newsroom, address):
    with database(newsroom) as connection:
        # While the worker has it in hand it is not queued, and the try is not counted yet.
        queued = connection.execute(
            'SELECT tries FROM mail_message WHERE "to" = ? AND state = ?', [address, "queued"]
        ).fetchone()
        return queued[0] if queued else 0


def pid_of(newsroom, part):
    return [pid for pid, line in newsroom.processes().items() if part in line]


def test_serves_pages_pictures_and_styles(newsroom):
    html = urllib.request.urlopen(newsroom.url + "/", timeout=10).read().decode()
    stylesheet = html.split('rel="stylesheet" href="')[1].split('"')[0]

    assert newsroom.answers(stylesheet)
    assert "/media/" in html
    assert newsroom.answers("/media/" + html.split("/media/")[1].split('"')[0].split(" ")[0])


def test_other_accounts_of_the_machine_read_nothing_of_it(newsroom):
    files = [path for path in newsroom.data_dir.rglob("*") if path.is_file()]
    files.remove(newsroom.log)  # ours

    assert newsroom.data_dir / "db.sqlite3" in files
    assert [path for path in files if path.stat().st_mode & 0o007] == []


def test_prints_a_sign_in_link(newsroom):
    assert f"{newsroom.url}/admin/sign-in/" in newsroom.log.read_text()


def test_starts_a_killed_child_again(newsroom):
    for part in ["ijmsite.serve", "deliver_mail"]:
        before = pid_of(newsroom, part)
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        assert eventually(lambda p=part, b=before: set(pid_of(newsroom, p)) - set(b))
    assert eventually(newsroom.answers)


def test_delivers_later_what_was_sent_while_the_mail_server_was_away(newsroom, mailbox):
    mailbox.received.clear()
    mailbox.switch_off()
    url = post(newsroom, "/press/", name="Li", email="li@x.example", message="Is anyone there?")
    assert "/press/thanks/" in url
    assert eventually(lambda: tries(newsroom, "li@x.example") >= 1)
    mailbox.switch_on()
    assert mailbox.received == []
    # The clock of the retry is moved, instead of waiting a minute for it.
    with database(newsroom) as connection:
        connection.execute(
            "UPDATE mail_message SET next_try_at = '2026-01-01 00:00:00' WHERE state = 'queued'"
        )

    mailbox.wait_for(2)
    time.sleep(2)
    assert sorted(recipients[0] for recipients, _ in mailbox.received) == [
        "li@x.example",
        "press@newsroom.example",
    ]


@pytest.fixture
def second_newsroom(newsroom, tmp_path):
    """Return a second copy, on a port and in a data directory of its own, not yet started."""
    copy = tmp_path / "second"
    shutil.copytree(newsroom.data_dir, copy, ignore=shutil.ignore_patterns("db.sqlite3*", "*.log"))
    source, target = (sqlite3.connect(d / "db.sqlite3") for d in (newsroom.data_dir, copy))
    source.backup(target)
    source.close()
    target.close()
    return Newsroom(copy)


@pytest.mark.parametrize(
    "signum",
    [
        *[
            pytest.param(number, marks=pytest.mark.audit)
            for number in (signal.SIGTERM, signal.SIGINT)
        ],
        signal.SIGKILL,
    ],
)
def test_leaves_no_process_behind(newsroom, second_newsroom, signum):
    second_newsroom.start()
    assert second_newsroom.answers()
    assert newsroom.answers(), "two copies run beside each other"
    started = second_newsroom.processes()
    assert any("ijmsite.serve" in line for line in started.values())
    assert any("deliver_mail" in line for line in started.values())

    code = second_newsroom.stop(signum)

    assert code == (0 if signum != signal.SIGKILL else -signal.SIGKILL)
    assert eventually(lambda: not second_newsroom.processes()), second_newsroom.processes()
    assert not second_newsroom.answers()


def test_says_that_the_port_is_taken(newsroom, second_newsroom):
    second_newsroom.environment["PORT"] = str(newsroom.port)
    with pytest.raises(AssertionError, match=f"PORT={newsroom.port + 1} make run"):
        second_newsroom.start()


@pytest.mark.browser
@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_reads_asks_signs_up_and_gets_the_guide(chromium, newsroom, mailbox, javascript):
    mailbox.received.clear()
    context = chromium.new_context(java_script_enabled=javascript)
    page = context.new_page()
    hosts, problems = set(), []
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    who = "with" if javascript else "without"

    page.goto(newsroom.url + "/")
    page.get_by_role("link", name="All Hands on Deck to End Trafficking in Romania").first.click()
    page.wait_for_url(newsroom.url + ARTICLE)

    inquiry = page.locator("form[action='/press/']")
    inquiry.get_by_label("Your name").fill("Zoë O'Brien")
    inquiry.get_by_role("textbox", name="Email").fill(f"zoe.{who}@courier.example")
    inquiry.get_by_label("Your question").fill(f"May we speak with someone? {who}")
    inquiry.get_by_role("button", name="Send").click()
    page.get_by_text("M-", exact=False).first.wait_for()
    assert "M-" in page.locator("main").inner_text()

    page.goto(newsroom.url + ARTICLE)
    signup = page.locator("form[action='/fundraise/']")
    signup.get_by_label("Your name").fill("Amina Roy")
    signup.get_by_role("textbox", name="Email").fill(f"amina.{who}@supporter.example")
    assert not any(box.is_checked() for box in signup.get_by_role("checkbox").all())
    signup.get_by_role("button").click()
    guide = page.locator("main").get_by_role("link", name="guide", exact=False)
    guide.first.wait_for()

    mailbox.wait_for(4)
    [press] = mailbox.to("press@newsroom.example")
    [acknowledgement] = mailbox.to(f"zoe.{who}@courier.example")
    [note] = mailbox.to("fundraising@newsroom.example")
    [welcome] = mailbox.to(f"amina.{who}@supporter.example")
    assert press["Reply-To"] == f"zoe.{who}@courier.example"
    assert press["From"] == "IJM Canada <newsroom@newsroom.example>"
    assert press["Subject"].startswith("Media inquiry M-")
    assert ARTICLE in press.get_body().get_content()
    assert acknowledgement["Auto-Submitted"] == "auto-replied"
    assert "Zoë" not in acknowledgement.get_body().get_content()
    assert "Amina Roy" in note.get_body().get_content()
    [pdf] = list(welcome.iter_attachments())
    assert pdf.get_filename() == "25-tips-for-the-novice-fundraiser.pdf"
    assert pdf.get_content().startswith(b"%PDF-")

    text = welcome.get_body(("plain",)).get_content()
    link = next(word for word in text.split() if word.endswith("/fundraise/guide/"))
    page.goto(link)
    assert page.locator("[id^=tip-]").count() == 25

    assert hosts == {newsroom.url.split("/")[2]}
    assert not context.cookies()
    assert not problems
    context.close()
