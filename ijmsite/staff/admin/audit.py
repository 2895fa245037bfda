"""The audit list: each person sees what was done to what the person may see."""

from django.apps import apps
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ijmsite.web.starts import Start

from ..audit import in_words
from ..desk import RecordAdmin, time_column
from ..models import AuditEvent
from ..searching import SearchedInPartsMixin


def models_seen_by(user):
    """Return the labels of the models whose rows `user` may see, such as "news.article"."""
    return [
        model._meta.label_lower
        for model in apps.get_models()
        if any(
            user.has_perm(f"{model._meta.app_label}.{what}_{model._meta.model_name}")
            for what in ("view", "change")
        )
    ]


def model_of(event):
    try:
        return apps.get_model(event.model)
    except (LookupError, ValueError):  # a model that the site no longer has
        return None


class ActorFilter(admin.RelatedFieldListFilter):
    """Names every account: which of them have done anything, only the whole list could tell."""

    include_empty_choice = False


@admin.register(AuditEvent)
class AuditEventAdmin(SearchedInPartsMixin, RecordAdmin):
    list_display = ["time", "who", "action", "target", "reason", "in_detail"]
    list_display_links = ["time"]
    list_filter = ["action", ("actor", ActorFilter)]
    narrowed_by_links = ["model"]
    sortable_by = ["time"]
    search_fields = ["label", "actor_name", "reason"]
    at_once = [Start("label"), Start("actor_name")]
    search_help_text = _(
        "Search by what it was done to, who did it, or the reason. Older ones are found at once by "
        "how the first two begin."
    )
    empty_value_display = ""
    fields = readonly_fields = ["time", "who", "action", "target", "reason", "in_detail"]
    time = time_column("at", _("time"))

    class Media:
        css = {"all": ["admin_desk/narrow-lists.css"]}

    def get_queryset(self, request):
        events = super().get_queryset(request)
        if request.user.is_superuser:
            return events
        return events.filter(model__in=models_seen_by(request.user))

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        self.find_targets(request, changelist.result_list)
        return changelist

    def get_object(self, request, object_id, from_field=None):
        event = super().get_object(request, object_id, from_field)
        if event:
            self.find_targets(request, [event])
        return event

    def find_targets(self, request, events):
        """Give each event the address of its object's page, where this person has one.

        One query for each kind of object, whatever the number of events.
        """
        for model, model_admin in self.admin_site._registry.items():
            of_model = [e for e in events if e.model == model._meta.label_lower]
            if not of_model:
                continue
            keys = {e.pk: key_of(model, e.object_id) for e in of_model}
            found = model_admin.get_queryset(request).in_bulk(
                {key for key in keys.values() if key is not None}
            )
            base = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
            for event in of_model:
                target = found.get(keys[event.pk])
                if target and model_admin.has_view_permission(request, target):
                    event.target_url = reverse(base, args=[target.pk])

    @admin.display(description=_("who"))
    def who(self, event):
        return event.who

    @admin.display(description=_("to what"))
    def target(self, event):
        model = model_of(event)
        kind = capfirst(model._meta.verbose_name) if model else event.model
        if url := getattr(event, "target_url", ""):
            return format_html('{}: <a href="{}">{}</a>', kind, url, event.label)
        return f"{kind}: {event.label}"

    @admin.display(description=_("details"))
    def in_detail(self, event):
        return in_words(event.details)


def key_of(model, text):
    try:
        return model._meta.pk.to_python(text)
    except ValidationError:
        return None
