"""What `make bench` makes of its rounds: ratios, growth, verdicts; how it goes on when stopped."""

import json
import signal
import socket
import sys
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from bench import drawing, judging
from bench.judging import Bar, exponents, percentile, ratios
from bench.load import LeftOutError, WrongAnswerError, one_answer, read_wrk
from bench.servers import Server, free_port

RATE = Bar("rate", "ours : theirs", at_least=2)
TIME = Bar("time", "ours : theirs, time", at_most=0.5)
STALE = Bar("stale", "stale answers", at_most=0, counts=True)
SEEN = Bar("seen", "nothing is asked of it")
SAID_BY_WRK = """Running 2s test @ http://127.0.0.1:8000/
  1 threads and 8 connections
  Latency Distribution
     50%  163.00us
     75%  204.00us
     90%    1.02ms
     99%    4.50ms
  100000 requests in 2.00s, 0.65GB read
Requests/sec:  50000.00
Transfer/sec:    331.52MB
"""


def test_the_median_of_the_rounds_counts_and_not_one_of_them():
    rounds = ratios([30, 900, 33, 36, 20], [10, 10, 11, 12, 10])

    assert rounds == [3, 90, 3, 3, 2]
    assert RATE.figure(rounds) == 3
    assert RATE.words(rounds) == "3.00 [2.00–90.0]"


@pytest.mark.parametrize(
    ("bar", "values", "verdict"),
    [
        (RATE, [1, 2, 3], judging.MET),
        (RATE, [1, 1.99, 3], judging.MISSED),
        (TIME, [0.5], judging.MET),
        (TIME, [0.1, 0.51, 0.6], judging.MISSED),
        (SEEN, [7], judging.REPORTED),
        (RATE, [], judging.LEFT_OUT),
    ],
)
def test_a_figure_is_judged_by_its_median(bar, values, verdict):
    assert bar.verdict(values) == verdict


def test_one_stale_answer_in_any_round_is_too_many():
    assert STALE.verdict([0, 0, 0]) == judging.MET
    assert STALE.verdict([0, 1, 0]) == judging.MISSED


def test_growth_is_the_power_of_the_size():
    assert exponents([1, 1, 4], [100, 10, 4], 100) == pytest.approx([1, 0.5, 0])


def test_95_of_100_are_at_most_as_slow_as_the_percentile():
    assert percentile(list(range(1, 101)), 95) == 95
    assert percentile([7], 95) == 7


def test_reads_what_wrk_says():
    load = read_wrk(SAID_BY_WRK, spent=2.5, name="ours")

    assert (load.rate, load.requests, load.p50, load.p99) == (50_000, 100_000, 163, 4_500)
    assert load.cpu == 25


@pytest.mark.parametrize(
    "trouble",
    [
        "  Non-2xx or 3xx responses: 3\n",
        "  Socket errors: connect 0, read 0, write 0, timeout 2\n",
    ],
)
def test_a_refused_request_is_no_rate(trouble):
    with pytest.raises(WrongAnswerError, match="ours: "):
        read_wrk(SAID_BY_WRK + trouble, spent=2.5, name="ours")


def test_an_answer_that_does_not_come_counts_as_long_as_it_was_waited_for():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        server = SimpleNamespace(name="theirs", port=silent.getsockname()[1], cpu=lambda: 0)
        load = one_answer(server, "/", within=0.2)

    assert load.requests == 0
    assert load.p50 >= 0.2 * 1e6
    assert load.rate <= 5


def test_a_server_that_is_interrupted_while_it_starts_is_stopped(monkeypatch, tmp_path):
    pids = []

    def interrupted(server):
        pids.append(server.process.pid)
        raise KeyboardInterrupt

    monkeypatch.setattr(Server, "answers", interrupted)
    sleeps = [sys.executable, "-c", "import time; time.sleep(60)"]
    log = tmp_path / "log"
    server = Server("sleeps", sleeps, {}, tmp_path, port=free_port(), path="/", log=log)

    with pytest.raises(KeyboardInterrupt), server:
        pass

    assert not Path(f"/proc/{pids[0]}").exists()


@pytest.fixture
def run():
    # The mail server of the drills, which requirements.txt does not bring, is used for some.
    return pytest.importorskip("bench.run")


@pytest.fixture
def study():
    from bench.figures.study import Result, Study

    made = SimpleNamespace(times=0, raises=None)

    def measured(place):
        made.times += 1
        if made.raises:
            raise made.raises
        return Result(values={"rate": [3.0], "stale": [0]}, notes=["A note."])

    made.study = Study("made-up", "A made-up study", [RATE, STALE], measured)
    return made


@pytest.fixture
def place():
    return SimpleNamespace(quick=False, said=[], say=lambda words: None)


