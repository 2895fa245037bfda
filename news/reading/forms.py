from datetime import timedelta

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.utils.translation import gettext_lazy as _

from ijmsite.web.fields import AddressField, MultiLineField, SingleLineField

from ..models import Article, ReadingLink, Review
from ..models.reading import LONGEST

Purpose = ReadingLink.Purpose


class ReadingLinkForm(forms.Form):
    """What a member of staff, `by`, says about a new link to `article`."""

    reader_name = SingleLineField(
        label=_("Reader's name"),
        max_length=120,
        widget=AdminTextInputWidget,
        help_text=_("One link for each person: so you see who read it, and can close just one."),
        error_messages={"required": _("Please say who will read it.")},
    )
    purpose = forms.ChoiceField(
        label=_("What the link is for"),
        widget=forms.RadioSelect,
        error_messages={
            "invalid_choice": _(
                "An embargo link needs an article that is scheduled, and somebody who may publish."
            )
        },
    )
    days = forms.IntegerField(
        label=_("Days the link works"),
        min_value=1,
        max_value=LONGEST.days,
        initial=7,
        help_text=_("At most 14. An embargo link ends a day after publication at the latest."),
        error_messages={
            "min_value": _("Please give at least one day."),
            "max_value": _("A link works for %(limit_value)s days at most. You can make another."),
        },
    )
    is_pinned = forms.BooleanField(
        label=_("Pin the text as it is saved now"),
        required=False,
        help_text=_("The reader keeps seeing this text, whatever is changed later."),
    )
    reader_email = AddressField(
        label=_("Reader's email"),
        max_length=254,
        required=False,
        help_text=_("If you fill it in, we send the link. If not, you pass it on yourself."),
    )
    language = forms.ChoiceField(
        label=_("Language of the mail and the page"),
        choices=Article._meta.get_field("language").choices,
    )

    def __init__(self, *args, article, may_embargo, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        offers_embargo = may_embargo and article.is_scheduled
        self.fields["purpose"].choices = [
            choice for choice in Purpose.choices if offers_embargo or choice[0] != Purpose.EMBARGO
        ]
        if not offers_embargo:
            self.fields["purpose"].help_text = _(
                "For an embargo, somebody who may publish first gives the article a time of "
                "publication that lies in the future."
            )
        # Without a revision, as after a bulk import, there is nothing to pin.
        self.fields["is_pinned"].disabled = not article.history.exists()

    def clean_days(self):
        """Return how long the link works."""
        return timedelta(days=self.cleaned_data["days"])

    def clean(self):
        data = super().clean()
        is_own = data.get("reader_email", "").lower() == self.by.email.lower()
        if data.get("purpose") == Purpose.APPROVAL and is_own:
            said = _("This is your own address: an approval is given by somebody else.")
            self.add_error("reader_email", said)
        return data


class ReviewForm(forms.Form):
    """What a reviewer says; the two buttons are the decision."""

    decision = forms.ChoiceField(
        choices=Review.Decision.choices,
        error_messages={"required": _("Please choose one of the two buttons.")},
    )
    comment = MultiLineField(
        label=_("Comment"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What should be changed, and where. Needed when you ask for changes."),
    )
    # Of the text that was read. Without it, nobody knows which one that was.
    fingerprint = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The browser would stop a long text silently; ours is kept and the error is said.
        self.fields["comment"].widget.attrs.pop("maxlength", None)

    def clean(self):
        data = super().clean()
        asks = data.get("decision") == Review.Decision.CHANGES
        if asks and not data.get("comment") and "comment" not in self.errors:
            self.add_error("comment", _("Please say what should be changed."))
        return data
