"""What staff do with a sign-up; see `ijmsite.staff.steps`."""

from django import forms
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ijmsite.staff.steps import NoteForm, Step, StepForm, StepsMixin
from ijmsite.web.fields import AddressField

from ..services import desk
from .listing import place

Action = desk.Action
STAYS = _("A consent stays with the address for which it was given.")


class SendAgainForm(StepForm):
    """Where the guide goes; an address that was refused is asked about once, and then believed."""

    email = AddressField(label=_("Email"), max_length=254, help_text=STAYS)
    # Which mail it stands in for: a second press is of the same page.
    instead_of = forms.UUIDField(required=False, widget=forms.HiddenInput)
    refused = forms.Field(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, row, **kwargs):
        initial = {"email": row.email, "instead_of": row.welcome_id}
        super().__init__(*args, row=row, initial=initial, **kwargs)
        self.row = row

    def clean_email(self):
        address, welcome = self.cleaned_data["email"], self.row.welcome
        is_refused = welcome and welcome.state == welcome.State.FAILED and welcome.to == address
        if is_refused and self["refused"].value() != address:
            self.data = self.data.copy()
            self.data["refused"] = address
            raise forms.ValidationError(
                _(
                    "This address was refused. Correct it, or send again if you are sure that it "
                    "is right."
                )
            )
        return address

    def clean(self):
        # What it was asked about is no word for the step.
        return {name: self.cleaned_data.get(name) for name in ["email", "instead_of"]}


SEND_AGAIN = Step(
    "resend",
    _("Correct the address and send the guide again"),
    _(
        "The guide is sent again. In a minute this page tells whether it arrives, or why it cannot "
        "leave."
    ),
    desk.send_again,
    Action.RESEND,
    form=SendAgainForm,
    is_quiet=True,
)
REOPEN = Step(
    "reopen",
    _("Open again"),
    _("It is as it was before."),
    desk.reopen,
    Action.REOPEN,
    is_quiet=True,
)
STEPS = [
    Step(
        "release",
        _("Release: a real sign-up"),
        _(
            "It is on the desk now, and the guide is sent. The page of the sign-up tells whether "
            "it arrives."
        ),
        desk.release,
        Action.RELEASE,
    ),
    Step("contacted", _("We were in touch"), _("Marked."), desk.contact, Action.CONTACT),
    Step("planned", _("The event is planned"), _("Marked."), desk.plan, Action.PLAN),
    Step("held", _("The event was held"), _("Marked."), desk.hold, Action.HOLD),
    Step("thanked", _("They are thanked"), _("Marked. Well done."), desk.thank, Action.THANK),
    SEND_AGAIN,
    Step(
        "note",
        _("Keep the note"),
        _("The note is kept."),
        desk.add_note,
        None,
        form=NoteForm,
        is_quiet=True,
    ),
    REOPEN,
    Step(
        "close",
        _("Close: nothing comes of it"),
        _("Closed. Nobody is told."),
        desk.close,
        Action.CLOSE,
        is_quiet=True,
    ),
    Step(
        "spam",
        _("Leave it aside: a program"),
        _("Left aside. It is deleted with the others of its kind."),
        desk.leave_aside,
        Action.SPAM,
        is_quiet=True,
    ),
]


class FundraiserStepsMixin(StepsMixin):
    steps = STEPS
    step_template = "admin/fundraisers/fundraiser/step.html"

    def is_possible(self, step, row, by):
        return step.action is None or desk.is_possible(step.action, row)

    def is_quiet(self, step, row):
        """Return whether a button invites no press: of the path, only the next one does."""
        if step.action in desk.PLACES:
            possible = [action for action in desk.PLACES if desk.is_possible(action, row)]
            return step.action != possible[0]
        # What stands beside a guide that did not arrive does invite.
        return step.is_quiet and not (step is SEND_AGAIN and row.is_unreached)

    def standing(self, row):
        said = gettext("The sign-up stands at “%(status)s”.") % {"status": place(row)}
        if desk.is_too_early(Action.HOLD, row):
            day = format_date(row.event_date, "D j M Y")
            said += " " + gettext("The event is still to come, on %(day)s.") % {"day": day}
        return said

    def words_of(self, step, row, by):
        if step is REOPEN and not row.closed_at and row.contacted_at:
            return gettext("Take back: “%(place)s”") % {"place": place(row)}
        return step.words

    def step_context(self, request, step, row, form):
        return {
            "fundraiser": row,
            "is_too_early": desk.is_too_early(step.action, row),
        }
