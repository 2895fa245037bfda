"""What the front page tells machines: schema.org's NGO and WebSite."""

import io
import json

import pytest
from PIL import Image

from tests.machines import json_ld

SITE = "https://news.example"
HOMES = [("en", "/"), ("fr", "/fr/")]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site_url(settings):
    settings.SITE_URL = SITE


def block(client, path="/"):
    return json_ld(client.get(path).text)


def told(client, path="/"):
    return json.loads(block(client, path))["@graph"]


@pytest.mark.parametrize(("language", "home"), HOMES)
def test_says_who_we_are_and_whom_the_press_asks(client, language, home):
    organization, website = told(client, home)
    press, help_desk = organization["contactPoint"]

    assert organization["@type"] == "NGO"
    assert organization["name"] == website["name"] == "IJM Canada"
    assert organization["url"] == f"{SITE}/"
    assert website["publisher"] == {"@id": organization["@id"]}
    assert website["url"] == f"{SITE}{home}"
    assert website["inLanguage"] == language
    assert press["contactType"] == "press office"
    assert press["url"] == f"{SITE}{home}press/"
    assert press["availableLanguage"] == ["en", "fr"]
    assert help_desk["email"] == "help@newsroom.example"
    assert help_desk["telephone"] == "+15196795030"


def test_the_logo_is_a_picture_of_the_size_that_is_told(client, static_file):
    logo = told(client)[0]["logo"]
    image = Image.open(io.BytesIO(static_file(logo["url"].removeprefix(SITE)).content))

    assert image.size == (logo["width"], logo["height"])
    assert min(image.size) >= 112, "search engines show no smaller one"


def test_the_name_of_the_organization_cannot_leave_the_data(client, settings):
    settings.ORG_NAME = "</script><b>&"

    assert not set("<>&") & set(block(client))
    assert told(client)[0]["name"] == settings.ORG_NAME


def test_no_other_page_repeats_it(client):
    assert "ld+json" not in client.get("/press/").text
