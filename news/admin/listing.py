"""The list of articles: states in words, filters, columns."""

from django.contrib import admin
from django.db.models import Q
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ijmsite.staff.desk import office_time_in_words
from ijmsite.staff.filters import TableFilter
from ijmsite.staff.lists import MOST
from ijmsite.staff.searching import SearchedInPartsMixin
from news import search
from news.models import Article, Topic

Status = Article.Status


class StateFilter(TableFilter):
    title = _("state")
    parameter_name = "state"
    table = [
        ("draft", _("Draft"), lambda rows, request: rows.filter(status=Status.DRAFT)),
        ("in_review", _("In review"), lambda rows, request: rows.filter(status=Status.IN_REVIEW)),
        ("late", _("Late"), lambda rows, request: rows.late()),
        ("scheduled", _("Scheduled"), lambda rows, request: rows.scheduled()),
        ("embargoed", _("Embargoed"), lambda rows, request: rows.embargoed()),
        ("published", _("Published"), lambda rows, request: rows.published()),
        ("gone", _("Withdrawn or expired"), lambda rows, request: rows.gone()),
    ]


class TopicFilter(admin.SimpleListFilter):
    title = _("topics")
    parameter_name = "topics__id__exact"

    def lookups(self, request, model_admin):
        return [(topic.pk, str(topic)) for topic in Topic.objects.all()]

    def queryset(self, request, queryset):
        return queryset.about([self.value()]) if self.value() else queryset


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


class ListingMixin(SearchedInPartsMixin):
    """What the list shows and how it is narrowed; readers' search finds what it knows at once."""

    list_display = ["headline", "state", "topic_names", "has_photo"]
    sortable_by = ["headline", "state"]
    not_in_lists = ["body"]
    search_fields = ["headline", "standfirst", "byline"]
    search_help_text = _(
        "Search by words of the headline, standfirst or text, by the beginning of a word, or by "
        "byline. In older articles, a byline or a part of a word is looked for last."
    )

    def keys_at_once(self, everything, text):
        if not search.asked(text):
            return []
        statement, words = search.statement(text)
        keys = search.keys_by(f"{statement} LIMIT {MOST + 1}", words)
        if len(keys) <= MOST and (places := search.in_places(text)):
            keys = [*everything.filter(places, pk__in=keys).values_list("pk", flat=True)]
        return keys

    def known_among(self, keys, text):
        # Either engine would collect all hits of a common word, if it was not told the keys.
        hits = search.hits_among(text, keys) if keys else []
        return Q(search.in_places(text), pk__in=hits)

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
