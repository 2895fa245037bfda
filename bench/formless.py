"""Our settings, with an article page of the same length that carries no form.

In place of its forms stands what they are written in, as plain text: so both pages differ in
nothing but that one asks something of its reader.
"""

import re

from django import template

from ijmsite.settings import *  # noqa: F403 (settings that differ in one thing)

PAGE = """{% extends "news/article_detail.html" %}
{% block forms %}{% filter unformed %}{{ block.super }}{% endfilter %}{% endblock forms %}
"""

register = template.Library()


@register.filter(is_safe=True)
def unformed(html: str) -> str:
    """Return as many bytes, none of which begins or ends a tag."""
    return re.sub("[<>&]", " ", html)


TEMPLATES[0]["APP_DIRS"] = False  # noqa: F405 (of our settings)
TEMPLATES[0]["OPTIONS"] |= {  # noqa: F405 (of our settings)
    "builtins": ["bench.formless"],
    "loaders": [
        (
            "django.template.loaders.cached.Loader",
            [
                ("django.template.loaders.locmem.Loader", {"news/article_detail.html": PAGE}),
                "django.template.loaders.filesystem.Loader",
                "django.template.loaders.app_directories.Loader",
            ],
        )
    ],
}
