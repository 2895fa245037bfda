from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from ijmsite.staff.desk import (
    DeskAdmin,
    ShownMixin,
    office_time_in_words,
    time_column,
    typed_column,
)
from ijmsite.staff.filters import WhereItStandsFilter
from ijmsite.staff.models import AuditEvent
from ijmsite.staff.steps import Step, StepForm, StepsMixin
from ijmsite.web.fields import AddressField

from .. import requests, subject
from ..models import PrivacyRequest
from .hashes import SearchedByAddressMixin

What = PrivacyRequest.What
# What the data page answers; a complaint is answered by a person.
OF_DATA = [What.ACCESS, What.CORRECT, What.ERASE]
# Before that, it is a mistyped year.
LONGEST_AGO = timedelta(days=2 * 365)
# By then somebody's withdrawal must not be waiting any more; it has ten.
RED_AFTER = 5


class RequestForm(forms.ModelForm):
    email = AddressField(
        label=_("Email"),
        max_length=254,
        help_text=_("It stays here until the request is settled; then only its hash is kept."),
    )

    class Meta:
        model = PrivacyRequest
        fields = ["what", "route", "email", "received_at"]
        help_texts = {
            "what": _(
                "“No more mail” takes effect as soon as you save it. The other requests stay in "
                "the list until somebody settles them."
            )
        }

    def clean_received_at(self):
        received_at = self.cleaned_data["received_at"]
        if received_at > timezone.now():
            raise forms.ValidationError(_("This time lies in the future."))
        if received_at < timezone.now() - LONGEST_AGO:
            raise forms.ValidationError(_("This is more than two years ago."))
        return received_at


class LinkForm(StepForm):
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)

    def __init__(self, *args, row, step, **kwargs):
        super().__init__(*args, row=row, step=step, **kwargs)
        self.initial["language"] = get_language()


class EraseForm(StepForm):
    is_certain = forms.BooleanField(
        label=_("The request comes from whoever reads that mailbox. This cannot be undone."),
        error_messages={"required": _("Please confirm it: what is deleted does not come back.")},
    )


STEPS = [
    Step(
        "link",
        _("Send them the link to their data page"),
        _("The mail with the link is on its way. Settle the request once it is answered."),
        requests.send_link,
        None,
        form=LinkForm,
    ),
    Step(
        "erase",
        _("Delete everything we have about them"),
        _("Deleted. The receipt is in the list of receipts."),
        requests.erase,
        AuditEvent.Action.ERASE,
        form=EraseForm,
        is_quiet=True,
    ),
    Step(
        "settle",
        _("Mark as settled"),
        _("Settled. The address is no longer kept here."),
        requests.settle,
        AuditEvent.Action.CLOSE,
        is_quiet=True,
    ),
]


class SettledFilter(WhereItStandsFilter):
    table = [
        ("open", _("Waits for an answer"), lambda rows, request: rows.open()),
        ("soon", _("Due within 5 days, or late"), lambda rows, request: rows.due_soon()),
        ("settled", _("Settled"), lambda rows, request: rows.exclude(settled_at=None)),
        ("all", _("All"), lambda rows, request: rows),
    ]


def day_in_words(day):
    """Return a day as the times beside it are written: "Tue 3 Mar 2026"."""
    return date_format(day, "D j M Y")


def urgency(request):
    """Return how urgent an open request is, as a word for CSS."""
    today = timezone.localdate()
    if today > request.due_on:
        return "overdue"
    if request.what == What.WITHDRAW:
        taken = requests.days_taken(request, timezone.now())
        return "urgent" if taken >= RED_AFTER else "soon"
    return "soon" if request.is_due_soon else "calm"


def time_left(request):
    """Return how many business days are left of a request, in words and a class for their color."""
    left = requests.days_left(request, timezone.localdate())
    if left < 0:
        said = ngettext("%(count)s business day late", "%(count)s business days late", -left)
    elif timezone.localdate() > request.due_on:
        said = pgettext("of a request", "late")  # since a weekend or a holiday
    elif not left:
        said = gettext("due today")
    else:
        said = ngettext("%(count)s business day left", "%(count)s business days left", left)
    said = capfirst(said % {"count": abs(left)})
    return format_html('<span class="time-left time-left--{}">{}</span>', urgency(request), said)


