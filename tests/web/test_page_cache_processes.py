"""A storm of edits, while whole processes serve the pages: nobody ever reads what was before."""

from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.utils import timezone

from news.models import Article
from tests.doors import ask

from .kept import Counting, cache_before
from .served import fetch, serving, workers_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

URLS, READS = 20, 12
EDITS = [6, pytest.param(100, marks=pytest.mark.audit)]


@pytest.fixture
def articles():
    told = {"status": "published", "publish_at": timezone.now() - timedelta(hours=1)}
    slugs = [f"boat-{number}" for number in range(URLS)]
    made = [Article(headline=s, slug=s, body="<p>Text.</p>", **told) for s in slugs]
    return Article.objects.bulk_create(made)


def storm(edits, read):
    """Edit one article after the other, each time read it; return all reads and stale ones.

    `read(address, number)` fetches a page, the how many-th it is of those after one edit.
    """
    reads, stale = 0, []
    for edit in range(edits):
        slug, headline = f"boat-{edit * 7 % URLS}", f"Edition {edit} of it"
        assert Article.objects.filter(slug=slug).update(headline=headline) == 1
        pages = [f"/news/{slug}/", f"/news/{slug}/text/", f"/news/{slug}/"]
        for number in range(READS):
            address = pages[number % len(pages)]
            reads += 1
            if headline.encode() not in read(address, number):
                stale.append(f"{address} after edit {edit}, read {number}")
    return reads, stale


@pytest.mark.parametrize("edits", EDITS)
def test_every_worker_shows_every_edit_at_once(articles, tmp_path, edits):
    with serving(tmp_path / "site", workers=2) as (port, process):
        before = workers_of(process)
        reads, stale = storm(edits, lambda address, _number: fetch(port, address).content)
        after = workers_of(process)

    assert len(after) == 2
    assert all(after[pid] > before[pid] for pid in before), "each worker has read"
    assert not stale, f"{len(stale)} of {reads} reads were stale: {stale[:5]}"
    assert reads == edits * READS


@pytest.mark.engine("postgresql")
@pytest.mark.parametrize("edits", EDITS)
def test_every_machine_shows_every_edit_at_once(articles, tmp_path, edits):
    with ExitStack() as stack:
        ports = [
            stack.enter_context(serving(tmp_path / name, workers=2))[0] for name in ("one", "other")
        ]
        reads, stale = storm(edits, lambda address, n: fetch(ports[n % 2], address).content)

    assert not stale, f"{len(stale)} of {reads} reads were stale: {stale[:5]}"
    assert reads == edits * READS


def test_what_never_looks_at_the_number_is_seen_to_be_stale(articles):
    """The control: a storm that could not fail would prove nothing."""
    site = cache_before(Counting(), read_version=lambda: 1)
    _reads, stale = storm(URLS * 2, lambda address, _number: ask(site, address).content)

    assert len(stale) == URLS * READS, "each page as of its first edit"
