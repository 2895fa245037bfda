"""What a web process does before anybody waits for it."""

import pytest

from contacts import danger
from contacts.spam import lists
from ijmsite import serve, wsgi
from ijmsite.wsgi import warm_up
from tests.threads import at_once

from .kept import Counting

pytestmark = pytest.mark.django_db(transaction=True)


def test_pages_are_made_beforehand_a_little_after_the_start(settings, monkeypatch):
    settings.COLLECTED_STATIC = True
    begun = []
    monkeypatch.setattr(wsgi.threading.Timer, "start", lambda self: begun.append(self))
    wsgi.build()

    assert [(one.interval, one.function, one.daemon) for one in begun] == [
        (serve.WARM_UP_AFTER, warm_up, True)
    ]


def warm(application):
    # In a thread, as it is done: it closes its connections.
    at_once(lambda _number: warm_up(application), 1)


def test_the_first_visitors_find_pages_and_forms_made_before(settings):
    settings.SITE_URL = "https://news.example:8443"
    settings.ALLOWED_HOSTS = ["news.example"]
    said = []

    def door(environ, start_response):
        return django(environ, lambda *head: said.append(head) or start_response(*head))

    django = Counting()
    warm(door)

    assert [environ["PATH_INFO"] for environ in django.asked] == ["/", "/press/", "/fundraise/"]
    assert {environ["HTTP_HOST"] for environ in django.asked} == {"news.example:8443"}
    assert [head[0] for head in said] == ["200 OK"] * 3


def test_the_first_question_does_not_wait_for_the_lists_of_words():
    lists_of_words = [danger._lexicon, lists.lexicon]
    for read in lists_of_words:
        read.cache_clear()
    warm(Counting())
    assert [read.cache_info().currsize for read in lists_of_words] == [1, 1]
