"""What the mails to the fundraising inbox say of a sign-up."""

from django import template
from django.utils import timezone

from fundraisers.times import call_in_words

register = template.Library()


@register.filter
def call(fundraiser):
    """Say how long they still wait for the call that we promised."""
    return call_in_words(fundraiser.contact_by, timezone.localdate())
