"""The load of a drill asks what it should, where it should, and writes down what came of it."""

from types import SimpleNamespace

import pytest

from drills.load import POST, Asked, Hands, Load
from drills.visitors import Answer


def web(name, page=200, post=303):
    """Return a web that answers so, and keeps what it was asked."""
    asked = []

    def take(question, address):
        asked.append(address)
        return Answer(post, 0.0, f"M-{name}{len(asked):05}")

    def ask(_method, path):
        asked.append(path)
        return page, {}, ""

    visitors = SimpleNamespace(post=take, question=lambda *about: about)
    return SimpleNamespace(asked=asked, ask=ask, visitors=visitors)


@pytest.mark.parametrize(
    ("what", "status", "is_right"),
    [(POST, 303, True), (POST, 200, False), ("/", 200, True), ("/", 303, False), ("/", 0, False)],
)
def test_a_question_is_answered_by_303_and_a_page_by_200(what, status, is_right):
    assert Asked(what, "", 0, 1, status, "").is_right is is_right


def test_goes_on_with_another_web_under_another_name():
    first, second = web("A"), web("B", page=503)
    with Load(first, 1000, [POST, "/news/"], "load.example") as load:
        load.go_on("before", 40)
        load.web = second
        load.go_on("after", 40)

    assert {one.what for one in load.of("before")} == {POST, "/news/"}
    assert len(load.of("after")) >= 40
    assert len(first.asked) + len(second.asked) == len(load.log)
    wrong = [one for one in load.log if not one.is_right]
    assert len(wrong) == second.asked.count("/news/") > 0


def test_knows_what_was_acknowledged_until_a_moment():
    with Load(web("A"), 1000, [POST], "load.example") as load:
        load.wait_for(20)
    moment = sorted(one.ended for one in load.log)[9]

    assert len(load.acknowledged()) == len(load.log) >= 20
    assert len(load.acknowledged((0, moment))) == 10


def test_each_visitor_has_an_address_of_their_own():
    there = web("A")
    with Load(there, 1000, [POST], "load.example") as load:
        load.wait_for(30)

    assert len({*there.asked}) == len(there.asked)


def test_what_was_refused_is_acknowledged_by_nobody():
    with Load(web("A", post=503), 1000, [POST], "load.example") as load:
        load.go_on("", 20)

    assert load.acknowledged() == set()


def test_what_one_of_them_did_not_expect_ends_the_drill():
    class Clumsy(Hands):
        def work(self, number):
            raise KeyError("not foreseen")

    with pytest.raises(KeyError), Clumsy(2):
        pass
