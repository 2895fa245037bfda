from django import template
from django.urls import reverse, translate_url
from django.utils.translation import get_language

from fundraisers.forms import FundraiserForm
from fundraisers.ideas import load_ideas
from fundraisers.models import Fundraiser

register = template.Library()


@register.inclusion_tag("fundraisers/_make_an_impact.html", takes_context=True)
def make_an_impact(context):
    """Show the invitation to run a fundraiser, with its sign-up."""
    return {"form": FundraiserForm(), "site": context["site"]}


@register.inclusion_tag("fundraisers/_ideas.html")
def ideas(other_than=""):
    """Show the gallery of ideas, without the one whose own page this is."""
    listed = load_ideas(get_language()).values()
    return {"ideas": [idea for idea in listed if idea.key != other_than]}


@register.simple_tag
def sign_up_page_in(language, form):
    """Return the path of the sign-up in `language`, with the idea that is chosen already."""
    path = translate_url(reverse("fundraisers:fundraiser_create"), language)
    idea = form["idea"].value()
    # What a visitor sent in place of one of ours is in no link.
    return f"{path}?idea={idea}" if idea in Fundraiser.Idea.values else path
