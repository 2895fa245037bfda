from django import template

from fundraisers.consent import consent_text as current_consent_text
from fundraisers.forms import FundraiserForm

register = template.Library()


@register.inclusion_tag("fundraisers/_make_an_impact.html", takes_context=True)
def make_an_impact(context):
    """Show the invitation to run a fundraiser, with its sign-up."""
    return {"form": FundraiserForm(), "site": context["site"]}


@register.simple_tag
def consent_text():
    """Return the words beside the consent box."""
    return current_consent_text()
