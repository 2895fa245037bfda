"""What MEDIA_STORAGE_URL may say."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from ijmsite.photos import places
from ijmsite.photos.places import DISK, storage_at


def test_nothing_is_the_disk():
    assert storage_at("") == DISK


def test_names_server_bucket_region_and_key():
    options = storage_at("s3://KEY:SEC%2FRET@objects.example:9000/press?region=ca-central-1")[
        "OPTIONS"
    ]

    assert options == {
        "host": "https://objects.example:9000",
        "bucket_name": "press",
        "access_key": "KEY",
        "secret_key": "SEC/RET",
        "region_name": "ca-central-1",
        "addressing": "path",
    }


@pytest.mark.parametrize(
    "url",
    [
        "s3://objects.example/press",
        "s3://KEY:SECRET@objects.example/",
        "s3://KEY:SECRET@objects.example/press/pictures",
        "s3://KEY:SECRET@objects.example:port/press",
        "s3://KEY:SECRET@objects.example/press?acl=public-read",
        "s3://KEY:SECRET@objects.example/press?addressing=other",
        "https://KEY:SECRET@objects.example/press",
        "/srv/pictures",
    ],
)
def test_anything_else_stops_the_start_without_telling_the_secret(url):
    with pytest.raises(ImproperlyConfigured, match="Set MEDIA_STORAGE_URL") as caught:
        storage_at(url)

    assert "SECRET@objects" not in str(caught.value)


def test_says_what_has_to_be_installed(monkeypatch):
    monkeypatch.setattr(places, "find_spec", lambda name: None)
    with pytest.raises(ImproperlyConfigured, match=r"requirements-s3\.txt"):
        storage_at("s3://KEY:SECRET@objects.example/press")
