"""A text that is looked up once for each language says what Django's own tag says."""

import pytest
from django.template import Context, engines
from django.utils import translation

TAGS = [
    '{% translate "Email:" %}',
    "{% translate 'Phone' %}",
    '{% translate "5 %, <b>&" %}',
    '{% translate "Email:" noop %}',
    '{% translate "phone"|upper %}',
    "{% translate word %}",
    '{% translate "Email:" as said %}[{{ said }}]',
    '{% translate "May" context "month name" %}',
]


def test_a_text_is_looked_up_once(monkeypatch):
    template = engines["django"].from_string('{% load i18n said %}{% translate "Phone" %}').template
    assert template.render(Context()) == "Phone"
    monkeypatch.setattr("django.templatetags.i18n.TranslateNode.render", None)

    assert template.render(Context()) == "Phone"


@pytest.mark.parametrize("tag", TAGS)
def test_says_what_the_tag_of_django_says(tag):
    made, own = (
        engines["django"].from_string(f"{{% load {libraries} %}}{tag}").template
        for libraries in ("i18n said", "i18n")
    )

    for word in ["Phone", "<i>"]:
        for language in ["en", "fr", "en"]:
            for autoescape in [True, False]:
                with translation.override(language):
                    context = Context({"word": word}, autoescape=autoescape)
                    assert made.render(context) == own.render(context)
