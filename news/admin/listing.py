"""The list of articles: states in words, filters, columns."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ijmsite.staff.desk import office_time
from news.models import Article

Status = Article.Status


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


class ListingMixin:
    """What the list shows and how it is narrowed."""

    @admin.display(description=_("state"), ordering="publish_at")
    def state(self, article):
        if article.is_scheduled:
            return _("Scheduled for %(time)s") % {"time": office_time(article.publish_at)}
        if article.is_published:
            return _("Published, %(time)s") % {"time": office_time(article.publish_at)}
        if article.status == Status.PUBLISHED:
            return _("Taken down, %(time)s") % {"time": office_time(article.unpublish_at)}
        return article.get_status_display()

    @admin.display(description=_("topics"))
    def topic_names(self, article):
        return ", ".join(str(topic) for topic in article.topics.all())

    @admin.display(description=_("photo"), boolean=True)
    def has_photo(self, article):
        return article.photo_id is not None
