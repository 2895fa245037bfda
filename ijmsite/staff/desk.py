"""What the desks of the admin have in common."""

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ijmsite.privacy import personal

from . import audit
from .lists import CappedPaginator, DeskChangeList
from .times import OfficeTimeField, office_time, office_time_in_words, relative_time
from .widgets import SearchSelect, SearchSelectMultiple, SeveralField, is_possible

__all__ = [
    "DeskAdmin",
    "ReceivedAdmin",
    "RecordAdmin",
    "ShownMixin",
    "desk_page",
    "office_time",
    "office_time_in_words",
    "relative_time",
    "time_column",
    "typed_column",
]


def desk_page(address, name):
    """Make a view a page of its desk, at an `address` below that of the list.

    The URL is named as Django names its own: `news_article_withdraw` for "withdraw".
    """

    def make(view):
        view.desk_pages = [(address, name), *getattr(view, "desk_pages", [])]
        return view

    return make


def time_column(field, description):
    """Return a column, or a read-only field, that shows the time in `field` with its zone."""

    @admin.display(description=description, ordering=field)
    def column(model_admin, obj):
        moment = getattr(obj, field)
        if moment is None:
            return "–"
        said = office_time(moment)
        return format_html('<time datetime="{}">{}</time>', moment.isoformat(), said)

    return column


def typed_column(field, description):
    """Return a column with a line that a stranger typed: isolated, so that it reorders nothing."""

    @admin.display(description=description, ordering=field)
    def column(model_admin, obj):
        return format_html("<bdi>{}</bdi>", getattr(obj, field) or "–")

    return column


class DeskAdmin(admin.ModelAdmin):
    """An admin whose times to fill in say which clock they mean."""

    list_per_page = 50
    paginator = CappedPaginator
    show_full_result_count = False
    # Counting what each filter would leave reads the whole table for each of them.
    show_facets = admin.ShowFacets.NEVER
    # Long fields of which the list shows nothing.
    not_in_lists = ()
    # By an address alone; no filter beside the list offers it.
    narrowed_by_links = ()
    # Of a search; each is a condition, and databases refuse thousands of them.
    most_words = 30
    formfield_overrides = {
        models.DateTimeField: {"form_class": OfficeTimeField, "widget": AdminSplitDateTime}
    }

    def get_urls(self):
        """Put our own pages before Django's, of which the last takes all addresses."""
        view = self.admin_site.admin_view
        own = [
            path(address, view(getattr(self, attribute)), name=self.url_name(name))
            for kind in type(self).__mro__
            for attribute, value in vars(kind).items()
            for address, name in getattr(value, "desk_pages", [])
        ]
        return [*own, *super().get_urls()]

    def url_name(self, what):
        return f"{self.opts.app_label}_{self.opts.model_name}_{what}"

    def get_changelist(self, request, **kwargs):
        return DeskChangeList

    def lookup_allowed(self, lookup, value, request):
        """Allow what a filter of the list asks for, and no other column of its model.

        Django allows each: whoever sees a list could guess letter by letter what it does not
        show, such as the hash of a password or the text of a mail with a link in it.
        """
        asked = lookup.partition("__")[0]
        is_column = asked == "pk" or any(asked == field.name for field in self.opts.get_fields())
        if is_column and asked not in self.narrowed_by(request):
            return False
        return super().lookup_allowed(lookup, value, request)

    def narrowed_by(self, request):
        """Return the names by which the list may be narrowed."""
        names = {self.date_hierarchy, *self.narrowed_by_links}
        for item in self.get_list_filter(request):
            name = item.parameter_name if isinstance(item, type) else item
            names.add((name if isinstance(name, str) else name[0]).partition("__")[0])
        return names

    def changelist_view(self, request, extra_context=None):
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def own_page(self, request, template, title, **context):
        """Return a page that Django's admin does not have, in its frame."""
        frame = {"opts": self.opts, "media": self.media, "title": title}
        context = self.admin_site.each_context(request) | frame | context
        return TemplateResponse(request, template, context)

    def note_deletion(self, request, obj):
        audit.record(audit.Action.DELETE, obj, request.user)

    def delete_model(self, request, obj):
        self.note_deletion(request, obj)
        super().delete_model(request, obj)

    @transaction.atomic
    def delete_queryset(self, request, queryset):
        for obj in queryset:
            self.note_deletion(request, obj)
        super().delete_queryset(request, queryset)

    def get_object(self, request, object_id, from_field=None):
        # An address may name an empty field, which Django looks for.
        return super().get_object(request, object_id, from_field or None)

    def row_to_change(self, request, object_id):
        """Return a row to those who may change it; whether it is there is asked last."""
        row = self.get_object(request, object_id)
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        if row is None:
            raise Http404
        return row

    def searched_words(self, search_term):
        # PostgreSQL refuses a NUL, which no text of ours holds.
        return search_term.replace("\0", "").split()[: self.most_words]

    def get_search_results(self, request, queryset, search_term):
        words = self.searched_words(search_term)
        return super().get_search_results(request, queryset, " ".join(words))

    def response_action(self, request, queryset, **where):
        """Answer a list action; rows that somebody made up are as if nothing was chosen."""
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if all(is_possible(self.model, key) for key in chosen):
            return super().response_action(request, queryset, **where)
        self.message_user(request, _("Please choose from the list."), messages.WARNING)
        return None

    def get_changeform_initial_data(self, request):
        """Return what the address of the form suggests, besides times, which are typed."""
        fields = self.opts.fields
        times = {field.name for field in fields if isinstance(field, models.DateTimeField)}
        suggested = super().get_changeform_initial_data(request)
        return {name: value for name, value in suggested.items() if name not in times}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.URLField):
            kwargs.setdefault("assume_scheme", "https")
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(db_field, models.DateTimeField):
            zone = timezone.localtime().tzname()
            said = _("Office time: %(place)s, now %(zone)s.") % {
                "place": settings.TIME_ZONE.replace("_", " "),
                "zone": zone,
            }
            field.help_text = f"{field.help_text} {said}".strip()
            for widget, part in zip(field.widget.widgets, [_("date"), _("time")], strict=True):
                widget.attrs["aria-label"] = f"{field.label}: {part}"
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SearchSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SearchSelectMultiple(db_field, self.admin_site))
        kwargs.setdefault("form_class", SeveralField)
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class ShownMixin:
    """An admin that shows its rows. Nothing is typed over: each step has a page of its own."""

    change_template = ""

    def shown_context(self, request, row):
        """Return what the page of a row knows, its title too."""
        raise NotImplementedError

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        context = self.shown_context(request, row) | (extra_context or {})
        return self.own_page(request, self.change_template, original=row, **context)


class ReceivedAdmin(DeskAdmin):
    """What people sent us: nobody adds it here, and only Administrators delete it."""

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return request.user.is_superuser

    def note_deletion(self, request, obj):
        # Whoever is deleted here is not kept by name there.
        label = f"{self.opts.verbose_name} {obj.pk}"
        audit.record(audit.Action.DELETE, obj, request.user, label=label)

    def delete_model(self, request, obj):
        self.delete_queryset(request, self.model.objects.filter(pk=obj.pk))

    @transaction.atomic
    def delete_queryset(self, request, queryset):
        """Delete rows with the mails about them, as an erasure does."""
        for obj in queryset:
            self.note_deletion(request, obj)
        for one in personal.all_personal():
            if one.model is self.model:
                one.erase(queryset)


class RecordAdmin(DeskAdmin):
    """What is kept as proof: to look at, never to touch."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
