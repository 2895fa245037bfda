"""Fill the newsroom of the settings with many articles, inquiries and messages, for measuring.

    python -m bench.data --articles 100000 --inquiries 50000 --messages 200000

It migrates first, says what it does, and ends with ANALYZE. Stopped and started again with the same
numbers, it goes on where it stopped. It is for a database of its own: `DATA_DIR`, `DATABASE_URL`.
"""

import argparse
import hashlib
import os
import sys
import time
import uuid
from collections.abc import Callable, Iterable
from datetime import timedelta

import django

from bench import texts
from bench.articles import ADMINISTRATOR, PICTURE, STEP, add, administrator

USERS = 20
SPAN_OF_INQUIRIES = timedelta(days=1825)
PICTURES = ["all-hands.jpg", "harbour.jpg", "orchard.jpg"]
Say = Callable[[str], None]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.data")
    parser.add_argument("--articles", type=int, default=1_000)
    parser.add_argument("--inquiries", type=int, default=0)
    parser.add_argument("--messages", type=int, default=0)
    asked = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ijmsite.settings")
    django.setup()
    try:
        fill(asked.articles, asked.inquiries, asked.messages, lambda said: print(said, flush=True))
    except KeyboardInterrupt:
        sys.exit("\nStopped. The same command goes on from here.")
    return 0


def fill(articles: int, inquiries: int, messages: int, say: Say) -> None:
    from django.core.management import call_command
    from django.db import connection

    from news.models import Article

    say("Migrating …")
    call_command("migrate", verbosity=0, interactive=False)
    add_frame(say)
    newest = newest_of(Article, articles)
    in_steps("articles", articles, Article, say, lambda numbers: add(numbers, articles, newest))
    from contacts.models import Inquiry
    from ijmsite.mail.models import Message

    in_steps("inquiries", inquiries, Inquiry, say, lambda n: add_inquiries(n, inquiries, newest))
    in_steps("messages", messages, Message, say, lambda n: add_messages(n, messages, newest))
    say("Counting what the planner has to know …")
    set_sequences()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    say(f"Ready: {connection.settings_dict['NAME']}")


def in_steps(what: str, total: int, model, say: Say, add_rows) -> None:
    """Add the rows from the first that is missing, a transaction for some at a time."""
    from django.db import transaction

    done, started = model.objects.count(), time.monotonic()
    if done > total:
        sys.exit(f"There are {done:,} {what}, more than {total:,}: take an empty database.")
    for start in range(done, total, STEP):
        with transaction.atomic():
            add_rows(range(start, min(start + STEP, total)))
        if (end := start + STEP) % 10_000 == 0 or end >= total:
            say(f"{min(end, total):>9,} of {total:,} {what}, {time.monotonic() - started:.0f} s")


def newest_of(model, total: int):
    """Return the time from which the articles count back; one and the same for all runs."""
    from django.utils import timezone

    ends = [
        model.objects.filter(pk=pk).values_list("publish_at", flat=True).first() for pk in (1, 2)
    ]
    if None not in ends and ends[0] - ends[1] != texts.age(1, total):
        sys.exit("Here are other articles, or another number of them: take an empty database.")
    return ends[0] or timezone.now()


# The frame: what is there once


def add_frame(say: Say) -> None:
    """Add accounts, topics, the press office, help lines, a banner and some pictures."""
    from django.db import transaction

    from ijmsite.photos.models import Photo
    from ijmsite.staff.models import User
    from news.management.commands.load_sample import Command
    from news.models import Topic

    if Topic.objects.filter(slug=slugify(texts.RARE_TOPIC)).exists():
        return
    if Topic.objects.exists():
        sys.exit("This newsroom has content of its own: take an empty database.")
    say("Pictures, a press office, a banner …")
    sample = Command()
    photos = {name: Photo(**PICTURE, title=name) for name in PICTURES}
    sample.encode(photos)
    with transaction.atomic():
        for number, photo in enumerate(photos.values(), start=1):
            photo.pk = uuid.UUID(int=number)
            photo.save(force_insert=True)
        sample.save_press_office()
        sample.save_frame()
        for name in [*texts.TOPICS, texts.RARE_TOPIC]:
            Topic.objects.create(slug=slugify(name), name=name, name_fr=f"{name} (fr)")
        User.objects.create_superuser(ADMINISTRATOR, first_name="Bench")
        for number in range(1, USERS):
            User.objects.create_user(f"staff{number}@newsroom.example", is_staff=True)


def slugify(name: str) -> str:
    return name.lower().replace(" ", "-")


# Inquiries and messages


def reference_of(number: int) -> str:
    """Return another reference for each number, without any order that one could see."""
    from contacts.models.inquiries import REFERENCE_ALPHABET as ALPHABET

    digits, rest = "", number * 7_919_911 % len(ALPHABET) ** 6
    for _place in range(6):
        rest, digit = divmod(rest, len(ALPHABET))
        digits += ALPHABET[digit]
    return f"M-{digits}"