def time_taken(request):
    """Say how long a settled request has taken."""
    taken = requests.days_taken(request, request.settled_at)
    if not taken:
        return gettext("Settled on the same day")
    said = ngettext(
        "Settled after %(count)s business day", "Settled after %(count)s business days", taken
    )
    return said % {"count": taken}


@admin.register(PrivacyRequest)
class PrivacyRequestAdmin(ShownMixin, StepsMixin, SearchedByAddressMixin, DeskAdmin):
    """What was asked stays as it was written down; staff answer it, and settle it."""

    form = RequestForm
    fields = RequestForm.Meta.fields
    list_display = ["counter", "what", "shown_email", "route", "received", "entered_by"]
    list_display_links = ["counter", "what"]
    list_filter = [SettledFilter, "what", "route"]
    sortable_by = ["counter", "received"]
    search_help_text = _("A whole email address, also of a request that is settled.")
    shown_email = typed_column("email", _("email"))
    received = time_column("received_at", _("received"))
    steps = STEPS
    change_template = "admin/privacy/privacyrequest/request.html"

    class Media:
        css = {"all": ["admin_desk/narrow-lists.css", "admin_desk/received.css"]}

    def has_delete_permission(self, request, obj=None):
        # The log of all requests, and of what was done, is part of our proof.
        return False

    def get_ordering(self, request):
        where = request.GET.get("where", "open")
        return ["due_on", "id"] if where in ("open", "soon") else self.opts.ordering

    @admin.display(description=_("time left"), ordering=F("due_on"))
    def counter(self, obj):
        return time_left(obj) if obj.is_open else time_taken(obj)

    def save_model(self, request, obj, form, change):
        # Asked before: what is entered now is about the address as well.
        obj.was_known = subject.is_known(form.cleaned_data["email"])
        entered = requests.enter(**form.cleaned_data, by=request.user)
        # Django goes on with the row that it was about to store.
        obj.__dict__ |= entered.__dict__
        obj.typed = form.cleaned_data["email"]

    def response_add(self, request, obj, post_url_continue=None):
        if obj.what == What.WITHDRAW:
            # The one time that it is seen again: what is stored has its hash.
            said = gettext(
                "Entered, and in effect: no more mail that needs a consent goes to %(email)s."
            ) % {"email": obj.typed}
            if not obj.was_known:
                said += " " + gettext(
                    "We hold no consent and no data for this address: is it spelled right?"
                )
        else:
            said = _("Entered. Please answer by %(day)s.") % {"day": day_in_words(obj.due_on)}
        self.message_user(request, said, messages.SUCCESS)
        page = reverse("admin:privacy_privacyrequest_change", args=[obj.pk])
        return HttpResponseRedirect(page)

    def shown_context(self, request, obj):
        return {
            "title": capfirst(str(obj)),
            "asked": obj,
            "received": office_time_in_words(obj.received_at),
            "settled": obj.settled_at and office_time_in_words(obj.settled_at),
            "counter": self.counter(obj),
            "offers": self.offers(request, obj),
        }

    def step_view(self, request, pk, step):
        if step.name == "erase" and not request.user.is_superuser:
            raise PermissionDenied
        return super().step_view(request, pk, step)

    def is_possible(self, step, row, by):
        return (
            row.is_open
            and {
                "link": row.what in OF_DATA and bool(row.email),
                "erase": requests.may_erase(row, by),
                "settle": True,
            }[step.name]
        )

    def standing(self, row):
        if not row.is_open:
            said = {"when": office_time_in_words(row.settled_at), "name": row.settled_by}
            return gettext("It was settled by %(name)s, %(when)s.") % said
        said = {"day": day_in_words(row.due_on)}
        return gettext("It waits for an answer, by %(day)s at the latest.") % said
