"""What staff do with one inquiry: one page and one button for each step.

The page asks on GET and acts on POST: programs that check mails for viruses open every link.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ijmsite.staff.desk import relative_time
from ijmsite.staff.models import AuditEvent, User
from ijmsite.web.fields import MultiLineField

from ..models import Inquiry
from ..services import desk
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

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, inquiry, **kwargs):
        super().__init__(*args, inquiry=inquiry, initial={"seen": inquiry.owner_id}, **kwargs)


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
    is_possible: Callable[[Inquiry, User], bool]
    take: Callable[..., object]  # inquiry, by, and what the form holds; whether it was possible
    form: type[StepForm] = StepForm
    in_list: str | Promise = ""  # what it is called as an action on several
    is_quiet: bool = False  # no button that invites a press

    @property
    def url_name(self) -> str:
        return f"contacts_inquiry_{self.name}"


STEPS = [
    Step(
        "claim",
        _("Claim"),
        _("It is yours now. The others at the desk see that."),
        desk.can_claim,
        lambda inquiry, by, seen: desk.claim(inquiry, by, instead_of=seen),
        form=SeenForm,
    ),
    Step(
        "answered",
        _("Answered"),
        _("Marked as answered."),
        desk.can_answer,
        desk.answer,
        in_list=_("Mark as answered"),
    ),
    Step(
        "release",
        _("Release: a real question"),
        _("It is on the desk now, and what would have been sent at once waits to go."),
        desk.can_release,
        desk.release,
        in_list=_("Release: real questions"),
    ),
    Step(
        "assign",
        _("Assign"),
        _("Assigned. No mail is sent about that."),
        desk.can_assign,
        lambda inquiry, by, seen, to: desk.assign(inquiry, to, by, instead_of=seen),
        form=AssignForm,
        is_quiet=True,
    ),
    Step(
        "note",
        _("Keep the note"),
        _("The note is kept."),
        lambda inquiry, by: True,
        lambda inquiry, by, text: desk.add_note(inquiry, text, by),
        form=NoteForm,
        is_quiet=True,
    ),
    Step(
        "close",
        _("Close without an answer"),
        _("Closed. Nobody is told."),
        desk.can_close,
        desk.close,
        in_list=_("Close without an answer"),
        is_quiet=True,
    ),
    Step(
        "reopen",
        _("Open again"),
        _("It waits for an answer again."),
        desk.can_reopen,
        desk.reopen,
        is_quiet=True,
    ),
    Step(
        "spam",
        _("Spam"),
        _("Marked as spam. Nobody is told."),
        desk.can_mark_as_spam,
        desk.mark_as_spam,
        in_list=_("Mark as spam"),
        is_quiet=True,
    ),
]


def on_several(step):
    """Return a step as an action of the list."""

    @admin.action(description=step.in_list, permissions=["change"])
    def action(model_admin, request, queryset):
        inquiries = list(queryset)
        count = sum(bool(step.take(inquiry, request.user)) for inquiry in inquiries)
        if count:
            said = ngettext("%(count)s inquiry: %(what)s", "%(count)s inquiries: %(what)s", count)
            said %= {"count": count, "what": step.done}
            model_admin.message_user(request, said, messages.SUCCESS)
        if others := len(inquiries) - count:
            said = ngettext(
                "%(count)s inquiry is as it was: this was done before, or is not possible.",
                "%(count)s inquiries are as they were: this was done before, or is not possible.",
                others,
            )
            model_admin.message_user(request, said % {"count": others}, messages.WARNING)

    action.__name__ = step.name
    return action


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
    said = {"who": event.who, "what": event.get_action_display(), "when": relative_time(event.at)}
    return gettext("Last step: “%(what)s” by %(who)s, %(when)s.") % said


def words_of(step, inquiry):
    """Return what the button of a step says."""
    if step.name == "claim" and inquiry.owner:
        return gettext("Take over from %(name)s") % {"name": inquiry.owner}
    return step.words


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
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "media": self.media,
            "original": inquiry,
            "title": words_of(step, inquiry),
            "subtitle": inquiry.reference,
            "inquiry": inquiry,
            "left": time_left(inquiry),
            "step": step,
            "form": form,
            "standing": standing(inquiry),
            "is_possible": step.is_possible(inquiry, request.user),
            "last_step": last_step(inquiry),
        }
        return TemplateResponse(request, "admin/contacts/inquiry/step.html", context)

    def take_step(self, request, step, inquiry, data):
        if step.take(inquiry, request.user, **data):
            self.message_user(request, step.done, messages.SUCCESS)
            return
        inquiry.refresh_from_db()
        faster = gettext("Nothing was changed: somebody was faster, or this had been done before.")
        said = f"{faster} {standing(inquiry)} {last_step(inquiry)}".strip()
        self.message_user(request, said, messages.WARNING)

    def steps_possible(self, request, inquiry):
        """Return the steps that this person can take now: each with its words and its form."""
        if not self.has_change_permission(request, inquiry):
            return []
        return [
            (step, words_of(step, inquiry), step.form(inquiry=inquiry, step=step))
            for step in STEPS
            if step.is_possible(inquiry, request.user)
        ]
