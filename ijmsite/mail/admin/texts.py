from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from ijmsite.staff.desk import DeskAdmin, desk_page, office_time
from ijmsite.staff.filters import TableFilter
from ijmsite.web.rates import TooOftenError

from .. import filling, trying, words
from ..forms import WordsForm, stamp
from ..models import MailText

# In a frame of the page with the words, or in a tab: without scripts and without forms. A mail
# brings its own styles.
FRAMED = {
    "style-src": [SELF, UNSAFE_INLINE],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-same-origin", "allow-popups", "allow-popups-to-escape-sandbox"],
}


@dataclass(frozen=True)
class Entry:
    """One line of the list: a mail in one language, and the words of staff, if any."""

    mail: words.EditableMail
    language: str
    text: MailText | None

    @property
    def id(self) -> str:
        return f"{self.mail.slug}-{self.language}"

    @property
    def language_in_words(self) -> str | Promise:
        return dict(settings.LANGUAGES)[self.language]

    @property
    def changed(self) -> str:
        return office_time(self.text.changed_at) if self.text else ""

    @property
    def failed(self) -> str:
        return office_time(self.text.failed_at) if self.text and self.text.failed_at else ""

    def row(self) -> MailText:
        """Return the words of staff, or a row to be with the shipped ones."""
        if self.text:
            return self.text
        with translation.override(self.language):
            shipped = self.mail.shipped()
        return MailText(
            template=self.mail.template,
            language=self.language,
            subject=shipped.subject,
            text=shipped.text,
        )


class UseFilter(TableFilter):
    title = _("use")
    parameter_name = "use"
    table = [("failed", _("Could not be used"), lambda rows, request: rows.exclude(failed_at=None))]


@admin.register(MailText)
class MailTextAdmin(DeskAdmin):
    """What our mails say. Every mail stands here; a row is stored once its words are changed."""

    list_filter = [UseFilter]
    change_list_template = "admin/mail/mailtext/change_list.html"

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(
            css={"all": ["admin_desk/mail-words.css"]},
            js=[forms.Script("admin_desk/mail-words.js", defer=True)],
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: MailText | None = None) -> bool:
        return False

    def mails(self, request: HttpRequest) -> list[words.EditableMail]:
        """Return the mails of the desks at which this person works."""
        user = request.user
        return [one for one in words.editable_mails() if user.has_module_perms(one.app_label)]

    def get_queryset(self, request: HttpRequest) -> Any:
        templates = [mail.template for mail in self.mails(request)]
        return super().get_queryset(request).filter(template__in=templates)

    def entries(self, request: HttpRequest) -> Iterator[Entry]:
        stored = {(text.template, text.language): text for text in self.get_queryset(request)}
        for mail in self.mails(request):
            for language, _name in settings.LANGUAGES:
                yield Entry(mail, language, stored.get((mail.template, language)))

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> MailText | None:
        """Return a row by its key, or by its mail and language: then it may be one to be."""
        for entry in self.entries(request):
            if entry.id == object_id:
                return entry.row()
        return super().get_object(request, object_id, from_field)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        entries = list(self.entries(request))
        if request.GET.get("use") == "failed":
            entries = [entry for entry in entries if entry.failed]
        return super().changelist_view(request, {"entries": entries, **(extra_context or {})})

    @method_decorator(csp_update({"frame-src": [SELF]}))
    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        if self.get_object(request, unquote(object_id)) is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        text, mail = self._asked(request, object_id)
        entry = Entry(mail, text.language, text if text.pk else None)
        data = request.POST if request.method == "POST" else None
        form = WordsForm(data, mail=mail, instance=text)
        stored = MailText.objects.filter(template=text.template, language=text.language).first()
        theirs = None
        if form.is_valid() and "_test" in request.POST:
            self._send_test(request, form, text.language)
        elif form.is_valid() and form.cleaned_data["seen"] == stamp(stored):
            self._save(request, form)
            return redirect("admin:mail_mailtext_changelist")
        elif form.is_valid():
            theirs = stored or entry.row()
        with translation.override(text.language):
            shipped, values = mail.shipped(), self._values(mail)
        return self.own_page(
            request,
            "admin/mail/mailtext/words.html",
            f"{mail.name} ({entry.language_in_words})",
            form=form,
            entry=entry,
            # What stands now has been seen once the page is shown.
            seen=stamp(stored),
            theirs=theirs,
            shipped=shipped,
            placeholders=[(one, values[one.name]) for one in mail.placeholders],
            preview_url=reverse("admin:mail_mailtext_preview", args=[entry.id]),
        )

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        # Django looks for the row first, and who may see none is told that it is not there.
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    @desk_page("<path:object_id>/preview/", "preview")
    @method_decorator(require_POST)
    @method_decorator(csp_replace(FRAMED))
    @method_decorator(xframe_options_sameorigin)
    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show both parts of the mail with the words as they are typed; nothing is saved."""
        text, mail = self._asked(request, object_id)
        form = WordsForm(request.POST, mail=mail, instance=text)
        form.is_valid()
        made = trying.sample(mail, form.typed, text.language)
        problems = [said for name in form.Meta.fields for said in form.errors.get(name, [])]
        response = TemplateResponse(
            request,
            "admin/mail/mailtext/preview.html",
            {
                "mail": made,
                "language": text.language,
                "problems": problems,
                "links": filling.links_in(form.typed.text),
            },
        )
        # A sandboxed tab cannot have a group of its own.
        response.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"
        return response

    @desk_page("<path:object_id>/shipped/", "shipped")
    def shipped_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask on GET; on POST, the mail says again what comes with the site."""
        text, mail = self._asked(request, object_id)
        entry = Entry(mail, text.language, text if text.pk else None)
        if request.method != "POST":
            with translation.override(text.language):
                shipped = mail.shipped()
            title = _("Back to the shipped words")
            template = "admin/mail/mailtext/shipped.html"
            return self.own_page(request, template, title, entry=entry, shipped=shipped)
        if text.pk:
            with transaction.atomic():
                self.note_deletion(request, text)
                text.delete()
            self.message_user(request, _("This mail has the shipped words again."))
        return redirect("admin:mail_mailtext_changelist")

    def _asked(self, request: HttpRequest, object_id: str) -> tuple[MailText, words.EditableMail]:
        """Return the words and the mail; raise where this person may not change them."""
        text = self.get_object(request, unquote(object_id))
        # Not there, of another desk, or not theirs to change.
        if text is None or not self.has_change_permission(request, text):
            raise PermissionDenied
        return text, words.find(text.template)

    def _values(self, mail: words.EditableMail) -> dict[str, str]:
        context = mail.sample()
        return {one.name: str(one.value(context)) for one in mail.placeholders}

    def _send_test(self, request: HttpRequest, form: WordsForm, language: str) -> None:
        try:
            message = trying.send_test(form.mail, form.typed, language, request.user)
        except TooOftenError:
            said = _("Those were ten tests within an hour. Please wait a little.")
            self.message_user(request, said, messages.WARNING)
            return
        said = _("A test is on its way to %(address)s. Nothing is saved yet.")
        self.message_user(request, said % {"address": message.to}, messages.SUCCESS)

    @transaction.atomic
    def _save(self, request: HttpRequest, form: WordsForm) -> None:
        text, data = form.instance, form.cleaned_data
        row, _is_new = MailText.objects.update_or_create(
            template=text.template,
            language=text.language,
            defaults={"subject": data["subject"], "text": data["text"], "failed_at": None},
        )
        self.log_change(request, row, self.construct_change_message(request, form, None))
        self.message_user(request, _("Saved. From now on this mail says so."), messages.SUCCESS)
