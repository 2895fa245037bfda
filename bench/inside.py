"""What has to be done within Django, in a process of its own, on the data of the environment.

    python -m bench.inside WHAT [ARGUMENTS]

Each prints one line of JSON; `editing` answers one for each line that it is sent.
"""

import json
import logging
import os
import sys
import time

import django


def editing(slug: str) -> None:
    """Give the article each headline that is sent, and say when that is committed."""
    from news.models import Article
    from news.services import save_revision

    say(ready=True)
    for line in sys.stdin:
        article = Article.objects.get(slug=slug)
        article.headline = line.strip()
        save_revision(article, None, "measured", "headline")
        say(committed=line.strip())


def publishing(rate: str) -> None:
    """Publish so many new articles a second, until the input ends; say how many there were."""
    import select

    from django.db import transaction
    from django.utils import timezone

    from bench import texts
    from news.indexing import index_text
    from news.models import Article

    say(ready=True)
    number, due = 0, time.monotonic()
    while True:
        waits = max(0, due - time.monotonic())
        if select.select([sys.stdin], [], [], waits)[0]:
            break
        due += 1 / float(rate)
        story = texts.story(number)
        with transaction.atomic():
            article = Article.objects.create(
                headline=story.headline[:160],
                slug=f"new-{time.time_ns()}",
                language=story.language,
                standfirst=story.standfirst,
                body=story.body,
                status=Article.Status.PUBLISHED,
                publish_at=timezone.now(),
            )
            index_text(article)
        number += 1
    say(published=number)


def asking(count: str, writer: str) -> None:
    """Call the service that receives an inquiry so often, each with another sender."""
    from django.db import Error, connection

    from contacts.forms import InquiryForm
    from contacts.services.receiving import receive_inquiry
    from ijmsite.mail import digests

    logging.disable()
    # Else the press office has all but ten of them in one mail: two messages each cost more.
    digests.SINGLE_MAILS = 10**9
    errors, took = [], []
    forms = []
    for n in range(int(count)):
        form = InquiryForm(question(f"{writer}-{n}"))
        if not form.is_valid():
            raise SystemExit(str(form.errors))
        forms.append(form)
    # What the first call reads once is not for the others to pay.
    warm = InquiryForm(question(f"{writer}-warm"))
    warm.is_valid()
    receive_inquiry(warm, f"10.{int(writer) + 100}.255.255")
    connection.ensure_connection()
    say(ready=True)
    sys.stdin.readline()
    started = time.perf_counter()
    for n, form in enumerate(forms):
        begun = time.perf_counter()
        try:
            receive_inquiry(form, f"10.{int(writer) + 100}.{n // 250}.{n % 250 + 1}")
        except Error as error:
            errors.append(type(error).__name__)
        took.append(time.perf_counter() - begun)
    say(seconds=time.perf_counter() - started, errors=errors, slowest=max(took))


def question(number: str) -> dict[str, str]:
    return {
        "name": f"Reporter {number}",
        "outlet": "Harrow Bay Courier",
        "email": f"reporter{number}@courier.example",
        "topic": "interview",
        "message": "May we speak with someone about your work? It is for a story on forced labor "
        f"that we print this week. This is our question {number}.",
    }


def stored() -> None:
    """Say how many inquiries and messages there are."""
    from contacts.models import Inquiry
    from ijmsite.mail.models import Message

    say(inquiries=Inquiry.objects.count(), messages=Message.objects.count())


def queueing(count: str) -> None:
    """Fill the outbox with so many acknowledgements."""
    from django.conf import settings

    from bench.data import MESSAGE
    from ijmsite.mail.models import Message

    stamp = time.time_ns()
    Message.objects.bulk_create(
        [
            Message(
                key=f"bench:{stamp}:{n}",
                template="contacts/email/acknowledgement",
                language="en",
                to=f"reporter{n}@courier.example",
                from_email=settings.DEFAULT_FROM_EMAIL,
                reply_to=[settings.PRESS_INBOX],
                subject="Your question has arrived",
                text=MESSAGE * 4,
                headers={"Auto-Submitted": "auto-generated"},
                message_id=f"<bench-{stamp}-{n}@newsroom.example>",
            )
            for n in range(int(count))
        ],
        batch_size=500,
    )
    say(queued=int(count))


def delivering(port: str, connections: str) -> None:
    """Let a worker deliver what is due, over one connection or a new one for each message."""
    from datetime import timedelta
    from threading import Event

    from ijmsite.mail.transports import transport_for
    from ijmsite.mail.worker import Worker

    logging.disable()
    transport = transport_for(f"smtp://127.0.0.1:{port}")
    if connections == "new":
        transport = NewConnections(transport)
    worker = Worker(transport, lease=timedelta(minutes=5), stop=Event())
    started, used = time.perf_counter(), time.process_time()
    counts = worker.drain()
    seconds = time.perf_counter() - started
    say(seconds=seconds, cpu=time.process_time() - used, counts=dict(counts))


class NewConnections:
    """A transport that says goodbye after every message."""

    def __init__(self, transport):
        self.transport = transport

    def __getattr__(self, name):
        return getattr(self.transport, name)

    def deliver(self, message, mail):
        outcome = self.transport.deliver(message, mail)
        self.transport.close()
        return outcome


def counting(*paths: str) -> None:
    """Say how many queries each page needs, once the process is warm."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, found = Client(SERVER_NAME="127.0.0.1"), {}
    for path in paths:
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200, path  # noqa: S101 (what is measured)
        found[path] = len(captured)
    say(**found)


def signing_in() -> None:
    """Say the cookie of a new session of the administrator of the bench."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    from bench.data import ADMINISTRATOR

    client = Client()
    client.force_login(get_user_model().objects.get(email=ADMINISTRATOR))
    name = settings.SESSION_COOKIE_NAME
    say(cookie=f"{name}={client.cookies[name].value}")


def say(**words) -> None:
    print(json.dumps(words), flush=True)


TASKS = [editing, publishing, asking, stored, queueing, delivering, counting, signing_in]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ijmsite.settings")
    django.setup()
    {task.__name__: task for task in TASKS}[sys.argv[1]](*sys.argv[2:])
