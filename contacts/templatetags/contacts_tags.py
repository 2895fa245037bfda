from django import template
from django.utils.functional import SimpleLazyObject
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.forms import InquiryForm
from contacts.kit.assets import file_name
from contacts.models import PressContact

register = template.Library()

ASKED_ABOUT = {
    "interview": gettext_lazy("interviews"),
    "quote": gettext_lazy("quotes and comments"),
    "photo": gettext_lazy("photos and video"),
    "data": gettext_lazy("data and background"),
    "other": gettext_lazy("other questions"),
}


@register.filter
def duties(contact):
    """Say which questions go to this contact: "interviews, photos and video, in French"."""
    topics = [str(words) for topic, words in ASKED_ABOUT.items() if topic in contact.topics]
    if not contact.language:
        return ", ".join(topics)
    language = _("in French") if contact.language == "fr" else _("in English")
    return ", ".join([*(topics or [_("all questions")]), language])


@register.filter
def asked_about(contact):
    return capfirst(duties(contact))


register.filter("file_name", file_name)


@register.inclusion_tag("contacts/_media_contact.html", takes_context=True)
def media_contact(context, article_path, press_contact=None, about=None):
    """Show the inquiry form beside the card of whom to call: `press_contact`, or a deputy.

    Without one it is whoever stands for the press office. `about` is the title of the page at
    `article_path`, where it is known.
    """
    return {
        # Made where it is needed: what it says stays the same for the same page.
        "form": SimpleLazyObject(
            lambda: InquiryForm(initial={"article": article_path}, about=about)
        ),
        "about": about,
        "article_path": article_path,
        "press_contact": PressContact.objects.shown(press_contact),
        "site": context["site"],
    }
