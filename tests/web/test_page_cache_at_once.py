"""Many ask at the same moment, or for more than there is room for."""

import gzip
import random
import tracemalloc
from itertools import islice
from threading import Barrier, Lock
from time import sleep

import pytest

from ijmsite.web import variants
from ijmsite.web.pagecache import OVERHEAD, Answer, Entry
from news.models import Article
from tests.doors import ask
from tests.threads import at_once

from .kept import Counting, cache_before

TEXT = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-cache")]


class Pages:
    """An application in place of Django, with a page of `size` bytes at each address."""

    def __init__(self, size=1_000, takes=0.0, failures=0):
        self.size = size
        self.takes = takes
        self.failures = failures
        self.asked = []
        self.lock = Lock()

    def __call__(self, environ, start_response):
        with self.lock:
            self.asked.append(environ["PATH_INFO"])
            fails = len(self.asked) <= self.failures
        sleep(self.takes)
        if fails:
            raise ZeroDivisionError
        start_response("200 OK", TEXT)
        return [environ["PATH_INFO"].encode().ljust(self.size, b".")]


class Site:
    """The cache before such pages, whose content has a number that a test sets."""

    def __init__(self, pages, room=10_000_000):
        self.version = 1
        self.pages = pages
        self.cache = cache_before(
            pages,
            read_version=lambda: self.version,
            until=lambda _version, now: now + 1e6,
            room=room,
        )

    def ask(self, *args, **more):
        return ask(self.cache, *args, **more)

    @property
    def paths(self):
        return [path for path, _query in self.cache.entries]


def all_ask(site, paths):
    """Ask for all at the same moment, each in a thread; return what was answered, or raised."""
    start = Barrier(len(paths))

    def one(number):
        start.wait(timeout=20)
        try:
            return site.ask(paths[number]).content
        except ZeroDivisionError as error:
            return error

    return at_once(one, len(paths))


def test_what_many_ask_for_is_made_once_after_each_change():
    site = Site(Pages(takes=0.05))
    for version in (1, 2, 3):
        site.version = version
        assert len({*all_ask(site, ["/news/boat/"] * 32)}) == 1
        assert len(site.pages.asked) == version


def test_several_pages_at_once_are_each_made_once():
    site = Site(Pages(takes=0.002))
    paths = [f"/news/{number}/" for number in range(100)]
    random.Random(3).shuffle(asked := paths * 3)  # noqa: S311 (no secret)
    for at in range(0, len(asked), 30):
        all_ask(site, asked[at : at + 30])

    assert sorted(site.pages.asked) == sorted(paths)


@pytest.mark.django_db(transaction=True)
def test_the_real_page_is_made_once(article):
    django = Counting()
    site = cache_before(django)
    try:
        for headline in ("One boat", "Two boats"):
            Article.objects.update(headline=headline)
            told = at_once(lambda _: ask(site, "/news/boat/").content, 8)
            assert len({*told}) == 1
            assert headline.encode() in told[0]
    finally:
        del site.read_version

    assert len(django.asked) == 2


def test_a_failure_is_one_requests_own_and_those_who_wait_are_answered():
    site = Site(Pages(takes=0.02, failures=2))
    told = all_ask(site, ["/news/boat/"] * 16)

    assert sum(isinstance(content, ZeroDivisionError) for content in told) == 2
    assert len(site.pages.asked) == 3
    assert site.ask("/news/boat/").status == 200
    assert len(site.pages.asked) == 3


def test_what_nobody_has_asked_for_since_goes_first():
    site = Site(Pages(size=10_000), room=5 * (OVERHEAD + 20_000))
    for path in [
        "/news/a/",
        "/news/b/",
        "/news/c/",
        "/news/d/",
        "/news/e/",
        "/news/a/",
        "/news/f/",
    ]:
        site.ask(path)

    assert sorted(site.paths) == [f"/news/{slug}/" for slug in "acdef"]
    assert site.cache.taken == sum(entry.cost for entry in site.cache.entries.values())


def test_where_all_were_asked_for_the_first_of_them_goes():
    site = Site(Pages(size=10_000), room=5 * (OVERHEAD + 20_000))
    for path in [f"/news/{slug}/" for slug in "abcdeabcdef"]:
        site.ask(path)

    assert sorted(site.paths) == [f"/news/{slug}/" for slug in "bcdef"]
    assert len(site.pages.asked) == 6


def test_a_page_is_found_though_another_thread_forgets_all_addresses_meanwhile():
    class Forgetful(dict):
        def __setitem__(self, key, value):
            super().__setitem__(key, value)
            self.clear()

    site = Site(Pages())
    site.cache.keys = Forgetful()
    for _time in range(2):
        assert site.ask("/news/boat/").status == 200
    assert len(site.pages.asked) == 1


def test_what_is_larger_than_a_quarter_of_the_room_is_given_and_not_kept():
    site = Site(Pages(size=10_000), room=90_000)
    for _ in range(2):
        assert len(site.ask("/news/boat/").content) == 10_000
    assert len(site.pages.asked) == 2
    assert (site.paths, site.cache.taken) == ([], 0)


