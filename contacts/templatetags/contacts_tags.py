from django import template

from contacts.forms import InquiryForm
from contacts.models import PressContact

register = template.Library()


@register.inclusion_tag("contacts/_media_contact.html", takes_context=True)
def media_contact(context, article_path, press_contact=None):
    """Show the inquiry form beside the card of `press_contact` (default: the press office's)."""
    return {
        "form": InquiryForm(initial={"article": article_path}),
        "press_contact": press_contact or PressContact.objects.default(),
        "site": context["site"],
    }
