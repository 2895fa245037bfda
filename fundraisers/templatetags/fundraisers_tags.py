from django import template

from fundraisers.forms import FundraiserForm

register = template.Library()


@register.inclusion_tag("fundraisers/_make_an_impact.html", takes_context=True)
def make_an_impact(context):
    """Show the invitation to run a fundraiser, with its sign-up."""
    return {"form": FundraiserForm(), "site": context["site"]}
