"""Moments, as pages write them for machines."""

from datetime import UTC, datetime

from django.template import engines


def test_a_moment_is_written_in_the_offices_zone_and_to_the_second():
    template = engines["django"].from_string("{% load frame %}{{ moment|iso }}")
    moment = datetime(2026, 3, 2, 12, 0, 5, 123456, tzinfo=UTC)

    assert template.render({"moment": moment}) == "2026-03-02T07:00:05-05:00"
