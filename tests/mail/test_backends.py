import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.forms import PasswordResetForm
from django.core.mail import EmailMultiAlternatives

from ijmsite.mail.backends import OutboxBackend
from ijmsite.mail.models import Message

pytestmark = pytest.mark.usefixtures("outbox_backend")


@pytest.fixture
def mail(db):
    return EmailMultiAlternatives("A\nsubject", "text", to=["a@x.example", "B <b@y.example>"])


def test_password_reset_leaves_through_the_outbox(db, rf, worker, smtp_sink, settings):
    get_user_model().objects.create_user(email="pr@newsroom.example", password="x" * 12)
    form = PasswordResetForm({"email": "pr@newsroom.example"})
    assert form.is_valid()
    form.save(
        domain_override="newsroom.example",
        subject_template_name="sample/email/plain_subject.txt",
        email_template_name="sample/email/reset_message.txt",
    )

    message = Message.objects.get()
    assert message.to == "pr@newsroom.example"
    assert message.is_secret
    assert worker.drain() == {"sent": 1}
    assert "https://newsroom.example/reset/" not in Message.objects.get().text
    [sent] = smtp_sink.mails
    assert sent["From"] == settings.DEFAULT_FROM_EMAIL
    assert "newsroom.example/reset/" in sent.get_content()


def test_stores_one_message_a_recipient(mail):
    mail.bcc = ["c@z.example"]
    mail.attach_alternative("<p>html</p>", "text/html")
    mail.send()

    assert set(Message.objects.values_list("to", "html")) == {
        ("a@x.example", "<p>html</p>"),
        ("b@y.example", "<p>html</p>"),
        ("c@z.example", "<p>html</p>"),
    }


def test_keeps_headers_that_are_not_the_outboxs_own(mail):
    mail.extra_headers = {"X-Note": "kept", "Message-ID": "<1@x.example>", "Date": "now"}
    mail.send()

    assert Message.objects.first().headers == {
        "Auto-Submitted": "auto-generated",
        "X-Note": "kept",
    }


# Libraries still give the argument, of which Django 6.1 warns.
@pytest.mark.filterwarnings("ignore:.*fail_silently")
def test_stores_all_or_none(mail):
    mail.to.append("nobody")
    with pytest.raises(ValueError, match="address"):
        OutboxBackend(fail_silently=True).send_messages([mail])

    assert not Message.objects.exists()


def test_refuses_attachments_rather_than_losing_them(mail):
    mail.attach("a.txt", "text", "text/plain")
    with pytest.raises(ValueError, match="attachments"):
        mail.send()
