"""A flood of questions at the press page of a real newsroom.

A: 1,000 posts within 60 seconds from one address, while somebody else reads and asks.
B: 1,000 posts from 1,000 addresses. The short one is 100 each.

What is promised is counted outside of the site: in the log of whoever posted, in the mail server,
and in the database, asked directly. Two controls show that the counting can fail.
"""

import os
import signal
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from drills.evidence import Check, Database, at_most, exactly, scratch_database
from drills.newsroom import Mailbox, Newsroom, eventually
from drills.visitors import REFERENCE, Bystander, Visitors

PRESS = "press@newsroom.example"
ACKNOWLEDGEMENT = "contacts/email/acknowledgement"
SINGLES = LIMIT = 10
SLOWEST = 0.5  # seconds, for 95 of 100 reads of somebody else


class Drill:
    def __init__(self, newsroom, mailbox, database, visitors, size, seconds, report):
        self.newsroom = newsroom
        self.mailbox = mailbox
        self.database = database
        self.visitors = visitors
        self.size = size
        self.seconds = seconds
        self.report = report

    def one_address(self):
        """A: the flood of one sender is refused, and whoever else comes is served."""
        bystander = Bystander(self.visitors, self.seconds)
        bystander.start()
        posts = [(self.question(f"A{n}", "flood@x.example"), "203.0.113.9") for n in self.numbers]
        answers = self.visitors.flood("one address", posts, self.seconds)
        bystander.over.set()
        bystander.join()
        self.settle()
        served = bystander.reads + bystander.posts
        slow = percentile([answer.seconds for answer in served], 95)
        theirs = {answer.reference for answer in bystander.posts}
        self.report.show(
            f"A  {self.size} posts in {self.seconds} s from one address",
            [
                *self.refused(answers),
                exactly("rows of that sender", len(self.rows_of("flood@")), LIMIT),
                at_most("mails of their own to the press inbox", len(self.singles()), SINGLES),
                exactly("acknowledgements to that sender", len(self.mails("flood@x.example")), 1),
                exactly("reads of somebody else that failed", failures(bystander.reads, 200), 0),
                exactly("posts of somebody else that failed", failures(bystander.posts, 303), 0),
                exactly("posts of somebody else untold", len(theirs - self.told()), 0),
                Check(
                    f"p95 of {len(served)} answers to somebody else",
                    f"{slow * 1000:.0f} ms",
                    f"below {SLOWEST * 1000:.0f} ms",
                    slow < SLOWEST,
                ),
            ],
        )

    def refused(self, answers):
        accepted = [answer for answer in answers if answer.status == 303]
        rest = [answer for answer in answers if answer.status != 303]
        return [
            at_most("accepted", len(accepted), LIMIT),
            exactly("others without 429 and Retry-After", sum(not a.is_refusal for a in rest), 0),
        ]

    def control_of_the_limit(self):
        """The same posts, as if each came from an address of its own: A must notice."""
        posts = [
            (self.question(f"C{n}", "flood@x.example"), address)
            for n, address in enumerate(self.addresses(30, "10.9"))
        ]
        answers = self.visitors.flood("control", posts, 2)
        title = "   Control: the limit evaded by 30 addresses"
        self.report.show(title, self.refused(answers)[:1], must_fail=True)

    def many_addresses(self):
        """B: everything is stored, and the press office hears of everything in few mails."""
        self.database.let_time_pass()
        before, told_before = self.database.references(), len(self.press_mails())
        posts = [
            (self.question(f"D{n}", f"reporter{n}@many.example"), address)
            for n, address in enumerate(self.addresses(self.size, "10.8"))
        ]
        answers = self.visitors.flood("many addresses", posts, self.seconds)
        stretches = self.settle()
        references = {answer.reference for answer in answers if answer.reference}
        singles = len(self.singles(told_before))
        digests = len(self.press_mails()[told_before:]) - singles
        acknowledged = self.database.count(ACKNOWLEDGEMENT, "@many.example")
        self.report.show(
            f"B  {self.size} posts from {self.size} addresses",
            [
                exactly("answered 303", sum(a.status == 303 for a in answers), self.size),
                exactly("different references", len(references), self.size),
                exactly("rows", len(self.database.references() - before), self.size),
                exactly("answers without a row", len(references - self.database.references()), 0),
                exactly("rows that were put aside", len(self.rows_put_aside()), 0),
                at_most("mails of their own to the press inbox", singles, SINGLES),
                at_most("digests to the press inbox", digests, stretches),
                exactly("questions in no mail to the press inbox", self.untold(references), 0),
                exactly("acknowledgements in the outbox", acknowledged, self.size),
            ],
        )

    def control_of_the_digests(self):
        """A worker that stands still tells nobody: B must notice."""
        for pid in self.newsroom.pids_of("deliver_mail"):
            os.kill(pid, signal.SIGSTOP)
        posts = [
            (self.question(f"E{n}", f"reporter{n}@still.example"), address)
            for n, address in enumerate(self.addresses(20, "10.7"))
        ]
        answers = self.visitors.flood("control", posts, 2)
        references = {answer.reference for answer in answers if answer.reference}
        time.sleep(2)
        found = exactly("questions in no mail to the press inbox", self.untold(references), 0)
        self.report.show("   Control: a mail worker that stands still", [found], must_fail=True)
        for pid in self.newsroom.pids_of("deliver_mail"):
            os.kill(pid, signal.SIGCONT)
        self.settle()
        found = exactly("questions in no mail to the press inbox", self.untold(references), 0)
        self.report.show("   and when it works again", [found])

    def settle(self):
        """Let the digests come, as ten and twenty minutes later; return how many may have come.

        A second worker does the chores at once, beside the one of the newsroom.
        """
        print("  waiting for the mails …", flush=True)
        for _stretch in range(2):
            self.database.let_time_pass()
            self.newsroom.deliver_once()
        eventually(lambda: not self.waiting_for_the_press(), within=120)
        # Those of the two stretches, of the running one, and of one that began meanwhile.
        return 4

    def waiting_for_the_press(self):
        return self.database.waiting(PRESS)

    @property
    def numbers(self):
        return range(self.size)

    def question(self, number, email):
        return self.visitors.question(number, email)

    def addresses(self, count, prefix):
        """Return addresses, few in each network: a newsroom's network has a limit of its own."""
        return [f"{prefix}.{number % 250}.{number // 250 + 1}" for number in range(count)]

    def rows_of(self, sender):
        return self.database.references(f"email LIKE '{sender}%'")

    def rows_put_aside(self):
        return self.database.references("status <> 'new'")

    def mails(self, address):
        return self.mailbox.to(address)

    def press_mails(self):
        return self.mails(PRESS)

    def singles(self, since=0):
        return [m for m in self.press_mails()[since:] if REFERENCE.search(m["Subject"])]

    def told(self):
        texts = [f"{m['Subject']} {m.get_content()}" for m in self.press_mails()]
        return set(REFERENCE.findall(" ".join(texts)))

    def untold(self, references):
        return len(references - self.told())


