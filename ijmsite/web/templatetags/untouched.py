"""Forms as every visitor gets them are rendered once for each language."""

from django import template
from django.conf import settings
from django.utils.translation import get_language

register = template.Library()
# What every page may fill in, outside of the tag.
ANYBODYS = {"article"}


@register.tag
def untouched(parser, token):
    """Keep what it encloses where the form in the context is empty and made for nobody.

        {% untouched %}{{ form.name|as_crispy_field }}{% enduntouched %}

    It may depend on the form's fields and on the language, and on nothing else of the context. It
    is kept with the template: an article's two forms take a third of the time that it takes.
    """
    nodes = parser.parse(["enduntouched"])
    parser.delete_first_token()
    return UntouchedNode(nodes)


class UntouchedNode(template.Node):
    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist
        self.kept: dict[tuple[str | None, str], str] = {}

    def render(self, context: template.Context) -> str:
        form = context["form"]
        if form.is_bound or form.initial.keys() - ANYBODYS:
            return self.nodelist.render(context)
        # A form names the place of the office's clock.
        key = get_language(), settings.TIME_ZONE
        if key not in self.kept:
            self.kept[key] = self.nodelist.render(context)
        return self.kept[key]
