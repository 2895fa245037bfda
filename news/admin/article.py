"""Writing, checking and publishing an article."""

import re

from django import forms
from django.contrib import admin, messages
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from js_asset import Media

from contacts.models import PressContact
from ijmsite.staff.desk import DeskAdmin, office_time
from news.forms import NEEDS_PUBLISHER, ArticleForm
from news.models import Article
from news.services import index_photos

from .history import HistoryMixin
from .listing import ListingMixin, StateFilter
from .preview import PreviewMixin
from .reading import ReadingLinksMixin
from .withdrawal import WithdrawalMixin


def wording(article):
    """Return what readers read, whatever way the editor lays out the markup."""
    # Split, not substituted: a pattern that starts with spaces is slow on a long run of them.
    parts = re.split(r"(<[^>]*>)", article.body)
    body = "".join(" ".join(part.split()) for part in parts)
    return article.headline, article.standfirst, body


@admin.register(Article)
class ArticleAdmin(
    ReadingLinksMixin, PreviewMixin, WithdrawalMixin, HistoryMixin, ListingMixin, DeskAdmin
):
    form = ArticleForm
    list_display = ["headline", "state", "topic_names", "has_photo"]
    list_filter = [StateFilter, "topics", "language"]
    list_per_page = 50
    search_fields = ["headline", "standfirst", "byline"]
    search_help_text = _("Search by headline, standfirst or byline.")
    show_full_result_count = False
    # Drafts first, then the newest, on both engines.
    ordering = [F("publish_at").desc(nulls_first=True), "-id"]
    autocomplete_fields = ["photo"]
    save_on_top = False

    class Media:
        css = {"all": ["admin_desk/tiptap-core.css", "admin_desk/editing.css"]}
        js = ["admin_desk/csp-style.js"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("topics")

    # What may be done

    def may_publish(self, request):
        return request.user.has_perm("news.publish_article")

    def has_change_permission(self, request, obj=None):
        if obj and obj.status in NEEDS_PUBLISHER and not self.may_publish(request):
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        # What readers have seen is withdrawn, so that its address says so; it is never deleted.
        if obj and (obj.was_public or not self.has_change_permission(request, obj)):
            return False
        return super().has_delete_permission(request, obj)

    # The form

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.may_publish = self.may_publish(request)
        return form

    def get_fieldsets(self, request, obj=None):
        return [
            (_("Story"), {"fields": ["headline", "slug", "standfirst", "body"]}),
            (_("Picture"), {"fields": [*(["picture"] if obj and obj.photo else []), "photo"]}),
            (
                _("Details"),
                {"fields": ["dateline", "byline", "topics", "press_contact", "language"]},
            ),
            (_("Publication"), {"fields": ["status", "publish_at", "unpublish_at"]}),
        ]

    def get_readonly_fields(self, request, obj=None):
        # A public address stays: others have linked to it.
        return ["picture", "slug"] if obj and obj.was_public else ["picture"]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["headline"]}

    def get_changeform_initial_data(self, request):
        contact = PressContact.objects.default()
        return {"press_contact": contact.pk if contact else None} | (
            super().get_changeform_initial_data(request)
        )

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return super().formfield_for_manytomany(
            db_field, request, **{"widget": forms.CheckboxSelectMultiple} | kwargs
        )

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.is_relation:
            # Here one chooses; a slip must not delete a picture or a colleague.
            field.widget.can_delete_related = False
        if db_field.name == "topics":
            # The pop-up cannot add a check box to the page behind it.
            field.widget.can_add_related = False
        return field

    def render_change_form(self, request, context, *args, **kwargs):
        # The editor's import map is an inline script.
        context["media"] = Media.from_media(context["media"], nonce=str(request.csp_nonce))
        return super().render_change_form(request, context, *args, **kwargs)

    def view_on_site(self, article):
        return article.get_absolute_url() if article.is_published else None

    # Saving

    def save_model(self, request, obj, form, change):
        if change and obj.is_published:
            before = Article.objects.published().filter(pk=obj.pk).first()
            if before and wording(before) != wording(obj):
                obj.revised_at = timezone.now()
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        index_photos(form.instance)

    def response_add(self, request, obj, post_url_continue=None):
        self.tell_what_readers_see(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        self.tell_what_readers_see(request, obj)
        return super().response_change(request, obj)

    def tell_what_readers_see(self, request, article):
        if article.is_published:
            text = _("Readers can see it now: {}")
        elif article.is_scheduled:
            text = _("Readers will see it on {}.")
        elif article.was_public:
            text = _("Readers can no longer see it.")
        else:
            text = _("Only staff can see it.")
        link = format_html('<a href="{}">{}</a>', article.get_absolute_url(), article.headline)
        detail = office_time(article.publish_at) if article.is_scheduled else link
        self.message_user(request, format_html(text, detail), messages.INFO)

    @admin.display(description=_("picture now"))
    def picture(self, article):
        smallest = article.photo.pictures("webp")[0]
        return format_html(
            '<img src="{}" width="{}" height="{}" alt="{}" class="desk-picture">',
            reverse("photos:media", args=[smallest["name"]]),
            smallest["width"],
            smallest["height"],
            article.photo.alt,
        )
