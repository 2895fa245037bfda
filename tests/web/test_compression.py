"""Texts travel compressed, but for those whose length could betray somebody."""

import gzip

import pytest
from django.http import HttpResponse

from ijmsite.web.compression import CompressionMiddleware

pytestmark = pytest.mark.django_db


def fetch(client, path, **options):
    return client.get(path, headers={"Accept-Encoding": "gzip, deflate, br"}, **options)


@pytest.mark.parametrize("path", ["/", "/press/", "/news/feed/", "/sitemap.xml", "/nothing-here/"])
def test_a_text_travels_in_fewer_bytes(client, path, time_machine):
    # The press page says when it was made.
    time_machine.move_to("2026-03-02T12:00:00Z", tick=False)
    plain = client.get(path)
    response = fetch(client, path)

    assert response["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response["Vary"]
    assert len(response.content) < len(plain.content)
    assert int(response["Content-Length"]) == len(response.content)
    assert gzip.decompress(response.content) == plain.content


def test_whoever_cannot_unpack_it_gets_it_plain(client):
    response = client.get("/")

    assert "Content-Encoding" not in response
    assert "Accept-Encoding" in response["Vary"], "a cache keeps both apart"


def test_what_is_private_is_left_as_it_is(client, admin_client):
    for response in [fetch(client, "/admin/login/"), fetch(admin_client, "/admin/")]:
        assert "private" in response["Cache-Control"]
        assert "Content-Encoding" not in response


def test_a_feed_that_did_not_change_is_not_sent_again(client):
    tag = fetch(client, "/news/feed/")["ETag"]
    again = client.get("/news/feed/", headers={"Accept-Encoding": "gzip", "If-None-Match": tag})

    assert again.status_code == 304
    assert not again.content


def test_a_picture_is_not_compressed_twice(rf):
    picture = HttpResponse(b"0" * 1000, content_type="image/avif")
    request = rf.get("/media/a/400.avif", headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in CompressionMiddleware(lambda _: picture)(request)
