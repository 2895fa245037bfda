"""What is on every page is read once for each state of the content, and is never an old one."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone
from model_bakery import baker

from ijmsite.pages.models import Banner, HelpLine
from ijmsite.web import content
from ijmsite.web.standing import passing, standing


@pytest.fixture
def names():
    content.watch()

    @standing
    def names():
        return [line.name for line in HelpLine.objects.all()]

    return names


@pytest.fixture
def line(db):
    return baker.make(HelpLine, name="Hotline", phone="211")


@pytest.mark.django_db(transaction=True)
def test_is_read_once(names, line, django_assert_num_queries):
    assert names() == ["Hotline"]
    with django_assert_num_queries(0):
        assert names() == ["Hotline"]


@pytest.mark.django_db(transaction=True)
def test_is_read_again_after_a_change_by_anybody(names, line):
    assert names() == ["Hotline"]

    def change():
        HelpLine.objects.update(name="Helpline")
        connection.close()

    another = threading.Thread(target=change)
    another.start()
    another.join()

    assert names() == ["Helpline"]


@pytest.mark.django_db(transaction=True)
def test_a_transaction_sees_what_it_has_changed_and_nobody_else_does(names, line):
    assert names() == ["Hotline"]
    with transaction.atomic():
        HelpLine.objects.update(name="Helpline")
        assert names() == ["Helpline"]
        transaction.set_rollback(True)

    assert names() == ["Hotline"]


@pytest.mark.django_db(transaction=True)
def test_is_read_each_time_where_the_number_of_the_content_is_not_known(names, line):
    names()
    content.unwatch()
    content.ContentVersion.objects.all().delete()
    try:
        HelpLine.objects.update(name="Helpline")
        assert names() == ["Helpline"]
    finally:
        content.watch()


@pytest.mark.django_db(transaction=True)
def test_what_passes_is_read_again_when_its_moment_comes_and_when_the_clock_is_set_back(line):
    content.watch()
    asked = []

    @passing
    def names():
        asked.append(timezone.now())
        return [line.name for line in HelpLine.objects.all()]

    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    ends, second = noon + timedelta(hours=1), timedelta(seconds=1)
    baker.make(Banner, starts_at=noon - timedelta(days=1), ends_at=ends)
    for moment in [noon, ends - second, ends, ends + second, noon]:
        with time_machine.travel(moment, tick=False):
            assert names() == ["Hotline"]
    assert asked == [noon, ends, noon]
    HelpLine.objects.update(name="Helpline")
    with time_machine.travel(noon, tick=False):
        assert names() == ["Helpline"]
