"""What is counted, by whom, and how a machine tells it: on loopback, in numbers alone."""

import re
import time
import urllib.error
import urllib.request
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.utils import timezone

from drills.newsroom import free_port
from ijmsite.mail.models import Message, MessageQuerySet
from ijmsite.web import metrics, metrics_page
from ijmsite.web.metrics import HITS, Counts, totals
from tests.doors import ask

from .kept import Counting, cache_before
from .served import fetch, serving

SAMPLE = re.compile(r'newsroom_[a-z_]+(\{[a-z]+="[a-z0-9]+"\})? \d+')


@pytest.fixture(autouse=True)
def switched_on(settings):
    settings.METRICS_PORT = free_port()
    metrics.counters.cache_clear()
    yield
    metrics.counters.cache_clear()


def told():
    """Return what the page of numbers says, by name and label."""
    return dict(line.rsplit(" ", 1) for line in metrics_page.lines() if line[0] != "#")


def message(**fields):
    return Message.objects.create(
        **{"key": "k", "template": "t", "language": "en", "to": "zoe@courier.example"} | fields
    )


# Counting


@pytest.mark.django_db(transaction=True)
def test_counts_what_comes_from_kept_pages_and_what_does_not():
    site = cache_before(metrics.count_answers(Counting()), on_hit=metrics.counters()[HITS])
    for address in ["/accessibility/", "/accessibility/", "/accessibility/", "/nowhere/"]:
        ask(site, address)

    assert (
        told()
        | {
            "newsroom_requests_total": "4",
            "newsroom_page_cache_hits_total": "2",
            'newsroom_answers_total{status="2xx"}': "1",
            'newsroom_answers_total{status="4xx"}': "1",
        }
        == told()
    )


@pytest.mark.django_db
def test_counts_mails_by_what_came_of_them():
    message(text="Hello", from_email="a@newsroom.example", message_id="<a@newsroom.example>")
    call_command("deliver_mail", once=True)

    assert told()['newsroom_mail_outcomes_total{outcome="sent"}'] == "1"


def test_each_process_counts_by_itself_and_a_new_one_counts_on(tmp_path):
    one, other = Counts(metrics.folder()), Counts(metrics.folder())
    first, second = one.counter(HITS), other.counter(HITS)
    for increment in (first, first, second):
        increment()
    assert totals()[HITS] == 3

    one.numbers.release()
    one.map.close()  # As the kernel does when a process ends.
    Counts(metrics.folder()).counter(HITS)()

    assert totals()[HITS] == 4
    assert len(list(metrics.folder().iterdir())) == 2


def test_counts_of_a_process_too_many_harm_nobody(monkeypatch):
    monkeypatch.setattr(metrics, "PROCESSES", 1)
    kept, unseen = Counts(metrics.folder()), Counts(metrics.folder())
    kept.counter(HITS)()
    unseen.counter(HITS)()

    assert totals()[HITS] == 1


def test_threads_lose_nothing():
    increment = Counts(metrics.folder()).counter(HITS)
    threads = [Thread(target=lambda: [increment() for _ in range(5_000)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # The last to write may have had the last number but one; the next puts it right.
    increment()

    assert totals()[HITS] == 20_001


def test_switched_off_nothing_is_counted(settings):
    settings.METRICS_PORT = 0
    metrics.count_mail("sent")

    assert totals() == {}
    assert not metrics.folder().exists()


# Telling


@pytest.mark.django_db
def test_tells_the_age_of_the_queue_and_nothing_of_anybody():
    waiting = message(created_at=timezone.now() - timedelta(seconds=90))
    message(key="parked", state="parked", ended_at=timezone.now())
    lines = list(metrics_page.lines())

    assert told()["newsroom_mail_waiting"] == "1"
    assert 90 <= int(told()["newsroom_mail_waiting_seconds"]) < 100
    assert told()["newsroom_mail_needing_a_look"] == "1"
    assert waiting.to not in "".join(lines)
    assert all(SAMPLE.fullmatch(line) for line in lines if line[0] != "#")


@pytest.mark.django_db
def test_each_number_has_its_help_and_its_type():
    lines = list(metrics_page.lines())
    names = {line.split()[0].partition("{")[0] for line in lines if line[0] != "#"}

    for word in ("HELP", "TYPE"):
        assert names == {line.split()[2] for line in lines if line.startswith(f"# {word}")}
    assert {line.split()[3] for line in lines if line.startswith("# TYPE")} == {"counter", "gauge"}


@pytest.mark.django_db
def test_a_database_that_is_down_is_told_and_not_hidden(monkeypatch, caplog):
    def fail(self):
        raise DatabaseError("connection to zoe failed")

    monkeypatch.setattr(MessageQuerySet, "waiting", fail)

    assert told()["newsroom_database_up"] == "0"
    assert "newsroom_mail_waiting" not in told()
    assert "newsroom_requests_total" in told()
    assert "zoe" not in caplog.text


@pytest.fixture
def serve(monkeypatch):
    """Return a function that starts a server of the numbers, and returns how to stop it."""
    monkeypatch.setattr(metrics_page, "queue", lambda: iter(()))
    monkeypatch.setattr(metrics_page, "RETRY", 0.05)
    stops = []

    def start():
        stops.append(Event())
        Thread(target=metrics_page.serve, args=[stops[-1]], daemon=True).start()
        return stops[-1].set

    yield start
    for stop in stops:
        stop.set()


def get(port, path="/metrics"):
    deadline = time.monotonic() + 10
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                return answer.headers, answer.read().decode()
        except urllib.error.HTTPError:
            raise
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_answers_prometheus_and_nobody_else(serve, settings):
    serve()
    headers, text = get(settings.METRICS_PORT)

    assert headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert "newsroom_requests_total 0\n" in text
    with pytest.raises(urllib.error.HTTPError, match="404"):
        get(settings.METRICS_PORT, "/admin/")


def test_when_the_one_that_answers_ends_another_does(serve, settings):
    stop = serve()
    get(settings.METRICS_PORT)
    serve()
    stop()

    assert "newsroom_requests_total" in get(settings.METRICS_PORT)[1]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_one_port_tells_of_all_web_processes(tmp_path, settings):
    watched = str(settings.METRICS_PORT)
    with serving(tmp_path / "site", workers=2, METRICS_PORT=watched) as (port, _process):
        for _ in range(20):
            assert fetch(port, "/accessibility/").status == 200
        text = get(settings.METRICS_PORT)[1]

    numbers = dict(line.rsplit(" ", 1) for line in text.splitlines() if line[0] != "#")
    # What looks whether the site is up asks as well.
    assert int(numbers["newsroom_requests_total"]) >= 21
    assert 18 <= int(numbers["newsroom_page_cache_hits_total"]) <= 19
    assert numbers["newsroom_database_up"] == "1"
    assert len(list((tmp_path / "site" / "metrics").iterdir())) == 2
