"""The words of staff in a mail, and what happens where they cannot be used."""

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from ijmsite import mail
from ijmsite.mail import filling
from ijmsite.mail.models import MailText, Message
from ijmsite.mail.words import editable_mails

pytestmark = pytest.mark.django_db
WELCOME = "fundraisers/email/welcome"
GOOD = "Hello from Harrow Bay\n\nWe call by {date}.\n\n{guide_link}"
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def send(key="w", language="en"):
    context = {"contact_by": timezone.localdate(), "is_asked": True}
    return mail.enqueue(
        WELCOME, to="amina@supporter.example", context=context, key=key, language=language
    )


def notices():
    return Message.objects.filter(template="mail/email/words_failed")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("one", editable_mails(), ids=lambda one: one.slug)
def test_the_shipped_words_can_be_used_as_they_are(one, language):
    with translation.override(language):
        shipped, filled = one.shipped(), one.fill(one.shipped(), one.sample())

    assert one.problems(shipped) == {}
    assert len(shipped.subject) <= 120
    assert len(shipped.text) <= 5000
    assert "{" not in filled.subject + filled.text + filled.html


@pytest.mark.parametrize("one", editable_mails(), ids=lambda one: one.slug)
def test_both_languages_have_the_same_placeholders(one):
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found.append(filling.names_in(one.shipped().text))

    assert found[0] == found[1]


def test_a_mail_goes_with_the_words_of_staff():
    MailText.objects.create(template=WELCOME, language="en", subject="Come in", text=GOOD)

    message = send()

    assert message.subject == "Come in"
    assert message.text.startswith("Hello from Harrow Bay\n\nWe call by")
    assert "<h1>Hello from Harrow Bay</h1>" in message.html
    assert not notices().exists()


def test_what_the_law_wants_stands_whatever_staff_write():
    MailText.objects.create(template=WELCOME, language="en", subject="Come in", text=GOOD)

    message = send()

    for part in (message.text, message.html):
        assert "100 Sample Street" in part
        assert "your address was entered" in part
        assert "asks you to confirm" in part


def test_the_words_of_one_language_leave_the_other_alone():
    MailText.objects.create(template=WELCOME, language="en", subject="Come in", text=GOOD)

    assert "Harrow Bay" not in send(language="fr").text


@pytest.mark.parametrize(
    "broken",
    [
        {"text": GOOD + "{name}"},
        {"text": GOOD + "{date.__class__}"},
        {"text": GOOD + "{"},
        {"text": "No placeholder at all"},
        {"text": ""},
        {"text": GOOD + "x" * 1_000_000},
        {"text": GOOD + "\x07"},
        {"subject": ""},
        {"subject": "Hello {date"},
    ],
)
def test_a_broken_text_stops_no_mail(broken, caplog):
    MailText.objects.create(
        **{"template": WELCOME, "language": "en", "subject": "Come in", "text": GOOD} | broken
    )

    messages = [send("first"), send("second")]

    for message in messages:
        assert message.subject == "Your guide: 25 Tips for the Novice Fundraiser"
        assert "Thank you for saying yes" in message.text
        assert message.html
    assert MailText.objects.get().failed_at
    notice = notices().get()
    assert notice.to == settings.FUNDRAISING_INBOX
    assert "Welcome, with the guide" in notice.text
    assert "cannot be used" in caplog.text
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("ijmsite")]
    assert "amina" not in "".join(ours)


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("value", ["x'ff00fe'", "42", "cast(x'ff' as text)"])
def test_what_is_no_text_stops_no_mail(value):
    MailText.objects.create(template=WELCOME, language="en", subject="Come in", text=GOOD)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE mail_mailtext SET text = " + value)  # noqa: S608 (values of this file)

    assert "Thank you for saying yes" in send().text
    assert notices().count() == 1


def test_an_error_of_ours_while_filling_stops_no_mail(monkeypatch, caplog):
    MailText.objects.create(template=WELCOME, language="en", subject="Come in", text=GOOD)
    monkeypatch.setattr(filling, "to_html", failing_once(filling.to_html))

    assert "Thank you for saying yes" in send().text
    assert notices().count() == 1
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("ijmsite")]
    assert "amina" not in "".join(ours)


def failing_once(real):
    def to_html(*args, **options):
        if not calls:
            calls.append(1)
            raise RuntimeError("amina@supporter.example")
        return real(*args, **options)

    calls = []
    return to_html


def test_the_next_day_says_it_again(time_machine):
    MailText.objects.create(template=WELCOME, language="en", subject="", text=GOOD)
    time_machine.move_to("2026-03-02T12:00:00Z")
    send("monday")
    time_machine.move_to("2026-03-03T12:00:00Z")
    send("tuesday")

    assert notices().count() == 2


def test_other_mails_ask_for_no_words(hello):
    with CaptureQueriesContext(connection) as queries:
        hello("plain")

    assert queries.captured_queries
    assert not any("mail_mailtext" in query["sql"] for query in queries.captured_queries)
