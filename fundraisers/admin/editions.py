import uuid

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ijmsite.mail.models import Message
from ijmsite.staff.desk import DeskAdmin, time_column

from ..guide import load_guide
from ..guide.checking import problem
from ..models import GuideEdition


class EditionForm(forms.ModelForm):
    """A new edition: a PDF that may go to strangers, under a name of its own."""

    class Meta:
        model = GuideEdition
        fields = ["language", "version", "file"]
        help_texts = {
            "file": _(
                "At most 1.3 MB. Everybody who signs up in this language gets it from now on. "
                "The guide’s page on our website keeps its text."
            )
        }
        widgets = {"file": forms.FileInput(attrs={"accept": "application/pdf,.pdf"})}

    def clean_file(self):
        file = self.cleaned_data["file"]
        # Never more than what is looked at.
        if said := problem(file.read()):
            raise forms.ValidationError(said)
        file.seek(0)
        return file

    def clean(self):
        data = super().clean()
        language, version = data.get("language"), data.get("version")
        if language and version:
            taken = GuideEdition.objects.filter(language=language, version=version).exists()
            if taken or version == load_guide(language).version:
                said = _("There is such an edition already. Choose another name.")
                self.add_error("version", said)
        return data


@admin.register(GuideEdition)
class GuideEditionAdmin(DeskAdmin):
    """The editions of the guide: a new one takes the place of the last, and none is changed."""

    form = EditionForm
    list_display = ["version", "language", "published", "state"]
    list_filter = ["language"]
    published = time_column("published_at", _("published"))

    def has_change_permission(self, request, obj=None):
        return False

    def get_fields(self, request, obj=None):
        if obj is None:
            return ["language", "version", "file"]
        return ["language", "version", "pdf", "published", "state"]

    def get_readonly_fields(self, request, obj=None):
        return self.get_fields(request, obj) if obj else []

    def get_queryset(self, request):
        newer = GuideEdition.objects.filter(
            Q(published_at__gt=OuterRef("published_at"))
            | Q(published_at=OuterRef("published_at"), pk__gt=OuterRef("pk")),
            language=OuterRef("language"),
        )
        return super().get_queryset(request).annotate(is_current=~Exists(newer))

    @admin.display(description=_("state"))
    def state(self, edition):
        return _("Current: goes to whoever signs up") if edition.is_current else _("Replaced")

    @admin.display(description=_("PDF"))
    def pdf(self, edition):
        with translation.override(edition.language):
            url = reverse("fundraisers:guide_edition", args=[edition.version])
        # A replaced one is handed over to nobody any more.
        return format_html('<a href="{0}">{0}</a>', url) if edition.is_current else "–"

    def save_model(self, request, obj, form, change):
        # Nothing of the name that it had on somebody's machine.
        obj.file.name = f"{uuid.uuid4().hex}.pdf"
        super().save_model(request, obj, form, change)

    def get_deleted_objects(self, objs, request):
        """Refuse to delete what mails still bring along: they would wait for it in vain."""
        deleted, counts, missing, protected = super().get_deleted_objects(objs, request)
        needed = {
            attachment["path"]
            for attachments in Message.objects.waiting().values_list("attachments", flat=True)
            for attachment in attachments
        }
        protected += [
            _("Mails that wait bring along %(edition)s") % {"edition": edition}
            for edition in objs
            if edition.file.name in needed
        ]
        return deleted, counts, missing, protected

    def response_delete(self, request, obj_display, obj_id):
        super().response_delete(request, obj_display, obj_id)
        # Django leads whoever cannot change anything to the first page.
        return redirect("admin:fundraisers_guideedition_changelist")

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        _remove(obj)

    def delete_queryset(self, request, queryset):
        editions = list(queryset)
        super().delete_queryset(request, queryset)
        for edition in editions:
            _remove(edition)


def _remove(edition):
    file = edition.file
    transaction.on_commit(lambda: file.storage.delete(file.name))