def keeper_of(tmp_path, belongs_to="commit 1"):
    from bench.keeping import Keeper

    return Keeper(tmp_path / "kept", belongs_to)


def test_goes_on_behind_what_was_finished(run, study, place, tmp_path):
    first = run.measure(place, [study.study], keeper_of(tmp_path))
    second = run.measure(place, [study.study], keeper_of(tmp_path))

    assert study.times == 1
    assert first == second


def test_what_belongs_to_another_commit_is_measured_anew(run, study, place, tmp_path):
    run.measure(place, [study.study], keeper_of(tmp_path))
    run.measure(place, [study.study], keeper_of(tmp_path, "commit 2"))

    assert study.times == 2


def test_what_was_stopped_is_measured_anew(run, study, place, tmp_path):
    study.raises = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        run.measure(place, [study.study], keeper_of(tmp_path))
    study.raises = None

    assert run.measure(place, [study.study], keeper_of(tmp_path))["made-up"].values["rate"] == [3]


def test_a_reference_that_is_missing_is_named_and_nothing_is_wrong(run, study, place, tmp_path):
    study.raises = LeftOutError("no nginx")
    results = run.measure(place, [study.study], keeper_of(tmp_path))
    rows = run.verdicts([study.study], results)

    assert [row[3:] for row in rows] == [("no nginx", "left out")] * 2
    assert not run.is_wrong(rows)
    # It may be there when this goes on.
    assert keeper_of(tmp_path).find("made-up") is None


def test_a_server_that_answers_something_else_is_wrong_and_tried_again(run, study, place, tmp_path):
    study.raises = WrongAnswerError("ours: / is answered 500")
    results = run.measure(place, [study.study], keeper_of(tmp_path))

    assert run.is_wrong(run.verdicts([study.study], results))
    assert keeper_of(tmp_path).find("made-up") is None


def test_a_missed_figure_is_wrong_and_stands_in_the_report(run, study):
    from bench.figures.study import Result

    results = {"made-up": Result(values={"rate": [1.0], "stale": [0]}, notes=["A note."])}
    report = run.report([study.study], results)

    assert run.is_wrong(run.verdicts([study.study], results))
    assert "| ours : theirs | ≥ 2.00 | 1.00" in report
    assert "missed" in report
    assert "A note." in report


def test_what_cannot_be_had_in_three_minutes_is_named(run, study, place, tmp_path):
    from dataclasses import replace

    place.quick = True
    long = replace(study.study, not_quick="100,000 articles")
    results = run.measure(place, [long], keeper_of(tmp_path))

    assert not study.times
    assert "100,000 articles" in run.report([long], results)


def test_a_second_signal_does_not_interrupt_the_stopping(run):
    kept = {number: signal.getsignal(number) for number in run.SIGNALS}
    try:
        with pytest.raises(KeyboardInterrupt):
            run.stop(signal.SIGTERM, None)
        ignored = {signal.getsignal(number) for number in run.SIGNALS}
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)

    assert ignored == {signal.SIG_IGN}


def test_each_figure_of_all_studies_is_known_by_one_name(run):
    keys = [bar.key for study in run.STUDIES for bar in study.bars]

    assert len(set(keys)) == len(keys)


def test_the_pictures_show_every_round_of_what_was_measured(run):
    from bench.figures import growth
    from bench.figures.study import Result, Study

    grown = Result(values={bar.key: [0.01, -0.02, 0.4] for bar in growth.STUDIES[0].bars})
    raced = Study("raced", "A & B", [RATE, STALE], None)
    studies = [growth.STUDIES[0], raced]
    results = {growth.STUDIES[0].name: grown, "raced": Result(values={"rate": [3, 5]})}
    svg = "{http://www.w3.org/2000/svg}"

    for draw, count in [(drawing.growth, 3 * len(growth.KINDS)), (drawing.ratios, 2)]:
        picture = ElementTree.fromstring(draw(studies, results))
        assert len(list(picture.iter(f"{svg}circle"))) == count


def test_the_results_can_be_read_by_programs(run):
    from bench.figures.study import Result

    words = run.as_json({"made-up": Result(values={"rate": [3.0]})}, {"commit": "1"})

    assert json.loads(words)["studies"]["made-up"]["values"] == {"rate": [3.0]}


@pytest.mark.parametrize(
    ("known", "new", "wrong"), [(30.0, 31.0, 0), (30.0, 35.5, 1), (36.0, 30.0, 1)]
)
def test_a_time_that_tells_who_has_signed_up_is_reported(capsys, known, new, wrong):
    signups = pytest.importorskip("bench.signups")

    assert signups.report({"known": [known] * 3, "new": [new] * 3}) == wrong
    assert f"{abs(known - new):.2f} ms" in capsys.readouterr().out
