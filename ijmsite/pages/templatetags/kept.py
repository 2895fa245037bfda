"""What is the same on many pages is rendered once for each language."""

from collections.abc import Hashable
from datetime import datetime
from functools import cache

from django import template
from django.db.models import JSONField, Model, QuerySet, TextField
from django.template.base import FilterExpression, Parser, Token
from django.template.loader_tags import BlockNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
# In characters, of one place in a template, with what it was made for; then all is made anew.
ROOM = 1_000_000
# Most values. Marked as safe, the same text is another one.
PLAIN = {bool, datetime, int, str, SafeString, type(None)}


@register.tag
def kept(parser: Parser, token: Token) -> "KeptNode":
    """Keep what it encloses for each language, each `site` and each set of the values given to it.

        {% kept here.view_name %}<a href="{% url "pages:home" %}">{{ site.name }}</a>{% endkept %}

    It may depend on these and on nothing else: neither on other rows of the database nor on the
    day. So what is kept is never old; it is rendered as often as readers need it, not once a page.

    A row counts by all of its columns that were read, a list by all that is in it. What a row
    leads to, such as the photo of an article, is a value of its own. `site` is None on pages that
    know of none. Raises `TemplateSyntaxError` where it encloses a block: templates that extend
    this one would all be given the same.
    """
    _tag, *values = token.split_contents()
    nodes = parser.parse(["endkept"])
    parser.delete_first_token()
    if nodes.get_nodes_by_type(BlockNode):
        raise template.TemplateSyntaxError("A block cannot be kept: put 'kept' inside of it.")
    return KeptNode(nodes, [parser.compile_filter(value) for value in values])


@register.tag
def frame(parser: Parser, token: Token) -> "FrameNode":
    """Enclose all that pages extend: Django looks for its blocks anew for each page, here once."""
    nodes = parser.parse(["endframe"])
    parser.delete_first_token()
    return FrameNode(nodes)


class FrameNode(template.Node):
    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist
        self.get_nodes_by_type = cache(self.get_nodes_by_type)

    def render(self, context: template.Context) -> str:
        return self.nodelist.render(context)


class KeptNode(template.Node):
    def __init__(self, nodelist: template.NodeList, values: list[FilterExpression]) -> None:
        self.nodelist = nodelist
        self.values = values
        self.kept: dict[Hashable, str] = {}
        self.taken = 0

    def render(self, context: template.Context) -> str:
        # An error page may be made without it.
        site = context.get("site") or {}
        key = (
            get_language(),
            *site.values(),
            *[key_of(value.resolve(context, ignore_failures=True)) for value in self.values],
        )
        found = self.kept.get(key)
        if found is None:
            found = self.nodelist.render(context)
            self.taken += len(found) + len(str(key))
            if self.taken > ROOM:
                self.kept, self.taken = {}, len(found) + len(str(key))
            self.kept[key] = found
        return found


def key_of(value: object) -> Hashable:
    """Return what is the same for two values only where the same is said of them."""
    kind = type(value)
    if kind in PLAIN:
        return kind, value
    if isinstance(value, Model):
        read, (short, long) = value.__dict__.get, columns_of(type(value))
        # Of what is long, the hash: it has 64 bits, and nobody outside knows how it is made.
        return kind, *map(read, short), *map(hash, map(repr, map(read, long)))
    if isinstance(value, (list, tuple, QuerySet)):
        return kind, *map(key_of, value)
    if isinstance(value, dict):
        return dict, *map(key_of, value.items())
    return kind, value


@cache
def columns_of(model: type[Model]) -> tuple[list[str], list[str]]:
    """Return the columns whose values are short, and the others."""
    short, long = [], []
    for field in model._meta.concrete_fields:
        (long if isinstance(field, (TextField, JSONField)) else short).append(field.attname)
    return short, long
