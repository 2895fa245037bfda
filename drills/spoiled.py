"""Newsrooms with one mistake each: what promises something must fail when it is not kept.

Each function is one mistake, made in a running process before it begins to work. Three are none:
they change the clock, and the patience, of a drill that would else take an hour or a day.
"""

import time
from contextlib import nullcontext
from datetime import timedelta
from types import SimpleNamespace


def spoil(names):
    """Make the mistakes of these names; `patience=2` gives one a number."""
    for name in filter(None, names):
        name, _is, value = name.partition("=")
        globals()[name](*[float(value)] if value else [])


# No mistakes


def clock(factor):
    """Let the worker's clock run so many times faster, from now on."""
    from django.utils import timezone

    from ijmsite.mail import chores, worker

    real_now, begun = timezone.now, time.monotonic()
    seconds = SimpleNamespace(monotonic=lambda: begun + (time.monotonic() - begun) * factor)
    worker.time = chores.time = seconds
    # Its pauses too, but not so far that it does nothing but look.
    defaults = worker.Worker.__init__.__kwdefaults__
    for name in ("pause", "trouble_pause"):
        defaults[name] = max(defaults[name] / factor, 0.02)
    began_at = real_now()
    timezone.now = lambda: began_at + timedelta(seconds=(time.monotonic() - begun) * factor)


def hours_later(hours):
    """Let it be so many hours later."""
    from django.utils import timezone

    now = timezone.now
    timezone.now = lambda: now() + timedelta(hours=hours)


def patience(seconds):
    """Wait so many seconds for a lock of the database, and for a mail server."""
    from django.conf import settings

    settings.SMTP_TIMEOUT = seconds
    options = settings.DATABASES["default"].setdefault("OPTIONS", {})
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        options["options"] = f"-c lock_timeout={int(seconds * 1000)}"
    else:
        options["timeout"] = seconds


# Mistakes of the web


def stores_by_halves():
    """Store the question, and what is said about it a moment later, on its own."""
    from contacts.services import receiving, telling

    announce = telling.announce

    def late(*args, **kwargs):
        time.sleep(1.5)
        announce(*args, **kwargs)

    receiving.transaction = SimpleNamespace(atomic=nullcontext)
    receiving.telling = SimpleNamespace(
        **{name: getattr(telling, name) for name in dir(telling)} | {"announce": late}
    )


def is_polite():
    """Say that it has come, whether or not it could be stored."""
    from django.db import OperationalError

    from contacts import views

    receive = views.InquiryCreateView.receive

    def thanked(self, form):
        try:
            receive(self, form)
        except OperationalError:
            self.inquiry = SimpleNamespace(reference="M-AAAAAA")

    views.InquiryCreateView.receive = thanked


def forgets_what_was_typed():
    """Answer a failure of the database with a page that knows of no form."""
    from ijmsite.web.submissions import PublicFormMixin

    def form_valid(self, form):
        from django.http import HttpResponse

        self.receive(form)
        return HttpResponse(status=303, headers={"Location": self.get_success_url()})

    PublicFormMixin.form_valid = form_valid


def does_not_flush():
    """Let the operating system write to the disk when it likes."""
    from django.conf import settings

    options = settings.DATABASES["default"].setdefault("OPTIONS", {})
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        options["options"] = "-c synchronous_commit=off"
    else:
        options["init_command"] += "PRAGMA synchronous=OFF;"


# Mistakes of the worker


def marks_before_sending():
    from django.utils import timezone

    from ijmsite.mail.models import Message
    from ijmsite.mail.worker import Worker

    send = Worker._try

    def marked(self, message):
        Message.objects.filter(pk=message.pk).update(state="sent", ended_at=timezone.now())
        return send(self, message)

    Worker._try = marked


def commits_in_batches():
    from django.db import transaction

    from ijmsite.mail import worker

    held = []

    def hold(self, message, outcome, goes_on):
        held.append((message, outcome))
        with transaction.atomic():
            following = worker._claim_one(self.lease)[1]
        if len(held) >= 20 or following is None:
            with transaction.atomic():
                for one in held:
                    worker.record(*one)
            held.clear()
        return "held", following

    worker.Worker._record = hold


def claims_without_a_lock():
    from ijmsite.mail import worker

    longest_waiting = worker.longest_waiting

    def slowly(now):
        message = longest_waiting(now)
        time.sleep(0.005)
        return message

    worker.longest_waiting = slowly
    worker.transaction = SimpleNamespace(atomic=nullcontext)


def sends_what_it_cannot_record():
    from django.db import Error
    from django.utils import timezone

    from ijmsite.mail import worker

    def shrug(self, message, outcome, goes_on):
        try:
            with worker.transaction.atomic():
                return worker.record(message, outcome), None
        except Error:
            return "sent", None

    worker.Worker._record = shrug
    worker.claim = lambda lease: worker.longest_waiting(timezone.now())


def has_no_pause():
    from ijmsite.mail import outcomes

    outcomes.back_off = lambda message, kind: timedelta()


def _takes(kind, other):
    """Let the worker take one kind of outcome for another one."""
    from ijmsite.mail import smtp
    from ijmsite.mail.outcomes import Kind, Outcome

    classify = smtp.classify

    def mistaken(error, **facts):
        outcome = classify(error, **facts)
        return Outcome(Kind[other], outcome.reason) if outcome.kind is Kind[kind] else outcome

    smtp.classify = mistaken


def gives_up_at_a_greylist():
    _takes("GREYLISTED", "PERMANENT")


def insists():
    _takes("PERMANENT", "TRANSIENT")


def waits_for_ever():
    from django.conf import settings

    settings.SMTP_TIMEOUT = None


def repeats_without_end():
    from ijmsite.mail import outcomes, worker

    outcomes.AMBIGUOUS_TRIES = worker.AMBIGUOUS_TRIES = 1000


def stumbles():
    """End at a message that cannot be built."""
    from ijmsite.mail import worker

    worker.Worker._try = lambda self, message: self.transport.deliver(
        message, worker.build_mail(message)
    )


def takes_the_newest_first():
    from ijmsite.mail.models import MessageQuerySet

    due = MessageQuerySet.due
    MessageQuerySet.due = lambda self, now: due(self, now).order_by("-created_at")


# Mistakes of the backup


def looks_only_whether_it_is_there():
    """Take whatever has the name of a backup for one that is new, whole and ours."""
    from pathlib import Path

    from django.conf import settings

    from ijmsite.upkeep import backups, looks
    from ijmsite.upkeep.health import Check, Finding, Level, ok

    def look():
        if backups.named_in(Path(settings.BACKUP_DIR)):
            return ok("there is one")
        return Finding(Level.FAILURE, "there is none")

    looks.CHECKS = [
        Check(check.name, look) if check.name.startswith("backup") else check
        for check in looks.CHECKS
    ]


def tells_the_watch_when_it_begins():
    from ijmsite.upkeep import making
    from ijmsite.web.pings import ping

    make = making.make

    def told(*about):
        ping("BACKUP")
        return make(*about)

    making.make = told
