import uuid
from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ijmsite.staff.desk import RecordAdmin, desk_page, office_time, time_column
from ijmsite.staff.filters import TableFilter
from ijmsite.staff.searching import SearchedInPartsMixin
from ijmsite.web.starts import Start

from ..models import Message, MessageQuerySet
from ..outbox import resend


class ProgressFilter(TableFilter):
    title = _("progress")
    parameter_name = "progress"
    table = [
        ("waiting", _("Waits"), lambda rows, request: rows.waiting()),
        ("look", _("Needs a look"), lambda rows, request: rows.needing_a_look()),
    ]


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state__exact"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> list[tuple[str, Promise]]:
        return Message.State.choices

    def queryset(self, request: HttpRequest, queryset: MessageQuerySet) -> MessageQuerySet:
        state = self.value()
        if state is None:
            return queryset
        # What the state implies, by which an index finds its few rows.
        if state in Message.WAITING:
            queryset = queryset.waiting()
        elif state != Message.State.SENT:
            queryset = queryset.not_simply_sent()
        return queryset.filter(state=state)


@admin.register(Message)
class MessageAdmin(SearchedInPartsMixin, RecordAdmin):
    """Show what waits and what became of it. Nothing can be typed here."""

    list_display = ["created", "kind", "to", "state", "tries", "next_try", "reason"]
    list_filter = [ProgressFilter, StateFilter]
    sortable_by = ["created"]
    search_fields = ["to", "subject"]
    at_once = [Start("to"), Start("subject")]
    search_help_text = _("Older ones are found at once by how the address or the subject begins.")
    not_in_lists = ["text", "html", "attachments", "headers"]
    fields = [
        "kind",
        "state",
        "reason",
        "tries",
        "next_try",
        "created",
        "ended",
        "expires",
        "to",
        "answers_go_to",
        "subject",
        "shown_text",
        "files",
        "message_id",
        "resend_of",
    ]
    readonly_fields = fields
    actions = ["cancel", "resend"]
    created = time_column("created_at", _("created"))
    ended = time_column("ended_at", _("ended"))
    expires = time_column("expires_at", _("expires"))

    def get_queryset(self, request: HttpRequest) -> MessageQuerySet:
        """Show what belongs to desks this person works at: a message repeats their rows."""
        messages = super().get_queryset(request)
        for app in apps.get_app_configs():
            if not request.user.has_module_perms(app.label):
                messages = messages.exclude(template__startswith=f"{app.label}/")
        return messages

    def get_ordering(self, request: HttpRequest) -> list[str]:
        """Put the next to leave first where all of them wait, else the newest."""
        asked = request.GET
        waits = asked.get("progress") == "waiting" or asked.get("state__exact") in Message.WAITING
        return ["next_try_at", "id"] if waits else ["-created_at", "-id"]

    @admin.display(description=_("kind"))
    def kind(self, message: Message) -> str:
        return message.label

    @admin.display(description=_("reason"))
    def reason(self, message: Message) -> str:
        return message.reason

    @admin.display(description=_("next try"), empty_value="")
    def next_try(self, message: Message) -> str:
        return office_time(message.next_try_at) if message.state == Message.State.QUEUED else ""

    @admin.display(description=_("answers go to"))
    def answers_go_to(self, message: Message) -> str:
        return ", ".join(message.reply_to)

    @admin.display(description=_("attached files"))
    def files(self, message: Message) -> str:
        return ", ".join(attachment["name"] for attachment in message.attachments)

    @admin.display(description=_("text"))
    def shown_text(self, message: Message) -> str:
        if message.is_secret:
            return _("Not shown: it holds a link that only the addressee may use.")
        return _("The text has been deleted.") if message.is_blank else message.text

    def has_cancel_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("mail.cancel_message")

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("mail.resend_message")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        message = context["original"]
        context["may_cancel"] = (
            self.has_cancel_permission(request) and message.state == Message.State.QUEUED
        )
        context["may_resend"] = self.has_resend_permission(request) and message.can_be_resent
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.action(permissions=["cancel"], description=_("Cancel the selected messages"))
    def cancel(self, request: HttpRequest, queryset: MessageQuerySet) -> None:
        count = 0
        for message in queryset:
            # One at a time, so that the history names those that were still there to cancel.
            if Message.objects.filter(pk=message.pk).cancel():
                self.log_change(request, message, str(_("Cancelled.")))
                count += 1
        self._report(
            request,
            ngettext("%(count)d message cancelled.", "%(count)d messages cancelled.", count),
            count,
            _("Only a message that waits can be cancelled."),
            queryset,
        )

    @admin.action(permissions=["resend"], description=_("Send the selected messages again"))
    def resend(self, request: HttpRequest, queryset: MessageQuerySet) -> None:
        count = 0
        for message in queryset:
            try:
                resend(message)
            except ValueError:
                continue
            self.log_change(request, message, str(_("Sent again.")))
            count += 1
        self._report(
            request,
            ngettext("%(count)d message waits to go.", "%(count)d messages wait to go.", count),
            count,
            _(
                "Only a message that has ended, still has its text and has not expired can be sent "
                "again."
            ),
            queryset,
        )

    @desk_page("<uuid:pk>/cancel/", "cancel")
    @method_decorator(require_POST)
    def cancel_view(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        if not self.has_cancel_permission(request):
            raise PermissionDenied
        return self._act(request, pk, self.cancel)

    @desk_page("<uuid:pk>/resend/", "resend")
    @method_decorator(require_POST)
    def resend_view(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        if not self.has_resend_permission(request):
            raise PermissionDenied
        return self._act(request, pk, self.resend)

    def _act(self, request: HttpRequest, pk: uuid.UUID, action: Any) -> HttpResponse:
        get_object_or_404(Message, pk=pk)
        action(request, Message.objects.filter(pk=pk))
        return HttpResponseRedirect(reverse("admin:mail_message_change", args=[pk]))

    def _report(
        self, request: HttpRequest, done: str, count: int, refused: str, asked: MessageQuerySet
    ) -> None:
        if count:
            self.message_user(request, done % {"count": count}, messages.SUCCESS)
        if count < len(asked):
            self.message_user(request, refused, messages.WARNING)
