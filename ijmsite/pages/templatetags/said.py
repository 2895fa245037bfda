"""`{% translate %}` of a text that is always the same, for what is rendered often."""

from django import template
from django.template.base import Parser, Token
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils.translation import get_language

register = template.Library()


@register.tag
def translate(parser: Parser, token: Token) -> template.Node:
    """Do what Django's own tag does, and look a text up once for each language.

    Its library is loaded behind `i18n`.
    """
    node = do_translate(parser, token)
    said = node.filter_expression
    is_text = said.var.literal is not None and not said.filters
    return node if node.asvar or node.message_context or not is_text else SaidNode(node)


class SaidNode(template.Node):
    def __init__(self, node: TranslateNode) -> None:
        self.node = node
        self.said: dict[str | None, str] = {}

    def render(self, context: template.Context) -> str:
        language = get_language()
        if language not in self.said:
            self.said[language] = self.node.render(context)
        return self.said[language]
