"""What leaves only with consent, and the question for it."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from ijmsite.mail.models import Message
from ijmsite.privacy import ledger, mailing
from ijmsite.privacy.models import hash_address

from .ticking import AMINA, agree, buttons_of, press, tick

pytestmark = pytest.mark.django_db


def mailed(**fields):
    return mailing.enqueue(
        "privacy/email/confirm",  # any template with a link to unsubscribe
        to=AMINA,
        purpose="news",
        context={},
        language="en",
        key="news:1",
        **fields,
    )


def test_what_needs_consent_leaves_only_with_it(ticked):
    message = mailed()
    call_command("deliver_mail", "--once", verbosity=0)
    message.refresh_from_db()

    assert (message.state, message.last_error) == ("cancelled", "no consent")


def test_who_unsubscribes_does_not_get_what_was_waiting(client, ticked, unsubscribe_path):
    agree(ticked)
    message = mailed()
    press(client, unsubscribe_path)

    call_command("deliver_mail", "--once", verbosity=0)

    assert Message.objects.get(pk=message.pk).state == "cancelled"


def test_who_has_agreed_gets_it(ticked, settings, tmp_path):
    settings.MAIL_FILE_DIR = tmp_path
    agree(ticked)
    message = mailed()

    call_command("deliver_mail", "--once", verbosity=0)

    assert Message.objects.get(pk=message.pk).state == "sent"
    [file] = tmp_path.glob("*.eml")
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in file.read_bytes()


def test_whoever_wants_nothing_more_is_not_even_asked(client, ticked, unsubscribe_path):
    press(client, unsubscribe_path)
    again = ledger.tick(
        email=AMINA,
        purpose="news",
        version=1,
        language="en",
        text="Yes, email me news.",
        form="/fundraise/",
        at=timezone.now(),
    )
    message = mailing.ask_to_confirm([again], email=AMINA, language="en")

    call_command("deliver_mail", "--once", verbosity=0)

    message.refresh_from_db()
    assert (message.state, message.last_error) == ("cancelled", "no consent")
    assert "You are unsubscribed." in client.get(unsubscribe_path).text


def test_a_question_leaves_for_whoever_has_withdrawn_nothing(ticked):
    message = mailing.ask_to_confirm([ticked], email=AMINA, language="en")

    call_command("deliver_mail", "--once", verbosity=0)

    assert Message.objects.get(pk=message.pk).state == "sent"


def test_what_no_mail_asked_about_can_be_agreed_to_behind_the_last_link(client, confirm_path):
    call_command("deliver_mail", "--once", verbosity=0)
    other = tick("planning", "Yes, remind me.")
    mailing.ask_to_confirm([other], email=AMINA, language="en")
    call_command("deliver_mail", "--once", verbosity=0)
    assert Message.objects.filter(state="sent").count() == 1, "one question a day"

    assert "Yes, remind me." in client.get(confirm_path).text
    press(client, confirm_path)
    assert ledger.agreed(hash_address(AMINA)) == {"news"}, "what nobody asked about needs a press"
    assert buttons_of(client.get(confirm_path).text) == ["Yes, I agree to this too"]

    press(client, confirm_path, other=other.pk + 1)
    assert ledger.agreed(hash_address(AMINA)) == {"news"}
    assert "Yes, remind me." in press(client, confirm_path, other=other.pk)
    assert ledger.agreed(hash_address(AMINA)) == {"news", "planning"}


def tick_of(email, purpose):
    return ledger.tick(
        email=email,
        purpose=purpose,
        version=1,
        language="en",
        text="Yes, as Kim.",
        form="/fundraise/",
        at=timezone.now(),
    )


def test_a_link_shows_nothing_of_other_addresses(client, confirm_path):
    tick_of("kim@supporter.example", "planning")

    assert "Yes, as Kim." not in client.get(confirm_path).text


@pytest.mark.parametrize("spelling", ["amina+1@supporter.example", "AMINA+2@supporter.example"])
def test_other_spellings_of_a_mailbox_are_not_asked_more_often(confirm_path, spelling):
    call_command("deliver_mail", "--once", verbosity=0)
    message = mailing.ask_to_confirm([tick_of(spelling, "news")], email=spelling, language="en")
    call_command("deliver_mail", "--once", verbosity=0)
    message.refresh_from_db()

    assert (message.state, message.last_error) == ("cancelled", "sent lately")


def test_no_message_that_needs_consent_is_stored_without_a_way_out():
    from ijmsite import mail

    with pytest.raises(ValueError, match="unsubscribe"):
        mail.enqueue("privacy/email/confirm", to=AMINA, context={}, key="x", purpose="news")
