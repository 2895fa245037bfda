"""Moments, as pages write them for machines."""

import re
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.template import engines

# In the attribute, or under the name by which a translated sentence has it there.
OTHERWISE = r"""(datetime="{{ [^}]*|stamp=\S+)date:"c\""""


def written(moment):
    return engines["django"].from_string("{% load frame %}{{ m|iso }}").render({"m": moment})


def test_a_moment_is_written_in_the_offices_zone_and_to_the_second():
    moment = datetime(2026, 3, 2, 12, 0, 5, 123456, tzinfo=UTC)

    assert written(moment) == "2026-03-02T07:00:05-05:00"


def test_what_has_no_moment_yet_is_written_as_nothing(db):
    assert written(None) == ""


def test_every_time_of_a_page_is_written_so():
    templates = Path(settings.BASE_DIR, "templates").rglob("*.html")

    assert not [str(path) for path in templates if re.search(OTHERWISE, path.read_text())]
