"""Writing, checking and publishing an article."""

from django import forms
from django.contrib import admin
from django.db.models import F
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from js_asset import Media

from contacts.models import PressContact
from ijmsite.staff.desk import DeskAdmin
from ijmsite.staff.once import OnceMixin
from news.forms import NEEDS_PUBLISHER, ArticleForm
from news.indexing import index_text
from news.models import SURVIVOR_QUESTIONS, Article
from news.services import index_photos

from .addresses import AddressMixin
from .deletion import DeletionMixin
from .history import HistoryMixin
from .listing import ListingMixin, StateFilter, TopicFilter
from .pairs import PairsMixin, TranslationFilter
from .preview import PreviewMixin
from .publication import PublicationMixin
from .reading import ReadingLinksMixin
from .withdrawal import WithdrawalMixin


@admin.register(Article)
class ArticleAdmin(
    ReadingLinksMixin,
    PreviewMixin,
    PairsMixin,
    WithdrawalMixin,
    AddressMixin,
    DeletionMixin,
    HistoryMixin,
    OnceMixin,
    PublicationMixin,
    ListingMixin,
    DeskAdmin,
):
    form = ArticleForm
    list_filter = [StateFilter, TopicFilter, "language", TranslationFilter]
    # Drafts first, then the newest, on both engines.
    ordering = [F("publish_at").desc(nulls_first=True), "-id"]
    autocomplete_fields = ["photo", "related_by_hand", "translation_of"]
    save_on_top = False

    class Media:
        css = {
            "all": [
                "admin_desk/tiptap-core.css",
                "admin_desk/editing.css",
                "admin_desk/publishing.css",
            ]
        }
        js = [
            "admin_desk/csp-style.js",
            forms.Script("admin_desk/publishing.js", defer=True),
            # After jQuery, wherever that stands.
            forms.Script("admin_desk/photo-alt.js", defer=True),
        ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("topics")

    # What may be done

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

    def get_fieldsets(self, request, obj=None):
        was_public = obj is not None and obj.was_public
        sets = [
            (_("Story"), {"fields": ["headline", "slug", "standfirst", "body"]}),
            (
                _("Picture"),
                {
                    "fields": [
                        *(["picture"] if obj and obj.photo else []),
                        *("photo", "photo_alt", "photo_is_decorative"),
                    ]
                },
            ),
            (
                _("Details"),
                {
                    "fields": [
                        *("dateline", "byline", "content_note", "topics", "press_contact"),
                        *("language", "translation_of", "related_by_hand"),
                    ]
                },
            ),
            (
                _("Could it harm a survivor?"),
                {
                    "description": _(
                        "Whoever is named or recognized can be found. Answer for the words and for "
                        "every picture; all four are needed before readers see it."
                    ),
                    "fields": [*SURVIVOR_QUESTIONS, "survivor_consent"],
                },
            ),
        ]
        if was_public:
            sets.append((_("What kind of edit is this?"), self.edit_kind_fields(request, obj)))
        has_plan = obj is not None and obj.publish_at is not None
        plan = [*(["state"] if has_plan else []), "status", "publish_at"]
        return [
            *sets,
            (_("Publication"), {"fields": plan, "classes": ["beside"]}),
            (
                _("End and approvals"),
                {
                    "fields": ["unpublish_at", "approvals_required"],
                    "classes": ["beside", "collapse"],
                },
            ),
        ]

    def edit_kind_fields(self, request, article):
        asked = ["edit_kind", "correction_note"]
        if not self.has_change_permission(request, article):
            return {"fields": ["corrections_made"]}
        return {
            "description": _(
                "Readers have seen this article. If you change its words, say whether something "
                "was wrong."
            ),
            "fields": [*asked, "corrections_made"],
        }

    def get_readonly_fields(self, request, obj=None):
        return ["picture", "state", "corrections_made"]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["headline"]}

    def get_changeform_initial_data(self, request):
        contact = PressContact.objects.default()
        return {"press_contact": contact.pk if contact else None} | (
            super().get_changeform_initial_data(request)
        )

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "topics":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "photo":
            # Where photo-alt.js asks for the words of the library.
            field.widget.attrs["data-library"] = reverse("admin:photos_photo_picker")
        if db_field.is_relation:
            # Here one chooses; a slip must not delete a picture or a colleague.
            field.widget.can_delete_related = False
        if db_field.name in {"topics", "related_by_hand", "translation_of"}:
            # The pop-up cannot add a check box to the page behind it, and an article is no aside.
            field.widget.can_add_related = False
        return field

    def render_change_form(self, request, context, *args, **kwargs):
        # The editor's import map is an inline script.
        context["media"] = Media.from_media(context["media"], nonce=str(request.csp_nonce))
        return super().render_change_form(request, context, *args, **kwargs)

    def view_on_site(self, article):
        return article.get_absolute_url() if article.is_published else None

    # Saving

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        index_photos(form.instance)
        index_text(form.instance)

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
