from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ijmsite.pages import office
from ijmsite.pages.titles import Title, title_of
from ijmsite.web.fields import AddressField, MultiLineField, SingleLineField
from ijmsite.web.traps import TrapsMixin
from ijmsite.web.typos import AddressHintMixin

from .deadlines import DeadlineField, is_from_now, known_zone
from .models import Inquiry


class InquiryForm(TrapsMixin, AddressHintMixin, forms.ModelForm):
    """The media inquiry: seven fields, three of them required, and the article it came from."""

    name = SingleLineField(
        label=_("Your name"),
        max_length=120,
        error_messages={"required": _("Tell us who you are.")},
    )
    outlet = SingleLineField(label=_("Outlet"), max_length=120, required=False)
    email = AddressField(
        label=_("Email"),
        max_length=254,
        error_messages={"required": _("Tell us where to send the answer.")},
    )
    phone = SingleLineField(label=_("Phone"), max_length=40, required=False)
    deadline = DeadlineField(label=_("Your deadline"), required=False)
    message = MultiLineField(
        label=_("Your question"),
        max_length=5000,
        error_messages={"required": _("Tell us what you would like to know.")},
    )
    # Filled in by our page, not by the visitor: what is odd is ignored, not complained about.
    article = forms.Field(required=False, widget=forms.HiddenInput)
    # The browser's, such as "Europe/Berlin".
    zone = forms.Field(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Inquiry
        fields = ["name", "outlet", "email", "phone", "deadline", "topic", "message"]
        labels = {"topic": _("What do you need?")}

    def __init__(self, *args, about: Title | None = None, **kwargs):
        kwargs.setdefault("auto_id", "inquiry_%s")
        super().__init__(*args, **kwargs)
        for name, token in [
            ("name", "name"),
            ("outlet", "organization"),
            ("email", "email"),
            ("phone", "tel"),
        ]:
            self.fields[name].widget.attrs["autocomplete"] = token
        # The browser would stop a long text silently; ours is kept and the error is said.
        self.fields["message"].widget.attrs.pop("maxlength", None)
        self.fields["message"].widget.attrs["rows"] = 6
        self.fields["topic"].choices = [("", _("Choose one")), *Inquiry.Topic.choices]
        self.about = about or title_of(self["article"].value() or "")
        self.fields["deadline"].zone = known_zone(self["zone"].value() or "")
        self.fields["deadline"].help_text = self._clock_in_words()

    def _clock_in_words(self):
        """Say by which clock the deadline is meant; the time only where the page is made now.

        Help texts are not escaped: nothing may come here but the name of a zone that exists.
        """
        if zone := self.fields["deadline"].zone:
            return gettext("Your time ({zone}).").format(zone=zone)
        city = office.city()
        if not self.is_bound and "rendered" not in self.initial:
            return gettext("In the time of our office in {city}.").format(city=city)
        return gettext("In the time of our office in {city}, where it is now {time}.").format(
            city=city, time=office.clock(timezone.localtime())
        )

    @property
    def submission(self):
        """Return what makes a submission one: all that was typed, and the article.

        A deadline counts by its moment, whatever the clock; but "in 3 hours", which is another
        moment at each retry, as it was typed.
        """
        fields = {name: self.cleaned_data[name] for name in [*self.Meta.fields, "article"]}
        if is_from_now(typed := self["deadline"].value()):
            fields["deadline"] = typed
        return fields | {"email": fields["email"].casefold()}

    def clean_zone(self):
        return self.fields["deadline"].zone

    def clean_article(self):
        """Keep the path only where it leads to a page of ours; anything else is ignored."""
        return self.cleaned_data["article"] if self.about.text else ""
