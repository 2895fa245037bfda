"""Texts that have kept Django's helpers busy for seconds, through everything that reads a text."""

import pytest

from ijmsite.mail.models import Message
from tests.effort import takes_less_than

pytestmark = pytest.mark.django_db

LENGTH = 5_000  # characters: as many as a message has room for
BOMBS = {
    name: (unit * LENGTH)[:LENGTH]
    for name, unit in {
        "tags that never end": "<a",
        "entities that never end": "&",
        "comments": "<!--",
        "brackets": "[](",
        "quotation marks": "“",
        "one word": "x",
        "spaces and breaks": " \n",
        "marks upon a letter": "\u0301",
        "addresses": "www.a.ca ",
        "at signs": "a@",
        "dots": "a.",
        "digits": "1",
        "percent": "%%(x)s",
        "templates": "{{",
        "apostrophes": "'a",
    }.items()
}


@pytest.mark.matrix
@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_no_text_takes_long(client, post_inquiry, inquiry_data, bomb):
    """A question is judged, stored, mailed and shown; a search is read and answered."""

    def all_of_it():
        Message.objects.all().delete()
        assert post_inquiry({**inquiry_data, "message": bomb}).status_code in {200, 303, 429}
        assert client.get("/news/", {"q": bomb}).status_code == 200
        assert client.get("/press/", {"article": bomb[:500]}).status_code == 200

    takes_less_than(3, all_of_it)


@pytest.mark.matrix
@pytest.mark.parametrize("field", ["name", "outlet", "email", "phone", "deadline", "zone"])
def test_no_line_takes_long(post_inquiry, inquiry_data, field):
    def all_of_them():
        for bomb in BOMBS.values():
            typed = {**inquiry_data, field: bomb}
            assert post_inquiry(typed).status_code in {200, 303, 429}

    takes_less_than(9, all_of_them)
