"""Somebody with data, and the links that she was mailed."""

import re

import pytest
from django.utils import timezone

from ijmsite.privacy import ledger, mailing
from tests.staff.people import member

from .people import signed_up, wrote

AMINA = "amina@supporter.example"


@pytest.fixture
def inquiry(post_inquiry, inquiry_data):
    return wrote(post_inquiry, inquiry_data)


@pytest.fixture
def fundraiser(post_signup, signup_data):
    return signed_up(post_signup, signup_data, news_consent="on", planning_consent="on")


@pytest.fixture
def ticked():
    return ledger.tick(
        email=AMINA,
        purpose="news",
        version=1,
        language="en",
        text="Yes, email me news.",
        form="/fundraise/",
        at=timezone.now(),
    )


@pytest.fixture
def confirm_path(ticked, settings):
    message = mailing.ask_to_confirm([ticked], email=AMINA, language="en")
    return re.search(rf"{settings.SITE_URL}(/confirm/\S+)", message.text)[1]


@pytest.fixture
def unsubscribe_path(settings):
    return mailing.unsubscribe_url(AMINA, "en").removeprefix(settings.SITE_URL)


@pytest.fixture
def staff(client):
    user = member("Fundraising", last_name="Diaz")
    client.force_login(user)
    return user
