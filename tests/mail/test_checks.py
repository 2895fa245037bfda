import pytest
from django.core.checks import run_checks


def problems():
    return [problem for problem in run_checks() if problem.id.startswith("mail.")]


def test_has_nothing_to_say_about_the_defaults(settings):
    assert problems() == []


@pytest.mark.parametrize(
    ("name", "value", "identifier"),
    [
        ("PRESS_INBOX", "", "mail.E001"),
        ("PRESS_INBOX", "press@newsroom.example, b@y.example", "mail.E001"),
        ("FUNDRAISING_INBOX", "nobody", "mail.E001"),
        ("DEFAULT_FROM_EMAIL", "IJM Canada", "mail.E002"),
        ("DEFAULT_FROM_EMAIL", "a@x.example\nBcc: b@y.example", "mail.E002"),
        ("ORG_MAILING_ADDRESS", " ", "mail.E003"),
        ("EMAIL_URL", "imap://relay.example", "mail.E004"),
        ("EMAIL_URL", "smtp://user:pw@relay.example", "mail.W001"),
    ],
)
def test_names_the_variable_that_is_unusable(settings, name, value, identifier):
    setattr(settings, name, value)

    [problem] = problems()
    assert problem.id == identifier
    assert name in problem.msg


def test_accepts_a_password_in_clear_on_this_machine(settings):
    settings.EMAIL_URL = "smtp://user:pw@127.0.0.1:25"

    assert problems() == []
