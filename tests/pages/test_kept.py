"""What many pages say alike is rendered once, and is never another language's, site's or year's."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader_tags import BlockNode
from django.utils import translation
from django.utils.safestring import mark_safe

from ijmsite.pages.models import HelpLine
from ijmsite.pages.templatetags import kept
from ijmsite.pages.templatetags.kept import key_of
from ijmsite.photos.models import Photo
from news.models import Article

SITE = {"name": "Harrow Bay Aid"}


@pytest.fixture
def rendered():
    """Return how often what is enclosed was rendered."""
    return []


@pytest.fixture
def say(rendered):
    source = "{% load kept i18n %}{% kept here %}{{ note }}{{ site.name }} {{ here }} "
    template = Template(source + '{% translate "Give" %}{% endkept %}')

    def say(here="", site=SITE):
        def note():
            rendered.append(here)
            return ""

        return template.render(Context({"site": site, "here": here, "note": note}))

    say.template = template
    return say


def test_is_rendered_once(say, rendered):
    assert say("news") == say("news") == "Harrow Bay Aid news Give"
    assert rendered == ["news"]


def test_each_language_site_and_value_has_its_own(say):
    assert say("news") == "Harrow Bay Aid news Give"
    assert say("press") == "Harrow Bay Aid press Give"
    assert say("news", {"name": "Quay Trust"}) == "Quay Trust news Give"
    with translation.override("fr"):
        assert say("news") == "Harrow Bay Aid news Donner"
    assert say("news") == "Harrow Bay Aid news Give"


def test_is_rendered_without_a_site_too(say):
    assert say("news", None) == " news Give"


def test_takes_no_room_without_end(say, rendered, monkeypatch):
    say("a")
    [node] = say.template.nodelist.get_nodes_by_type(kept.KeptNode)
    monkeypatch.setattr(kept, "ROOM", 2 * node.taken)
    for here in ["b", "c", "a"]:
        assert here in say(here)

    assert rendered == ["a", "b", "c", "a"]


def test_a_row_counts_by_what_it_says():
    template = Template("{% load kept %}{% kept line %}{{ line.phone }}{% endkept %}")
    told = [
        template.render(Context({"line": HelpLine(pk=7, phone=phone)})) for phone in ["211", "311"]
    ]

    assert told == ["211", "311"]


def test_a_list_counts_by_the_rows_in_it():
    source = "{% load kept %}{% kept lines %}{% for line in lines %}{{ line.phone }}{% endfor %}"
    template = Template(source + "{% endkept %}")

    for phones in [["211"], ["211", "311"], ["311", "211"], []]:
        lines = [HelpLine(pk=n, phone=phone) for n, phone in enumerate(phones)]
        assert template.render(Context({"lines": lines})) == "".join(phones)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([1], (1,)),
        (1.0, Decimal(1)),
        (1, True),
        ("", None),
    ],
)
def test_what_is_of_another_kind_is_another_thing(one, other):
    assert key_of(one) != key_of(other)


def test_a_column_that_holds_a_list_counts_by_what_is_in_it():
    template = Template("{% load kept %}{% kept photo %}{{ photo.renditions }}{% endkept %}")
    for width in (400, 800):
        photo = Photo(renditions=[{"width": width}])
        assert str(width) in template.render(Context({"photo": photo}))


def test_a_long_text_counts_by_what_it_says():
    template = Template("{% load kept %}{% kept article %}{{ article.standfirst }}{% endkept %}")
    for standfirst in ["None", "a" * 300, "b" * 300, ""]:
        article = Article(standfirst=standfirst)
        assert template.render(Context({"article": article})) == standfirst


def test_each_page_fills_the_blocks_of_the_frame():
    frame = Template(
        "{% load kept %}{% frame %}<{% block a %}a{% block b %}b{% endblock %}{% endblock %}>"
        "{% endframe %}"
    )
    pages = {
        "{% block a %}1{% endblock %}": "<1>",
        "{% block b %}2{% endblock %}": "<a2>",
        "": "<ab>",
    }

    for source, shown in [*pages.items()] * 2:
        page = Template("{% extends frame %}" + source)
        assert page.render(Context({"frame": frame})) == shown


def test_the_blocks_of_the_frame_are_looked_for_once(monkeypatch):
    frame = Template("{% load kept %}{% frame %}<{% block a %}a{% endblock %}>{% endframe %}")
    page, context = Template("{% extends frame %}"), Context({"frame": frame})
    assert page.render(context) == "<a>"
    monkeypatch.setattr(BlockNode, "get_nodes_by_type", None)

    assert page.render(context) == "<a>"


def test_what_other_templates_replace_cannot_be_kept():
    with pytest.raises(TemplateSyntaxError, match="block"):
        Template("{% load kept %}{% kept %}<p>{% block title %}{% endblock %}</p>{% endkept %}")


@pytest.mark.django_db
def test_a_page_says_at_once_what_the_site_is_called_now(client, settings):
    assert "Quay Trust" not in client.get("/").text

    settings.ORG_NAME = "Quay Trust"

    footer = client.get("/").text.partition("<footer")[2]
    assert footer.count("Quay Trust") == 3


@pytest.mark.django_db
def test_a_page_names_the_year_and_the_clock_of_today(client, settings, time_machine):
    client.get("/")
    time_machine.move_to(datetime(2031, 5, 5, 12, tzinfo=UTC))
    page = client.get("/").text
    assert "© 2031" in page
    assert "Pacific time" not in page
    settings.TIME_ZONE = "America/Vancouver"

    assert "Pacific time" in client.get("/").text


@pytest.mark.django_db
def test_marks_where_one_is_on_each_page(client):
    for path in ["/", "/news/", "/press/", "/fundraise/", "/news/"]:
        header = client.get(path).text.partition("<header")[2].partition("</header")[0]
        assert f'href="{path}" aria-current="page"' in header
        assert header.count("aria-current") == 1


def test_what_is_safe_opens_no_door_for_what_is_not(say):
    assert "<b>" in say(mark_safe("<b>"))
    assert "<b>" not in say("<b>")
    assert key_of({"it": mark_safe("<b>")}) != key_of({"it": "<b>"})
