"""What staff do with an inquiry; see `ijmsite.staff.steps`."""

from django import forms
from django.contrib.auth.backends import ModelBackend
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ijmsite.staff.models import User
from ijmsite.staff.steps import NoteForm, Step, StepForm, StepsMixin

from ..services import desk
from .listing import time_left


def may_answer():
    """Return the members of staff to whom an inquiry can be given."""
    people = ModelBackend().with_perm("contacts.change_inquiry", is_active=True)
    return people.filter(is_staff=True)


class SeenForm(StepForm):
    """Carries whose the inquiry was when the page was made, so that nobody takes it unawares."""

    instead_of = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, row=row, initial={"instead_of": row.owner_id}, **kwargs)


class AssignForm(SeenForm):
    to = forms.ModelChoiceField(
        User.objects.none(),
        required=False,
        label=_("Who answers it?"),
        empty_label=_("Nobody in particular"),
    )

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        self.fields["to"].queryset = may_answer()
        self.initial["to"] = row.owner_id


CLAIM = Step(
    "claim",
    _("Claim"),
    _("It is yours now. The others at the desk see that."),
    desk.claim,
    desk.Action.CLAIM,
    form=SeenForm,
)
ANSWERED = Step(
    "answered",
    _("Answered"),
    _("Marked as answered."),
    desk.answer,
    desk.Action.ANSWER,
    in_list=_("Mark as answered"),
)
STEPS = [
    CLAIM,
    ANSWERED,
    Step(
        "release",
        _("Release: a real question"),
        # Its mails may have gone before it was called spam.
        _("It is on the desk now. The story shows which mails it has had."),
        desk.release,
        desk.Action.RELEASE,
        in_list=_("Release: real questions"),
    ),
    Step(
        "assign",
        _("Assign"),
        _("Assigned. Whoever answers it now has a mail about it, unless that is you."),
        desk.assign,
        desk.Action.ASSIGN,
        form=AssignForm,
        is_quiet=True,
    ),
    Step(
        "note",
        _("Keep the note"),
        _("The note is kept."),
        desk.add_note,
        None,
        form=NoteForm,
        is_quiet=True,
    ),
    Step(
        "close",
        _("Close without an answer"),
        _("Closed. Nobody is told."),
        desk.close,
        desk.Action.CLOSE,
        in_list=_("Close without an answer"),
        is_quiet=True,
    ),
    Step(
        "reopen",
        _("Open again"),
        _("It waits for an answer again."),
        desk.reopen,
        desk.Action.REOPEN,
        is_quiet=True,
    ),
    Step(
        "spam",
        _("Spam"),
        _("Marked as spam. Nobody is told."),
        desk.mark_as_spam,
        desk.Action.SPAM,
        in_list=_("Mark as spam"),
        is_quiet=True,
    ),
]


class InquiryStepsMixin(StepsMixin):
    steps = STEPS
    step_template = "admin/contacts/inquiry/step.html"

    def is_possible(self, step, row, by):
        return step.action is None or desk.is_possible(step.action, row, by)

    def standing(self, row):
        if not row.is_open:
            status = row.get_status_display()
            return gettext("It stands at “%(status)s”.") % {"status": status}
        if row.owner:
            return gettext("It waits for an answer by %(name)s.") % {"name": row.owner}
        return gettext("It waits for an answer, and nobody has claimed it.")

    def words_of(self, step, row, by):
        if step is CLAIM and row.is_open and row.owner not in (None, by):
            return gettext("Take over from %(name)s") % {"name": row.owner}
        return step.words

    def step_context(self, request, step, row, form):
        context = {"subtitle": row.reference, "inquiry": row, "left": time_left(row)}
        if step is CLAIM and row.is_open and row.owner == request.user:
            # Whose it is already has come to press the next button.
            offer = self.offer(ANSWERED, row, request.user, form)
            context |= {"is_mine": True, "offer": offer}
        return context
