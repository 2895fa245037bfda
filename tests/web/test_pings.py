"""A watch beyond this machine hears what was done, and nobody learns its address from the log."""

import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Event, Thread

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.utils import timezone
from environ import Env

from drills.newsroom import free_port
from ijmsite.mail.chores import all_chores
from ijmsite.privacy import purging
from ijmsite.upkeep import making
from ijmsite.upkeep.files import UpkeepError
from ijmsite.valid import ping_urls
from ijmsite.web import pings

SECRET = "b7c3-secret"


class Watch(BaseHTTPRequestHandler):
    status, told, go_on = 200, [], Event()

    def do_GET(self):
        self.told.append((self.command, self.path))
        self.go_on.wait(10)
        self.send_response(self.status)
        if self.status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *arguments):
        pass


@pytest.fixture
def watch(settings):
    """Listen for pings; return the handler, whose `told` lists them."""
    handler = type("OwnWatch", (Watch,), {"told": [], "go_on": Event()})
    handler.go_on.set()
    server = HTTPServer(("127.0.0.1", 0), handler)
    url = f"http://127.0.0.1:{server.server_port}/{SECRET}"
    settings.PING_URLS = dict.fromkeys(["WORKER", "BACKUP", "PURGE"], url)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield handler
    handler.go_on.set()
    server.shutdown()
    server.server_close()
    thread.join()


def wait_until(condition):
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_is_told_by_one_get(watch):
    assert pings.ping("BACKUP")
    assert watch.told == [("GET", f"/{SECRET}")]


def test_without_an_address_nobody_is_told(watch, settings, caplog):
    settings.PING_URLS = {}

    assert not pings.ping("BACKUP")
    assert watch.told == []
    assert caplog.text == ""


@pytest.mark.parametrize("status", [302, 404, 500])
def test_another_answer_is_noted_without_the_address(watch, status, caplog):
    watch.status = status

    assert not pings.ping("PURGE")
    assert f"PING_PURGE_URL at 127.0.0.1 was not told: {status}" in caplog.text
    assert SECRET not in caplog.text
    assert len(watch.told) == 1


def test_a_watch_that_is_away_or_silent_is_noted(watch, settings, monkeypatch, caplog):
    monkeypatch.setattr(pings, "TIMEOUT", 0.05)
    watch.go_on.clear()
    assert not pings.ping("WORKER")
    settings.PING_URLS = {"BACKUP": f"http://127.0.0.1:{free_port()}/{SECRET}"}
    assert not pings.ping("BACKUP")

    assert caplog.text.count("was not told") == 2
    assert SECRET not in caplog.text


@pytest.mark.django_db
def test_a_slow_watch_holds_up_no_mail_and_is_asked_once(watch):
    watch.go_on.clear()
    for _ in range(3):
        pings.tell_of_worker(timezone.now())
    wait_until(lambda: watch.told)
    watch.go_on.set()
    wait_until(lambda: not pings._at_it.locked())

    assert len(watch.told) == 1


def test_the_worker_tells_at_most_once_a_minute():
    [chore] = [chore for chore in all_chores() if chore.do is pings.tell_of_worker]

    assert chore.every.total_seconds() == 60


@pytest.mark.django_db
def test_a_purge_tells_when_all_is_done_and_not_before(watch, monkeypatch):
    call_command("purge")
    assert len(watch.told) == 1

    def fail(*arguments):
        raise RuntimeError

    monkeypatch.setattr(purging, "_delete_some", fail)
    with pytest.raises(RuntimeError):
        purging.purge(timezone.now())
    assert len(watch.told) == 1


@pytest.mark.django_db
def test_a_backup_tells_when_it_is_whole_and_not_before(watch, tmp_path, monkeypatch):
    call_command("backup", str(tmp_path / "backups"))
    assert len(watch.told) == 1

    def fail(*arguments):
        raise UpkeepError("The disk is full.")

    monkeypatch.setattr(making, "make", fail)
    with pytest.raises(CommandError):
        call_command("backup", str(tmp_path / "backups"))
    assert len(watch.told) == 1


def test_an_address_that_cannot_be_called_stops_the_start(monkeypatch):
    monkeypatch.setenv("PING_WORKER_URL", "hc-ping.example/abc")

    with pytest.raises(ImproperlyConfigured, match="PING_WORKER_URL"):
        ping_urls(Env())
