"""What the pages about one's own data need."""

from django import template

from ijmsite.privacy import subject

register = template.Library()
register.filter("in_words", subject.in_words)
