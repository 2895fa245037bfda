"""What is the same on many pages is rendered once for each language."""

from collections.abc import Hashable

from django import template
from django.utils.translation import get_language

register = template.Library()
# Of one place in a template; then all are made anew.
MAX_KEPT = 100


@register.tag
def kept(parser, token):
    """Keep what it encloses for each language, each `site` and each set of the values given to it.

        {% kept here.view_name %}<a href="{% url "pages:home" %}">{{ site.name }}</a>{% endkept %}

    It may depend on these and on nothing else: neither on rows of the database nor on the day.
    So what is kept is never old; it is rendered as often as readers need it, not once a page.
    """
    _tag, *values = token.split_contents()
    nodes = parser.parse(["endkept"])
    parser.delete_first_token()
    return KeptNode(nodes, [parser.compile_filter(value) for value in values])


class KeptNode(template.Node):
    def __init__(self, nodelist: template.NodeList, values) -> None:
        self.nodelist = nodelist
        self.values = values
        self.kept: dict[Hashable, str] = {}

    def render(self, context: template.Context) -> str:
        # An error page may be made without it.
        site = context.get("site") or {}
        values = [value.resolve(context, ignore_failures=True) for value in self.values]
        # Marked as safe, the same text is another one.
        values = [(type(value), value) for value in values]
        key = get_language(), *site.values(), *values
        found = self.kept.get(key)
        if found is None:
            if len(self.kept) >= MAX_KEPT:
                self.kept = {}
            found = self.kept[key] = self.nodelist.render(context)
        return found
