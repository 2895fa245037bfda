"""What the mails to the fundraising inbox say of a sign-up."""

from django import template
from django.utils import timezone

from fundraisers.times import wait_in_words

register = template.Library()


@register.filter
def wait(fundraiser):
    """Say how long they still wait for the first word that we promised."""
    return wait_in_words(fundraiser.contact_by, timezone.localdate())
