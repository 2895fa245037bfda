"""Make processes of the newsroom in a moment: one that has loaded everything divides itself.

    python -m drills.nursery                  tasks come one a line, as JSON
    python -m drills.nursery TASK             do one task, in this process

What comes of it is a process like any other: it has its own connections, and dies of `kill -9`.
Starting each from nothing would take a second of a core, and there are hundreds.
"""

import json
import os
import signal
import sys
import traceback
from contextlib import suppress
from datetime import timedelta

import django


def main(arguments):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ijmsite.settings")
    os.environ["COLLECTED_STATIC"] = "0"
    django.setup()
    if arguments:
        do(json.loads(arguments[0]))
        return
    children = set()
    try:
        for line in sys.stdin:
            task = json.loads(line)
            while children and (ended := os.waitpid(-1, os.WNOHANG)[0]):
                children.discard(ended)
            pid = os.fork()
            if pid == 0:
                do_as_a_child(task)
            children.add(pid)
            status = None
            if task.get("wait"):
                status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
                children.discard(pid)
            print(json.dumps({"pid": pid, "status": status}), flush=True)
    finally:
        for pid in children:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def do_as_a_child(task):
    from ijmsite.web.parentage import die_with_parent

    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        die_with_parent()
        null = os.open(os.devnull, os.O_RDWR)
        log = os.open(task["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for descriptor, number in ((null, 0), (log, 1), (log, 2)):
            os.dup2(descriptor, number)
        do(task)
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def do(task):
    """Do a task on the database and with the mail server that it names."""
    from django.conf import settings

    from drills import spoiled

    settings.DATABASES["default"]["NAME"] = task["name"]
    settings.EMAIL_URL = task["email_url"]
    spoiled.spoil(task.get("spoils", []))
    {"deliver": deliver, "enqueue": enqueue, "age": age, "command": command}[task["job"]](
        **task.get("with", {})
    )


def deliver(lease=300, once=False):
    from django.core.management import call_command

    call_command("deliver_mail", *["--once"] * once, "--lease", str(lease))


def enqueue(count, subject="Drill", to="reader{}@drill.example", secret=False):
    """Store so many messages, each in a transaction of its own."""
    from ijmsite.mail.outbox import Rendered, create

    for number in range(count):
        create(
            f"{subject}:{number}",
            to=to.format(number),
            rendered=Rendered(f"{subject} {number}", "Text", "<p>Text</p>"),
            template="drill",
            language="en",
            is_secret=secret,
        )


def command(arguments):
    """Run a command of manage.py; how it ends and what it says is that of this process."""
    from django.core.management import CommandError, call_command

    try:
        call_command(*arguments)
    except CommandError as error:
        sys.exit(str(error))


def age(seconds):
    """Let time pass for the messages that wait, and for no worker that holds one."""
    from django.db.models import F

    from ijmsite.mail.models import Message

    by = timedelta(seconds=seconds)
    Message.objects.filter(state=Message.State.QUEUED).update(
        created_at=F("created_at") - by, next_try_at=F("next_try_at") - by
    )


if __name__ == "__main__":
    main(sys.argv[1:])
