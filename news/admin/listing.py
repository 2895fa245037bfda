"""The list of articles: states in words, filters, columns."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ijmsite.staff.desk import office_time_in_words
from news.models import Article

Status = Article.Status


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            ("draft", _("Draft")),
            ("in_review", _("In review")),
            ("late", _("Late")),
            ("scheduled", _("Scheduled")),
            ("embargoed", _("Embargoed")),
            ("published", _("Published")),
            ("gone", _("Withdrawn or expired")),
        ]

    def queryset(self, request, queryset):
        match self.value():
            case "late" | "scheduled" | "embargoed" | "published" | "gone" as name:
                return getattr(queryset, name)()
            case "draft" | "in_review" as status:
                return queryset.filter(status=status)
            case _:
                return queryset


def state_of(article):
    """Return the state of an article as a word for CSS, words for people, and a time or None."""
    if article.is_scheduled:
        return "scheduled", _("Scheduled for"), article.publish_at
    if article.is_published:
        return "published", _("Published"), article.publish_at
    if article.status == Status.PUBLISHED:
        return "gone", _("Taken down"), article.unpublish_at
    if article.status == Status.WITHDRAWN:
        return "gone", _("Withdrawn, was published"), article.publish_at
    if article.publish_at and not article.imported_from:
        return (
            article.status,
            _("%(state)s, planned for") % {"state": article.get_status_display()},
            article.publish_at,
        )
    return article.status, article.get_status_display(), None


class ListingMixin:
    """What the list shows and how it is narrowed."""

    @admin.display(description=_("state"), ordering="publish_at")
    def state(self, article):
        css, words, moment = state_of(article)
        said = format_html('<span class="state state--{}">{}</span>', css, words)
        if moment is None:
            return said
        time = office_time_in_words(moment)
        return format_html('{} <time datetime="{}">{}</time>', said, moment.isoformat(), time)

    @admin.display(description=_("topics"))
    def topic_names(self, article):
        return ", ".join(str(topic) for topic in article.topics.all())

    @admin.display(description=_("photo"), boolean=True)
    def has_photo(self, article):
        return article.photo_id is not None