def failures(answers, status):
    return sum(answer.status != status for answer in answers)


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]


def flood(server, report, *, is_short, seed):
    """Start a whole newsroom, and show in `report` what came of both floods.

    `server` is the URL of a PostgreSQL server, or "" for SQLite.
    """
    size, seconds = (100, 6) if is_short else (1000, 60)
    with ExitStack() as stack:
        data_dir = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="newsroom-drill-")))
        url = stack.enter_context(scratch_database(server)) if server else ""
        mailbox = Mailbox()
        mailbox.switch_on()
        stack.callback(mailbox.switch_off)
        newsroom = Newsroom(
            data_dir,
            EMAIL_URL=f"smtp://127.0.0.1:{mailbox.port}",
            TRUSTED_PROXIES="127.0.0.1",
            PRESS_INBOX=PRESS,
            **({"DATABASE_URL": url} if url else {}),
        )
        print(f"Starting a newsroom on {'PostgreSQL' if url else 'SQLite'} …", flush=True)
        newsroom.start(within=600)
        stack.callback(newsroom.stop)
        database = Database(str(data_dir / "db.sqlite3"), url)
        visitors = Visitors(newsroom.port, seed)
        drill = Drill(newsroom, mailbox, database, visitors, size, seconds, report)
        drill.one_address()
        drill.control_of_the_limit()
        drill.many_addresses()
        drill.control_of_the_digests()
