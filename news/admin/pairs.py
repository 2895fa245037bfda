"""The same article in the other language: from one to the other, and to begin the other one."""

from itertools import chain

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ijmsite.staff.filters import TableFilter
from ijmsite.staff.widgets import is_possible
from news.figures import without_alternative_texts
from news.models import Article
from news.models.querysets import FEW
from news.pairs import OTHER

# What a version in the other language begins with. The words are there to be translated; what
# was answered about survivors, approved, or said of a picture is to be answered anew.
COPIED = ["headline", "standfirst", "dateline", "byline", "content_note"]
COPIED += ["photo", "press_contact"]
OPEN = {"en": _("Open the English version"), "fr": _("Open the French version")}
WRITE = {"en": _("Write the English version"), "fr": _("Write the French version")}


IS_TRANSLATED = Exists(Article.objects.filter(translation_of=OuterRef("pk")).order_by())


def alone(articles):
    """Return those without a translation, of which each is found on a walk through the newest.

    Asked for a missing original in so many words, SQLite would find them by that and sort them.
    """
    return articles.exclude(translation_of__isnull=False).filter(~IS_TRANSLATED)


def in_pairs(articles):
    translations = Article.objects.filter(translation_of__isnull=False).order_by()
    pairs = [*translations.values_list("pk", "translation_of")[: FEW + 1]]
    # Where there are few, their keys find them; of many, the next one is never far.
    few = Q(pk__in=chain(*pairs))
    many = Q(translation_of__isnull=False) | IS_TRANSLATED
    return articles.filter(few if len(pairs) <= FEW else many)


class TranslationFilter(TableFilter):
    title = _("translation")
    parameter_name = "translation"
    table = [
        ("none", _("has none"), lambda rows, request: alone(rows)),
        ("one", _("has one"), lambda rows, request: in_pairs(rows)),
    ]


class PairsMixin:
    def add_view(self, request, form_url="", extra_context=None):
        original = self.original_of(request)
        if request.method == "GET" and original:
            if original.twin:
                text = gettext("“%(headline)s” has a translation already: this one.")
                self.message_user(request, text % {"headline": original}, messages.WARNING)
                return redirect("admin:news_article_change", original.twin.pk)
            text = gettext(
                "This begins with the words of “%(headline)s”: please translate them. Describe "
                "the pictures, and answer the questions about survivors, for this text."
            )
            messages.info(request, text % {"headline": original})
        return super().add_view(request, form_url, extra_context)

    def original_of(self, request):
        """Return the article that the address of the add form asks to translate, or None."""
        key = request.GET.get("translation_of", "")
        if not is_possible(Article, key) or not self.has_view_permission(request):
            return None
        return Article.objects.filter(pk=key).first()

    def get_changeform_initial_data(self, request):
        suggested = super().get_changeform_initial_data(request)
        original = self.original_of(request)
        if original is None:
            return suggested
        return (
            suggested
            | {name: forms.model_to_dict(original, [name])[name] for name in COPIED}
            | {
                "translation_of": original.pk,
                "language": OTHER[original.language],
                "body": without_alternative_texts(original.body),
                "topics": original.topics.all(),
            }
        )

    def get_search_results(self, request, queryset, search_term):
        if request.GET.get("field_name") == "translation_of":
            queryset = alone(queryset)
        return super().get_search_results(request, queryset, search_term)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj and (twin := obj.twin):
            page = reverse("admin:news_article_change", args=[twin.pk])
            context["other_version"] = {"url": page, "label": OPEN[twin.language]}
        elif obj and self.has_add_permission(request):
            page = reverse("admin:news_article_add") + f"?translation_of={obj.pk}"
            context["other_version"] = {"url": page, "label": WRITE[OTHER[obj.language]]}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    # What happens to one may have to happen to the other

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        article = form.instance
        was_published = Article(**form.state_before).is_published
        if form.correction or (was_published and not article.is_published):
            self.remind_of_twin(request, article)

    def remind_of_twin(self, request, article):
        twin = article.public_twin
        if twin is None or not article.was_public:
            return
        if article.is_published:
            text = _("Its other version, {}, is public too. Does it need the same correction?")
        else:
            text = _("Its other version, {}, is still public. Should it be taken down as well?")
        page = reverse("admin:news_article_change", args=[twin.pk])
        link = format_html('<a href="{}" lang="{}">{}</a>', page, twin.language, twin)
        self.message_user(request, format_html(text, link), messages.WARNING)
