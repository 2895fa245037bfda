"""Visitors at the press page, each from an address of their own, with a log of every answer."""

import http.client
import random
import re
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

HANDS = 8  # posts under way at once
REFERENCE = re.compile(r"M-[0-9A-Z]{6}")
PLACES = ["Romania", "Ghana", "the Philippines", "Guatemala", "Kenya", "Cambodia", "Peru"]


@dataclass(frozen=True)
class Answer:
    status: int
    seconds: float
    reference: str = ""
    retry_after: str | None = None

    @property
    def is_refusal(self):
        return self.status == 429 and (self.retry_after or "").isdigit()


class Visitors:
    """Post and read at `port` as through a proxy, which says from where."""

    def __init__(self, port, seed):
        self.port = port
        self.random = random.Random(seed)
        self.own = threading.local()

    def question(self, number, email):
        place = self.random.choice(PLACES)
        return {
            "name": f"Reporter {number}",
            "outlet": "Harrow Bay Courier",
            "email": email,
            "topic": "interview",
            "message": f"May we speak with someone about your work in {place}? It is for a story "
            f"on forced labor that we print this week. This is our question {number}.",
        }

    def post(self, question, address, path="/press/"):
        body = urllib.parse.urlencode(question)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
        }
        return self.ask("POST", path, address, body, headers)

    def read(self, path, address):
        return self.ask("GET", path, address)

    def ask(self, method, path, address, body=None, headers=()):
        started = time.monotonic()
        connection = self.connection()
        try:
            sent = {**dict(headers), "X-Forwarded-For": address}
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            response.read()
        except (OSError, http.client.HTTPException):
            # An answer that did not come is one too: the report counts it.
            connection.close()
            return Answer(0, time.monotonic() - started)
        found = REFERENCE.search(response.headers.get("Location", ""))
        return Answer(
            response.status,
            time.monotonic() - started,
            found[0] if found else "",
            response.headers.get("Retry-After"),
        )

    def connection(self):
        """Return the connection of this thread, kept from one question to the next."""
        if not hasattr(self.own, "connection"):
            self.own.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        return self.own.connection

    def flood(self, title, posts, seconds):
        """Send `posts`, pairs of a question and an address, evenly over so many seconds."""
        started, answers = time.monotonic(), []

        def send(job):
            number, (question, address) = job
            time.sleep(max(0, started + number * seconds / len(posts) - time.monotonic()))
            answer = self.post(question, address)
            answers.append(answer)
            if len(posts) >= 100 and len(answers) % (len(posts) // 10) == 0:
                took = time.monotonic() - started
                print(f"  {title}: {len(answers)} of {len(posts)} posts, {took:.0f} s", flush=True)
            return answer

        with ThreadPoolExecutor(HANDS) as hands:
            return list(hands.map(send, enumerate(posts)))


class Bystander(threading.Thread):
    """Somebody else, who reads pages and asks now and then while the flood lasts."""

    PAGES = ["/", "/press/", "/news/", "/fundraise/"]
    ASKS = 8

    def __init__(self, visitors, seconds):
        super().__init__(daemon=True)
        self.visitors = visitors
        self.address = "198.51.100.7"
        questions = range(self.ASKS)
        self.questions = [visitors.question(f"B{n}", "bystander@x.example") for n in questions]
        self.ask_every = seconds / self.ASKS
        self.over = threading.Event()
        self.reads, self.posts = [], []

    def run(self):
        due = time.monotonic()
        while not self.over.is_set() or self.questions:
            page = self.PAGES[len(self.reads) % len(self.PAGES)]
            self.reads.append(self.visitors.read(page, self.address))
            if self.questions and time.monotonic() >= due:
                due += self.ask_every
                self.posts.append(self.visitors.post(self.questions.pop(), self.address))
            self.over.wait(0.05)
