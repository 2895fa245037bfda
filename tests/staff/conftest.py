import pytest
from django.test import Client

from ijmsite.mail.models import Message

from .people import member


@pytest.fixture(autouse=True)
def real_site(settings, outbox_backend):
    settings.SITE_URL = "https://newsroom.example"


@pytest.fixture
def administrator(client):
    user = member("Administrator", email="ana@newsroom.example")
    client.force_login(user)
    return user


@pytest.fixture
def last_link():
    """Return the path of the link in the newest mail."""

    def find():
        text = Message.objects.latest("created_at").text
        line = next(line for line in text.splitlines() if "/admin/" in line)
        assert line.startswith("https://newsroom.example/")
        return line.removeprefix("https://newsroom.example")

    return find


@pytest.fixture
def client_factory():
    return Client
