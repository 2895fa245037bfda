import re

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, strip_tags
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from js_asset import Media

from contacts.models import PressContact
from ijmsite.staff.desk import DeskAdmin

from .models import Article, Topic

Status = Article.Status
NEEDS_PUBLISHER = {Status.PUBLISHED, Status.WITHDRAWN}

MISSING = _("Readers need this. Please fill it in, or save the article as a draft for now.")
BARE_ADDRESS = re.compile(r'href="((?!https?:|mailto:|tel:|/|#)[^"]*)"', re.IGNORECASE)


def in_words(moment):
    return date_format(timezone.localtime(moment), "D j M Y H:i T")


def has_text(html):
    return bool(strip_tags(html).replace("&nbsp;", " ").strip())


def wording(article):
    """Return what readers read, whatever way the editor lays out the markup."""
    # Split, not substituted: a pattern that starts with spaces is slow on a long run of them.
    parts = re.split(r"(<[^>]*>)", article.body)
    body = "".join(" ".join(part.split()) for part in parts)
    return article.headline, article.standfirst, body


class ArticleForm(forms.ModelForm):
    may_publish = False  # set for each request by ArticleAdmin.get_form

    class Meta:
        model = Article
        # ArticleAdmin.get_fieldsets puts them in order.
        fields = [
            *("headline", "slug", "standfirst", "body", "photo", "dateline", "byline", "topics"),
            *("press_contact", "language", "status", "publish_at", "unpublish_at"),
        ]
        widgets = {"standfirst": AdminTextareaWidget(attrs={"rows": 3, "maxlength": 300})}
        help_texts = {
            "headline": _("What happened, in one line. You can save a draft with this alone."),
            "slug": _("The end of the web address. It fills itself in from the headline."),
            "dateline": _("Where the story was written or happened, such as “Harrow Bay, Ont.”"),
            "byline": _("Who wrote it. May stay empty."),
            "topics": _("Readers find the article under each of these."),
            "press_contact": _("Whom journalists call about this story."),
            "language": _("The language in which the article is written."),
            "photo": _("Search for a picture of the library, or add a new one with the plus sign."),
            "publish_at": _(
                "Leave this empty to publish at once. A time in the future publishes the article "
                "by itself at that time."
            ),
            "unpublish_at": _("Usually empty. At this time the article leaves the site by itself."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
        for name in {"publish_at", "unpublish_at"} & self.fields.keys():
            self.fields[name].error_messages |= {
                "invalid_date": _("Please give the date as well, such as 2027-03-31."),
                "invalid_time": _("Please give the time as well, such as 09:00."),
            }
        if "status" in self.fields:
            status = self.fields["status"]
            status.help_text = _("A draft, and an article in review, is seen by staff only.")
            if not self.may_publish:
                status.choices = [c for c in Status.choices if c[0] not in NEEDS_PUBLISHER]
                status.help_text = _(
                    "Choose “In review” when it is finished. A publisher then publishes it."
                )

    def clean_slug(self):
        return self.cleaned_data["slug"] or free_slug(self.cleaned_data.get("headline", ""))

    def clean_body(self):
        body = self.cleaned_data["body"]
        if bare := BARE_ADDRESS.search(body):
            raise ValidationError(
                _("The link “%(link)s” leads nowhere. Please begin it with https://"),
                params={"link": bare[1]},
            )
        return body

    def clean(self):
        data = super().clean()
        status = data.get("status")
        if status == Status.PUBLISHED:
            self.check_complete(data)
            if not data.get("publish_at") and "publish_at" not in self.errors:
                data["publish_at"] = timezone.now()
        self.check_step(status, data)
        if status == Status.WITHDRAWN and not data.get("publish_at"):
            data["publish_at"] = self.instance.publish_at
        start, end = data.get("publish_at"), data.get("unpublish_at")
        if start and end and end <= start:
            self.add_error("unpublish_at", _("This must be later than the time of publication."))
        return data

    def check_complete(self, data):
        for name in ("standfirst", "press_contact"):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, MISSING)
        if not has_text(data.get("body", "")) and "body" not in self.errors:
            self.add_error("body", MISSING)

    def check_step(self, status, data):
        """Keep what readers have seen from turning into what never was."""
        was_public = self.instance.pk and self.instance.was_public
        start = data.get("publish_at")
        if status == Status.WITHDRAWN and not was_public:
            self.add_error("status", _("Readers never saw this article. Choose “Draft” instead."))
        elif was_public and status in {Status.DRAFT, Status.IN_REVIEW}:
            self.add_error(
                "status", _("Readers have seen this article. Choose “Withdrawn” to take it down.")
            )
        elif was_public and start and start > timezone.now():
            self.add_error(
                "publish_at",
                _("Readers have seen this article already: this cannot lie in the future."),
            )


def free_slug(headline):
    slug = slugify(headline)[:90].strip("-") or "article"
    taken = set(Article.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    numbered = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
    return next(s for s in (slug, *numbered) if s not in taken)


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            ("draft", _("Draft")),
            ("in_review", _("In review")),
            ("scheduled", _("Scheduled")),
            ("published", _("Published")),
            ("gone", _("Withdrawn or expired")),
        ]

    def queryset(self, request, queryset):
        match self.value():
            case "scheduled" | "published" | "gone" as name:
                return getattr(queryset, name)()
            case "draft" | "in_review" as status:
                return queryset.filter(status=status)
            case _:
                return queryset


@admin.register(Article)
class ArticleAdmin(DeskAdmin):
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
        detail = in_words(article.publish_at) if article.is_scheduled else link
        self.message_user(request, format_html(text, detail), messages.INFO)

    # Columns

    @admin.display(description=_("state"), ordering="publish_at")
    def state(self, article):
        if article.is_scheduled:
            return _("Scheduled for %(time)s") % {"time": in_words(article.publish_at)}
        if article.is_published:
            return _("Published, %(time)s") % {"time": in_words(article.publish_at)}
        if article.status == Status.PUBLISHED:
            return _("Taken down, %(time)s") % {"time": in_words(article.unpublish_at)}
        return article.get_status_display()

    @admin.display(description=_("topics"))
    def topic_names(self, article):
        return ", ".join(str(topic) for topic in article.topics.all())

    @admin.display(description=_("photo"), boolean=True)
    def has_photo(self, article):
        return article.photo_id is not None

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


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    list_display = ["name", "name_fr", "slug"]
    search_fields = ["name", "name_fr"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "description", "name_fr", "description_fr"]