def test_a_page_that_has_grown_too_large_leaves_no_old_one_behind():
    site = Site(Pages(size=1_000), room=90_000)
    site.ask("/news/boat/")
    site.version, site.pages.size = 2, 40_000
    site.ask("/news/boat/")

    assert (site.paths, site.cache.taken) == ([], 0)


def test_the_room_counts_all_that_an_entry_takes():
    text = bytes(random.Random(5).choices(b"abcdefgh", k=50_000))  # noqa: S311 (no secret)
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    entry = Entry(Answer("200 OK", TEXT.copy(), text[:-1] + b"x"), 1, 0.0, 0.0)
    for accepted in ["br", "gzip", "", "br, gzip"]:
        entry.best(accepted)
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert after - before <= entry.cost


STRANGE = {
    "tags of campaigns": lambda n: ("/news/boat/", {"QUERY_STRING": f"utm_source={n}"}),
    "paths": lambda n: (f"/news/boat-{n}/", {}),
    "unknown paths": lambda n: (f"/nothing/{n}", {}),
    "choices": lambda n: (f"/news/?year={n}", {}),
    "hosts": lambda n: ("/news/boat/", {"HTTP_HOST": f"127.0.0.1:{n}"}),
    "unknown hosts": lambda n: ("/news/boat/", {"HTTP_HOST": f"{n}.example"}),
    "encodings": lambda n: ("/news/boat/", {"HTTP_ACCEPT_ENCODING": f"br;q=0.{n}, gzip"}),
    "schemes": lambda n: ("/news/boat/", {"HTTP_X_FORWARDED_PROTO": f"{n}"}),
}
FORGOTTEN = {
    "long encodings": lambda n: ("/news/boat/", {"HTTP_ACCEPT_ENCODING": f"x{n}," * 900}),
    "tags of copies": lambda n: ("/news/boat/", {"HTTP_IF_NONE_MATCH": f'"{n}"'}),
    "languages": lambda n: ("/news/boat/", {"HTTP_ACCEPT_LANGUAGE": f"x{n}, " * 1_500}),
    "long queries": lambda n: ("/news/boat/", {"QUERY_STRING": f"a={n}&" * 90}),
    "long hosts": lambda n: ("/news/boat/", {"HTTP_HOST": f"x{n}" * 900}),
}


@pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE)
def test_what_is_remembered_of_five_thousand_strangers_has_a_bound(strange):
    site = Site(Pages(size=1_000), room=2_000_000)
    for number in range(5_000):
        path, more = strange(number)
        site.ask(path, **more)

    assert site.cache.taken == sum(entry.cost for entry in site.cache.entries.values())
    assert site.cache.taken <= 2_000_000
    assert len(site.cache.keys) <= 4_096
    assert variants._best_encoding.cache_info().currsize <= 256


@pytest.mark.parametrize("strange", FORGOTTEN.values(), ids=FORGOTTEN)
def test_what_is_long_is_not_remembered_at_all(strange):
    site, numbers = Site(Pages(size=1_000)), iter(range(10_000))

    def some(count):
        for number in islice(numbers, count):
            path, more = strange(number)
            site.ask(path, **more)
        site.pages.asked.clear()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    before, after = some(50), some(500)
    tracemalloc.stop()
    # One header of 10 kB of each of them would be 5 MB.
    assert after - before < 100_000


def test_the_long_links_of_a_newsletter_are_one_entry():
    site = Site(Pages(size=10_000))
    for number in range(20):
        campaign = "&".join(f"utm_{name}={number:080}" for name in "abcdefgh")
        site.ask(f"/news/boat/?{campaign}&topic=rope")

    assert len(site.pages.asked) == len(site.cache.entries) == 1


def test_what_is_asked_for_at_length_is_not_kept():
    site = Site(Pages(size=10_000))
    site.ask(f"/news/?year={'2' * 600}")

    assert not site.cache.entries


def test_ten_thousand_campaigns_are_one_entry():
    site = Site(Pages())
    for number in range(10_000):
        site.ask(f"/news/boat/?utm_source={number}")

    assert len(site.pages.asked) == len(site.cache.entries) == 1


def test_is_not_confused_by_what_is_thrown_out_while_it_is_read():
    """With room for four pages, thirty threads read ten: each gets the page it asked for."""
    site = Site(Pages(size=3_000), room=4 * (OVERHEAD + 6_000) + 2_000)

    def one(number):
        for step in range(60):
            path = f"/news/{(number * 7 + step * 3) % 10}/"
            told = site.ask(path, HTTP_ACCEPT_ENCODING="gzip")
            assert gzip.decompress(told.content).startswith(path.encode())

    at_once(one, 30)
    assert 0 < site.cache.taken <= site.cache.room
    assert site.cache.taken == sum(entry.cost for entry in site.cache.entries.values())
