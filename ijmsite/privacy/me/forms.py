from django import forms
from django.utils.translation import gettext_lazy as _

from ijmsite.web.fields import AddressField
from ijmsite.web.traps import TrapsMixin
from ijmsite.web.typos import AddressHintMixin


class MeForm(TrapsMixin, AddressHintMixin, forms.Form):
    email = AddressField(
        label=_("Email"),
        max_length=254,
        help_text=_("The address with which you wrote to us or signed up."),
        error_messages={"required": _("Tell us which address it is about.")},
    )

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("auto_id", "me_%s")
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "email"
