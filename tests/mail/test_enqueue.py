import pytest
from django.db import IntegrityError, transaction
from django.template import TemplateDoesNotExist

from ijmsite import mail
from ijmsite.mail import outbox
from ijmsite.mail.models import Message
from ijmsite.mail.outbox import Rendered, create
from ijmsite.mail.rows import longest_waiting


def test_stores_one_message_ready_to_go(hello):
    message = hello(reply_to=["press@newsroom.example"])

    assert longest_waiting(message.created_at) == message
    assert message.to == "zoe@courier.example"
    assert message.reply_to == ["press@newsroom.example"]
    assert message.message_id == f"<outbox-{message.pk}@newsroom.example>"
    assert message.state == "queued"


def test_puts_subject_on_one_line(hello):
    message = hello(context={"name": "Zoë\r\nBcc: all@evil.example\u2028x\x85y\x00"})

    assert message.subject == "Hello Zoë Bcc: all@evil.example x y"


def test_cuts_a_subject_that_no_column_holds(hello):
    assert len(hello(context={"name": "x" * 500}).subject) == 250


def test_escapes_html_part_only(hello):
    message = hello(context={"name": "<b>O'Brien & Co</b>"})

    assert "<b>O'Brien & Co</b>!" in message.text
    assert "&lt;b&gt;O&#x27;Brien &amp; Co&lt;/b&gt;!" in message.html
    assert message.subject == "Hello <b>O'Brien & Co</b>"


def test_stores_no_html_where_there_is_none(hello):
    assert hello("plain").html == ""
    assert hello(html=False).html == ""


def test_renders_in_the_language_asked_for(hello):
    message = hello(language="fr")

    assert message.text.startswith("Oui, Zoë!")
    assert '<html lang="fr">' in message.html


@pytest.mark.parametrize(("language", "path"), [("en", "/"), ("fr", "/fr/")])
def test_leads_to_the_front_page_in_its_language(hello, settings, language, path):
    settings.SITE_URL = "https://newsroom.example"

    message = hello(language=language)

    address = f"https://newsroom.example{path}"
    assert message.text.endswith(f" {address}\n")
    assert f'href="{address}">' in message.html


def test_says_who_we_are_in_both_parts(hello, settings):
    settings.ORG_NAME = "Harrow Bay Aid"
    settings.ORG_MAILING_ADDRESS = "1 Quay Street, Harrow Bay"

    message = hello()

    for part in (message.text, message.html):
        assert "Harrow Bay Aid" in part
        assert "1 Quay Street, Harrow Bay" in part
        assert settings.HELP_EMAIL in part
        assert settings.HELP_PHONE in part


def test_drops_what_no_database_stores(hello):
    assert hello(context={"name": "a\x00b\ud800c"}).text.startswith("Yes, ab?c!")


def test_ends_a_line_where_a_typesetter_s_program_does(hello):
    assert hello("plain", context={"text": "one\u2028two\u2029three\x85four"}).text.split() == [
        *("one", "two", "three", "four")
    ]


def test_stores_nothing_for_the_same_key(hello):
    first = hello(key="inquiry:M-ABC")
    second = hello(key="inquiry:M-ABC", context={"name": "another"})

    assert second == first
    assert Message.objects.get().subject == "Hello Zoë"


def test_looks_once_and_renders_nothing_for_the_same_key(
    hello, monkeypatch, django_assert_num_queries
):
    first = hello(key="inquiry:M-ABC")
    monkeypatch.setattr(outbox, "render", None)

    with django_assert_num_queries(1):
        assert hello(key="inquiry:M-ABC") == first


def test_survives_another_caller_with_the_same_key(hello):
    first = hello(key="inquiry:M-ABC")

    with transaction.atomic():
        second = create(
            "inquiry:M-ABC",
            to=first.to,
            rendered=Rendered("Another", "text", ""),
            template="sample/email/hello",
            language="en",
        )
        assert Message.objects.count() == 1

    assert second == first


def test_is_undone_with_the_callers_transaction(hello):
    with transaction.atomic():
        hello()
        transaction.set_rollback(True)

    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "to", ["", " ", "nobody", "a@x.example, b@y.example", "a@x.example\nBcc: b@y.example"]
)
def test_refuses_anything_but_one_address(hello, to):
    with pytest.raises(ValueError, match="exactly one email address"):
        hello(to=to)

    with pytest.raises(ValueError, match="exactly one email address"):
        hello(reply_to=[to])


def test_does_not_repeat_a_wrong_address_in_its_error(hello):
    with pytest.raises(ValueError, match="Expected") as caught:
        hello(to="secret person")

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Note": "a\r\nBcc: all@evil.example"},
        {"X-Note": "a\u2028b"},
        {"X-Note: a\r\nBcc": "all@evil.example"},
        {"bcc": "all@evil.example"},
        {"Message-Id": "<1@evil.example>"},
    ],
)
def test_refuses_headers_that_are_not_the_callers(hello, headers):
    with pytest.raises(ValueError, match="header"):
        hello(headers=headers)


def test_marks_mail_as_automatic_unless_told_how(hello):
    assert hello().headers == {"Auto-Submitted": "auto-generated"}
    answer = hello(headers={"Auto-Submitted": "auto-replied"})
    assert answer.headers == {"Auto-Submitted": "auto-replied"}


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_refuses_unusable_key(hello, key):
    with pytest.raises(ValueError, match="key"):
        hello(key=key)


def test_says_which_template_is_missing(db):
    with pytest.raises(TemplateDoesNotExist, match="sample/email/nothing_subject.txt"):
        mail.enqueue("sample/email/nothing", to="a@x.example", context={}, key="k")


def test_refuses_a_state_that_is_none(hello):
    message = hello()

    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(state="lost")


def test_refuses_an_end_without_a_time(hello):
    message = hello()

    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(state="sent")
