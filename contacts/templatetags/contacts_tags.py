from django import template

from contacts.forms import InquiryForm
from contacts.models import PressContact

register = template.Library()


@register.inclusion_tag("contacts/_media_contact.html", takes_context=True)
def media_contact(context, article_path, press_contact=None):
    """Show the inquiry form beside the card of whom to call: `press_contact`, or a deputy.

    Without one it is whoever stands for the press office.
    """
    return {
        "form": InquiryForm(initial={"article": article_path}),
        "press_contact": PressContact.objects.on_duty(press_contact),
        "site": context["site"],
    }