def add_inquiries(numbers: range, total: int, newest) -> None:
    """Add questions, most of them answered; what waits is the newest, with one in ten urgent."""
    from contacts.models import Inquiry, PressContact

    contact, user = PressContact.objects.default(), administrator()
    topics, rows = Inquiry.Topic.values, []
    for n in numbers:
        received = newest - SPAN_OF_INQUIRIES / total * n
        # The number of those that wait does not grow with the desk's age.
        status = (
            "new"
            if n < 100
            else ["spam", "quarantined", "closed"][n % 20]
            if (n % 20) < 3
            else "answered"
        )
        settled = None if status == "new" else min(received + timedelta(hours=1 + n % 40), newest)
        story = texts.READ + 5 * (n % 100)
        rows.append(
            Inquiry(
                pk=n + 1,
                reference=reference_of(n),
                name=f"Journalist {n % 3000}",
                outlet=f"Courier {n % 400}",
                email=f"journalist{n % 3000}@courier{n % 400}.example",
                phone="+1 416 555 0100" if n % 2 else "",
                deadline=received + timedelta(hours=4 + n % 90) if n % 2 else None,
                topic=topics[n % len(topics)],
                message=f"May we speak with someone about the agreement?\n\n{MESSAGE}",
                article_path=f"/news/{texts.slug_of(story)}/" if n % 3 else "",
                language="fr" if n % 5 == 2 else "en",
                received_at=received,
                digest=hashlib.sha256(f"bench {n}".encode()).hexdigest(),
                suspicion=60 if status in {"spam", "quarantined"} else 0,
                is_call_for_help=n % 997 == 5,
                status=status,
                contact=contact,
                owner=user if n % 3 == 1 else None,
                told_at=None if status in {"spam", "quarantined"} else received,
                answered_at=settled if status == "answered" else None,
                settled_at=settled,
            )
        )
    Inquiry.objects.bulk_create(rows, batch_size=STEP)


MESSAGE = (
    "We are writing about the partnership that you announced and would like a comment of two or "
    "three sentences, and a picture that we may print. Could somebody call before the evening? "
    "We would also like to know how many people the programme reaches, and since when."
)


def add_messages(numbers: range, total: int, newest) -> None:
    """Add mails: every second one is about an inquiry; texts older than 30 days are blank."""
    from django.conf import settings

    from ijmsite.mail.models import BODIES_ARE_KEPT, Message

    rows = []
    for n in numbers:
        created = newest - SPAN_OF_INQUIRIES / total * n
        state = state_of(n)
        ended = None if state == "queued" else created + timedelta(seconds=2)
        number = uuid.uuid5(uuid.NAMESPACE_URL, f"bench {n}")
        template, key, to = subject_of(n)
        kept = newest - created < BODIES_ARE_KEPT
        rows.append(
            Message(
                pk=number,
                key=key,
                template=template,
                language="fr" if n % 5 == 2 else "en",
                to=to,
                from_email=settings.DEFAULT_FROM_EMAIL,
                reply_to=[settings.PRESS_INBOX],
                subject=f"Your question has arrived: {reference_of(n // 4)}",
                text=MESSAGE * 4 if kept else "",
                headers={"Auto-Submitted": "auto-generated"},
                message_id=f"<outbox-{number}@newsroom.example>",
                date=created,
                state=state,
                tries=state != "queued",
                last_error="550 5.1.1 No such mailbox here" if state == "failed" else "",
                created_at=created,
                # Those that wait are not due while anything is measured.
                next_try_at=created if ended else newest + timedelta(days=30),
                ended_at=ended,
            )
        )
    Message.objects.bulk_create(rows, batch_size=STEP)


def state_of(n: int) -> str:
    if n < 10:
        return "queued"
    return {1: "failed", 2: "parked", 3: "cancelled"}.get(n % 400, "sent")


def subject_of(n: int) -> tuple[str, str, str]:
    """Return template, key and address of a message: two of four are about an inquiry."""
    if n % 4 == 0:
        return (
            "contacts/email/inquiry",
            f"inquiry:{reference_of(n // 4)}:press",
            "press@newsroom.example",
        )
    if n % 4 == 1:
        key = f"inquiry:{reference_of(n // 4)}:acknowledgement"
        return "contacts/email/acknowledgement", key, f"journalist{n // 4 % 3000}@courier.example"
    return "fundraisers/email/welcome", f"bench:{n}:welcome", f"supporter{n}@supporter.example"


# The database


def set_sequences() -> None:
    """Let the keys go on behind those that were given here; SQLite does so by itself."""
    from django.core.management.color import no_style
    from django.db import connection

    from contacts.models import Inquiry
    from news.models import Article

    statements: Iterable[str] = connection.ops.sequence_reset_sql(no_style(), [Article, Inquiry])
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


if __name__ == "__main__":
    sys.exit(main())
