"""What staff do with what people sent us: one page and one button for each step.

The page asks on GET and acts on POST: programs that check mails for viruses open every link.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import models
from django.forms.widgets import Script
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ijmsite.web.fields import MultiLineField

from .models import AuditEvent, User
from .story import last_step

# Of pages that show the buttons of several steps.
KEEP_NOTE = Script("admin_desk/keep-note.js", defer=True)


class StepForm(forms.Form):
    """What a step needs to know besides who takes it."""

    def __init__(self, *args, row, step, **kwargs):
        super().__init__(*args, auto_id=f"{step.name}_%s", **kwargs)


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


@dataclass(frozen=True)
class Offer:
    """What the button of a step needs."""

    step: Step
    words: str | Promise
    form: forms.Form
    url: str
    is_quiet: bool


class StepsMixin:
    """An admin of rows with which staff take `steps`, each on a page of its own."""

    steps: Sequence[Step] = ()
    step_template = "admin/staff/step.html"

    def is_possible(self, step: Step, row: models.Model, by: User) -> bool:
        raise NotImplementedError

    def standing(self, row: models.Model) -> str:
        """Say where a row stands, to somebody who wanted to take a step with it."""
        raise NotImplementedError

    def is_quiet(self, step: Step, row: models.Model) -> bool:
        return step.is_quiet

    def words_of(self, step: Step, row: models.Model, by: User) -> str | Promise:
        """Return what the button of a step says."""
        return step.words

    def step_context(self, request, step: Step, row: models.Model, form) -> dict[str, Any]:
        """Return what the page of a step knows besides what all of them do."""
        return {}

    def get_urls(self):
        view = self.admin_site.admin_view(self.step_view)
        own = [
            path(f"<int:pk>/{step.name}/", view, {"step": step}, name=self.url_name(step.name))
            for step in self.steps
        ]
        return [*own, *super().get_urls()]

    def offer(self, step: Step, row: models.Model, by: User, form=None) -> Offer | None:
        """Return what the button of a step needs, or None where the step is not possible."""
        if not self.is_possible(step, row, by):
            return None
        url = reverse(f"admin:{self.url_name(step.name)}", args=[row.pk])
        form = form or step.form(row=row, step=step)
        words, is_quiet = self.words_of(step, row, by), self.is_quiet(step, row)
        return Offer(step, words, form, url, is_quiet)

    def offers(self, request, row: models.Model) -> list[Offer]:
        """Return what the buttons need of the steps that this person can take now."""
        if not self.has_change_permission(request, row):
            return []
        found = [self.offer(step, row, request.user) for step in self.steps]
        return [one for one in found if one]

    def step_view(self, request, pk, step):
        row = self.row_to_change(request, pk)
        data = request.POST if request.method == "POST" else None
        form = step.form(data, row=row, step=step)
        if form.is_valid():
            self.take_step(request, step, row, form.cleaned_data)
            return self.keep_note(request, step, row) or redirect(
                f"admin:{self.url_name('change')}", row.pk
            )
        return self.step_page(request, step, row, form)

    def step_page(self, request, step, row, form):
        context = {
            "original": row,
            "form": form,
            "standing": self.standing(row),
            "last_step": last_step(row),
            "offer": self.offer(step, row, request.user, form),
        }
        return self.own_page(
            request,
            self.step_template,
            self.words_of(step, row, request.user),
            **context | self.step_context(request, step, row, form),
        )

    def take_step(self, request, step, row, data):
        if step.take(row, by=request.user, **data):
            self.message_user(request, step.done, messages.SUCCESS)
            return
        row.refresh_from_db()
        faster = gettext("Nothing was changed: somebody was faster, or this had been done before.")
        said = f"{faster} {self.standing(row)} {last_step(row)}".strip()
        self.message_user(request, said, messages.WARNING)

    def keep_note(self, request, step, row):
        """Keep what was typed as a note when the button of another step was pressed.

        Return the page of the note, with what was typed, where it cannot be kept.
        """
        typed = request.POST.get("note", "")
        for note in self.steps:
            if note.form is NoteForm and note is not step and typed.strip():
                form = NoteForm({"text": typed}, row=row, step=note)
                if not form.is_valid():
                    return self.step_page(request, note, row, form)
                note.take(row, by=request.user, **form.cleaned_data)
        return None
