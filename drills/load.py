"""Many who read and post at a steady rate, over connections of their own, and the log of it."""

import threading
import time
from dataclasses import dataclass

from drills.stage import addresses, wait_until

HANDS = 10
POST = "a question"
PROMISED = {POST: 303}  # everything else is a page: 200


@dataclass(frozen=True)
class Asked:
    """One request, by the clock of `time.monotonic`; `during` is what went on as it began."""

    what: str
    during: str
    began: float
    ended: float
    status: int
    reference: str

    @property
    def is_right(self):
        return self.status == PROMISED.get(self.what, 200)

    @property
    def seconds(self):
        return self.ended - self.began


class Hands:
    """Some who each do `work`, with their number, until `over` is set."""

    def __init__(self, count):
        self.over = threading.Event()
        self.errors = []
        self.threads = [
            threading.Thread(target=self._work, args=[n], daemon=True) for n in range(count)
        ]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error):
        self.end()

    def end(self):
        """Begin nothing more, and wait for what is under way.

        Raises what one of them met and did not expect: with fewer at work, nothing is measured.
        """
        self.over.set()
        for thread in self.threads:
            thread.join()
        if self.errors:
            raise self.errors[0]

    def _work(self, number):
        try:
            self.work(number)
        except Exception as error:
            self.errors.append(error)


class Load(Hands):
    """Ask `a_second` things of a web each second, `what` in turn: `POST` or paths of pages.

    `web` and `during` may be changed meanwhile; a request goes to the web of the moment it begins.
    """

    def __init__(self, web, a_second, what, domain):
        self.web, self.a_second, self.what, self.domain = web, a_second, what, domain
        super().__init__(HANDS)
        self.during = ""
        self.log = []

    def go_on(self, during, count):
        """Wait until so many requests are answered that began from now on, under this name."""
        self.during = during
        wait_until(lambda: len(self.of(during)) >= count)

    def of(self, during):
        """Return what was asked under this name."""
        return [one for one in [*self.log] if one.during == during]

    def wait_for(self, count):
        """Wait until so many more questions are acknowledged."""
        goal = len(self.acknowledged()) + count
        wait_until(lambda: len(self.acknowledged()) >= goal)

    def acknowledged(self, within=(float("-inf"), float("inf"))):
        """Return the references of the questions answered 303 from one moment to another."""
        first, last = within
        return {
            one.reference
            for one in [*self.log]
            if one.what == POST and one.is_right and first <= one.ended <= last
        }

    def work(self, hand):
        # All hands together keep the rate, however long one answer takes.
        due, number = time.monotonic() + hand / self.a_second, hand
        while not self.over.wait(max(0, due - time.monotonic())):
            self.log.append(self._one(number, self.what[number // HANDS % len(self.what)]))
            due += HANDS / self.a_second
            number += HANDS

    def _one(self, number, what):
        web, during, began, reference = self.web, self.during, time.monotonic(), ""
        if what == POST:
            answer = web.visitors.post(self.question(web, number), addresses(number + 1)[number])
            status, reference = answer.status, answer.reference
        else:
            status = web.ask("GET", what)[0]
        return Asked(what, during, began, time.monotonic(), status, reference)

    def question(self, web, number):
        return web.visitors.question(f"{self.domain} {number}", self.address(number))

    def address(self, number):
        return f"reporter{number}@{self.domain}"
