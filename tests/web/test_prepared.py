"""A query that is put together once finds what the same query finds, put together each time."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db.models.functions import ExtractYear
from django.utils import timezone
from django.utils.safestring import mark_safe

from ijmsite.pages.models import Banner
from ijmsite.photos.models import Photo
from ijmsite.web.prepared import prepared
from news.models import Article

pytestmark = pytest.mark.django_db


@pytest.fixture
def banner():
    return Banner.objects.create(
        headline="Doubled", headline_fr="Doublé", text="Every gift", text_fr="Chaque don"
    )


def test_returns_rows_as_models_have_them(banner):
    by_name = prepared(Banner)(lambda name: Banner.objects.filter(headline=name))

    assert by_name(name="Doubled") == [banner]
    assert by_name(name="Doubled")[0].starts_at == banner.starts_at
    assert by_name(name="Halved") == []


def test_is_put_together_once(banner, django_assert_num_queries):
    asked = []

    @prepared()
    def running(now):
        asked.append(now)
        return Banner.objects.running(now).values_list("pk")

    with django_assert_num_queries(3):
        assert running(now=timezone.now()) == [(banner.pk,)]
        assert running(now=banner.starts_at - timedelta(seconds=1)) == []
        assert running(now=timezone.now()) == [(banner.pk,)]
    assert len(asked) == 1


def test_a_column_that_was_not_read_is_read_when_it_is_asked_for(banner):
    short = prepared(Banner)(lambda key: Banner.objects.filter(pk=key).only("headline"))

    [found] = short(key=banner.pk)

    assert found.get_deferred_fields() > {"text", "starts_at"}
    assert found.text == "Every gift"


def test_a_list_may_be_longer_the_next_time(banner):
    among = prepared()(lambda keys: Banner.objects.filter(pk__in=keys).values_list("pk"))

    assert among(keys=[banner.pk]) == [(banner.pk,)]
    assert among(keys=[banner.pk + 1, banner.pk]) == [(banner.pk,)]
    assert among(keys=[banner.pk + 1]) == []


def test_what_is_asked_may_be_of_several_kinds(banner):
    @prepared()
    def ordered(column, key):
        return Banner.objects.filter(pk__gte=key).order_by(column).values_list(column)

    assert ordered("headline", key=banner.pk) == [("Doubled",)]
    assert ordered("text", key=banner.pk) == [("Every gift",)]


def test_keys_of_photos_are_understood():
    photo = prepared()(lambda key: Photo.objects.filter(pk=key).values_list("title"))

    assert photo(key=uuid4()) == []


def test_other_names_are_another_question(banner):
    @prepared()
    def chosen(**values):
        return Banner.objects.filter(**values).values_list("pk")

    assert chosen(headline="Doubled") == [(banner.pk,)]
    assert chosen(text="Doubled") == []


def test_a_moment_of_its_own_is_refused():
    running = prepared()(lambda key: Banner.objects.running().filter(pk=key).values_list("pk"))

    with pytest.raises(ValueError, match="moment"):
        running(key=1)


def test_a_value_that_is_not_handed_on_is_refused():
    with pytest.raises(ValueError, match="handed on"):
        prepared()(lambda at: Banner.objects.values_list("pk"))(at=datetime(2026, 1, 1, tzinfo=UTC))


def test_years_are_those_of_the_clock_that_is_set_now(banner, settings):
    Banner.objects.update(starts_at=datetime(2026, 1, 1, 1, tzinfo=UTC))

    @prepared()
    def years(key):
        return Banner.objects.filter(pk=key).values_list(ExtractYear("starts_at"))

    assert [int(year) for (year,) in years(key=banner.pk)] == [2025]
    settings.TIME_ZONE = "Europe/Berlin"
    assert [int(year) for (year,) in years(key=banner.pk)] == [2026]


@pytest.mark.parametrize("value", [None, 1.5])
def test_a_value_of_another_kind_is_refused(value):
    with pytest.raises(ValueError, match="values such as"):
        prepared()(lambda key: Banner.objects.filter(pk=key).values_list("pk"))(key=value)


def test_a_text_that_is_marked_as_safe_is_a_text(banner):
    by_name = prepared(Banner)(lambda name: Banner.objects.filter(headline=name))

    assert by_name(name=mark_safe("Doubled")) == [banner]


def test_the_name_of_a_state_is_written_into_the_statement():
    """SQLite plans anew where it stands among the parameters and an index is of such rows only."""
    published = prepared()(lambda now: Article.objects.published(now).values_list("pk"))

    assert published(now=timezone.now()) == []
    [statement] = published.known.values()
    assert "'published'" in statement.sql
    assert all(is_given for is_given, _place in statement.places)


@pytest.mark.parametrize("headline", ["O'Neil's 50%", "%s", "50%% off", "Doubled"])
def test_a_text_of_ours_is_found_as_it_is(headline):
    made = Banner.objects.create(headline=headline, text="50% off")
    asked = prepared()(
        lambda key: Banner.objects.filter(
            pk__gte=key, headline=headline, text__contains="50%"
        ).values_list("pk")
    )

    assert asked(key=made.pk) == [(made.pk,)]
    assert asked(key=made.pk + 1) == []
