from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ijmsite.staff.desk import RecordAdmin, desk_page, time_column
from ijmsite.web.fields import AddressField, SingleLineField

from .. import entering
from ..models import Consent, Wording
from ..purposes import ASKING, WORDS, named
from .hashes import SearchedByAddressMixin


class ImplyForm(forms.Form):
    """A consent that follows from something else than a box that somebody ticked."""

    email = AddressField(label=_("Email"), max_length=254)
    purpose = forms.ChoiceField(label=_("Purpose"), choices=[*WORDS.items()])
    given_on = forms.DateField(
        label=_("Day of the gift, or last day of volunteering"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Not more than two years ago. The consent ends two years after that day."),
    )
    basis = SingleLineField(
        label=_("What it follows from"),
        max_length=200,
        help_text=Consent._meta.get_field("basis").help_text,
    )

    def clean_given_on(self):
        given_on, today = self.cleaned_data["given_on"], timezone.localdate()
        if given_on > today:
            raise forms.ValidationError(_("This day lies in the future."))
        if entering.last_day(given_on) < today:
            raise forms.ValidationError(
                _("This is more than two years ago: no consent follows from it any more.")
            )
        return given_on

    def clean_basis(self):
        basis = self.cleaned_data["basis"]
        if "@" in basis:
            raise forms.ValidationError(
                _("Please leave the address out: this text is kept for years.")
            )
        return basis


class PurposeFilter(admin.SimpleListFilter):
    title = _("purpose")
    parameter_name = "for"

    def lookups(self, request, model_admin):
        return [*WORDS.items(), (ASKING, named(ASKING)), ("everything", named(""))]

    def queryset(self, request, queryset):
        purpose = self.value()
        if purpose is None:
            return queryset
        return queryset.filter(purpose="" if purpose == "everything" else purpose)


@admin.register(Consent)
class ConsentAdmin(SearchedByAddressMixin, RecordAdmin):
    list_display = ["when", "kind", "shown_purpose", "manner", "form", "expires_on"]
    list_filter = ["kind", PurposeFilter, "at"]
    sortable_by = ["when"]
    list_select_related = ["wording"]
    search_help_text = _("A whole email address: the ledger knows addresses by their hash only.")
    fields = [
        *("when", "kind", "shown_purpose", "manner", "form", "wording", "words"),
        *("basis", "expires_on", "recorded_by", "recorded", "address_hash"),
    ]
    readonly_fields = ["when", "shown_purpose", "words", "recorded"]
    when = time_column("at", _("when"))
    recorded = time_column("recorded_at", _("entered"))

    def has_enter_permission(self, request):
        return request.user.has_perm("privacy.enter_consent")

    def changelist_view(self, request, extra_context=None):
        may_enter = {"may_enter": self.has_enter_permission(request)}
        return super().changelist_view(request, may_enter | (extra_context or {}))

    @desk_page("imply/", "imply")
    def imply_view(self, request):
        """Enter a consent that follows from a gift or volunteering."""
        if not self.has_enter_permission(request):
            raise PermissionDenied
        form = ImplyForm(request.POST if request.method == "POST" else None)
        if form.is_valid() and self.has_entered(request, form):
            return redirect("admin:privacy_consent_changelist")
        return self.own_page(
            request,
            "admin/privacy/consent/imply.html",
            gettext("Enter a consent that follows from a gift or volunteering"),
            form=form,
        )

    def has_entered(self, request, form):
        """Enter what the form says, and tell whether that was possible."""
        try:
            entry = entering.enter_implied(**form.cleaned_data, by=request.user)
        except ValueError:
            form.add_error("email", _("This address has unsubscribed: it alone can agree again."))
            return False
        said = _("Entered. The last day on which we may write is %(day)s.")
        self.message_user(request, said % {"day": entry.expires_on}, messages.SUCCESS)
        return True

    @admin.display(description=_("the words beside the box"))
    def words(self, consent):
        return consent.wording.text if consent.wording else "–"

    @admin.display(description=_("purpose"))
    def shown_purpose(self, consent):
        return named(consent.purpose)


@admin.register(Wording)
class WordingAdmin(RecordAdmin):
    list_display = ["purpose", "version", "language"]
    list_filter = ["purpose", "language"]
    fields = ["purpose", "version", "language", "text", "text_hash"]
