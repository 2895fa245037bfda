"""What staff do with an inquiry: one page and one button for each step.

The page asks on GET and acts on POST: programs that check mails for viruses open every link.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ijmsite.staff.desk import relative_time
from ijmsite.staff.models import AuditEvent, User
from ijmsite.web.fields import MultiLineField

from ..models import Inquiry
from ..services import desk
from ..story import words_of_event
from .listing import time_left


def may_answer():
    """Return the members of staff to whom an inquiry can be given."""
    people = ModelBackend().with_perm("contacts.change_inquiry", is_active=True)
    return people.filter(is_staff=True)


class StepForm(forms.Form):
    """What a step needs to know besides who takes it."""

    def __init__(self, *args, inquiry, step, **kwargs):
        super().__init__(*args, auto_id=f"{step.name}_%s", **kwargs)


class SeenForm(StepForm):
    """Carries whose the inquiry was when the page was made, so that nobody takes it unawares."""

    instead_of = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, inquiry, **kwargs):
        super().__init__(*args, inquiry=inquiry, initial={"instead_of": inquiry.owner_id}, **kwargs)


class AssignForm(SeenForm):
    to = forms.ModelChoiceField(
        User.objects.none(),
        required=False,
        label=_("Who answers it?"),
        empty_label=_("Nobody in particular"),
    )

    def __init__(self, *args, inquiry, **kwargs):
        super().__init__(*args, inquiry=inquiry, **kwargs)
        self.fields["to"].queryset = may_answer()
        self.initial["to"] = inquiry.owner_id


class NoteForm(StepForm):
    text = MultiLineField(
        label=_("Note for the others at the desk"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Please write something down.")},
    )


@dataclass(frozen=True)
class Step:
    name: str  # in the address of its page
    words: str | Promise
    done: str | Promise
    take: Callable[..., object]  # returns whether it was possible
    action: AuditEvent.Action | None  # None: possible at any time
    form: type[StepForm] = StepForm
    in_list: str | Promise = ""  # what it is called as an action on several
    is_quiet: bool = False  # no button that invites a press

    @property
    def url_name(self) -> str:
        return f"contacts_inquiry_{self.name}"

    def is_possible(self, inquiry: Inquiry, by: User) -> bool:
        return self.action is None or desk.is_possible(self.action, inquiry, by)


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


def standing(inquiry):
    """Say how far an inquiry is and with whom, to somebody who wanted to take a step."""
    if not inquiry.is_open:
        status = inquiry.get_status_display()
        return gettext("It stands at “%(status)s”.") % {"status": status}
    if inquiry.owner:
        return gettext("It waits for an answer by %(name)s.") % {"name": inquiry.owner}
    return gettext("It waits for an answer, and nobody has claimed it.")


def last_step(inquiry):
    """Say who did something with it last, as far as anybody did."""
    event = AuditEvent.objects.filter(
        model=inquiry._meta.label_lower, object_id=str(inquiry.pk)
    ).first()
    if event is None:
        return ""
    said = {"who": event.who, "what": words_of_event(event), "when": relative_time(event.at)}
    return gettext("Last step: “%(what)s” by %(who)s, %(when)s.") % said


def words_of(step, inquiry, by):
    """Return what the button of a step says."""
    if step is CLAIM and inquiry.is_open and inquiry.owner not in (None, by):
        return gettext("Take over from %(name)s") % {"name": inquiry.owner}
    return step.words


def offer(step, inquiry, by, form=None):
    """Return what the button of a step needs, or None where the step is not possible."""
    if not step.is_possible(inquiry, by):
        return None
    form = form or step.form(inquiry=inquiry, step=step)
    return {"step": step, "words": words_of(step, inquiry, by), "form": form}


class StepsMixin:
    def get_urls(self):
        view = self.admin_site.admin_view(self.step_view)
        own = [
            path(f"<int:pk>/{step.name}/", view, {"step": step}, name=step.url_name)
            for step in STEPS
        ]
        return [*own, *super().get_urls()]

    def step_view(self, request, pk, step):
        if not self.has_change_permission(request):
            raise PermissionDenied
        inquiry = self.get_object(request, pk)
        if inquiry is None:
            raise Http404
        data = request.POST if request.method == "POST" else None
        form = step.form(data, inquiry=inquiry, step=step)
        if form.is_valid():
            self.take_step(request, step, inquiry, form.cleaned_data)
            return redirect("admin:contacts_inquiry_change", inquiry.pk)
        is_mine = step is CLAIM and inquiry.is_open and inquiry.owner == request.user
        return self.own_page(
            request,
            "admin/contacts/inquiry/step.html",
            words_of(step, inquiry, request.user),
            original=inquiry,
            subtitle=inquiry.reference,
            inquiry=inquiry,
            left=time_left(inquiry),
            form=form,
            standing=standing(inquiry),
            last_step=last_step(inquiry),
            is_mine=is_mine,
            # Whose it is already has come to press the next button.
            offer=offer(ANSWERED if is_mine else step, inquiry, request.user, form),
        )

    def take_step(self, request, step, inquiry, data):
        if step.take(inquiry, by=request.user, **data):
            self.message_user(request, step.done, messages.SUCCESS)
            return
        inquiry.refresh_from_db()
        faster = gettext("Nothing was changed: somebody was faster, or this had been done before.")
        said = f"{faster} {standing(inquiry)} {last_step(inquiry)}".strip()
        self.message_user(request, said, messages.WARNING)

    def offers(self, request, inquiry):
        """Return what the buttons need of the steps that this person can take now."""
        if not self.has_change_permission(request, inquiry):
            return []
        found = [offer(step, inquiry, request.user) for step in STEPS]
        return [one for one in found if one]
