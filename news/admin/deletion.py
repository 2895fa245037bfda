"""Deleting what readers never saw, and bringing it back."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ijmsite.staff.desk import desk_page
from news.deleted import RESTORABLE, note_deletion, recently_deleted, restore
from news.inbound import NEAR, has_farther, inbound, near_of
from news.models import Article, SearchText

PER_PAGE = 100
# For so many articles the question whether to delete them says what links to each.
LOOKED_AT = 10
# A message names so many.
NAMED = 10
MAX_DIGITS = 19


class DeletionMixin:
    def note_deletion(self, request, obj):
        note_deletion(obj, request.user)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        self.tell_restorable(request)

    @transaction.atomic
    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        self.tell_restorable(request)

    def tell_restorable(self, request):
        text = gettext('For 30 days this can be undone: <a href="{}">see what was deleted</a>.')
        link = reverse("admin:news_article_deleted")
        self.message_user(request, format_html(text, link), messages.INFO)

    # The questions before

    def get_deleted_objects(self, objs, request):
        deleted, counts, *others = super().get_deleted_objects(objs, request)
        # What the search knows of an article is nothing that anybody could miss.
        counts.pop(SearchText._meta.verbose_name_plural, None)
        return without_search_texts(deleted), counts, *others

    def delete_view(self, request, object_id, extra_context=None):
        article = self.get_object(request, unquote(object_id))
        context = self.linked_to([article] if article else [], near_of(request))
        return super().delete_view(request, object_id, context | (extra_context or {}))

    # Django 6.1 says besides whether the action stands above a list or a form.
    def response_action(self, request, queryset, **where):
        response = super().response_action(request, queryset, **where)
        if isinstance(response, TemplateResponse) and "deletable_objects" in response.context_data:
            chosen = response.context_data["queryset"][:LOOKED_AT]
            response.context_data |= self.linked_to(chosen, NEAR // LOOKED_AT)
        return response

    def linked_to(self, articles, near):
        linked = [(article, inbound(article, near)) for article in articles]
        return {
            "linked": [pair for pair in linked if not pair[1].is_empty],
            "has_farther": any(has_farther(article, near) for article, _inbound in linked),
        }

    def changelist_view(self, request, extra_context=None):
        # Django only says that no action was chosen; who forges one shall be told no.
        known = {name for name, _function in self.admin_site.actions} | {
            getattr(action, "__name__", action) for action in self.actions or []
        }
        if request.POST.get("action") in known - self.get_actions(request).keys():
            raise PermissionDenied
        context = {"may_restore": self.has_delete_permission(request)}
        return super().changelist_view(request, context | (extra_context or {}))

    # Afterwards

    @desk_page("deleted/", "deleted")
    def deleted_view(self, request):
        if not self.has_delete_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            self.restore_chosen(request)
            return redirect("admin:news_article_deleted")
        page = Paginator(recently_deleted(), PER_PAGE).get_page(request.GET.get("page"))
        for revision in page:
            revision.restorable_until = revision.history_date + RESTORABLE
        title = gettext("Deleted in the last 30 days")
        return self.own_page(request, "admin/news/article/deleted.html", title, page=page)

    def restore_chosen(self, request):
        # The button for the whole page sends all of its numbers at once.
        sent = ",".join(request.POST.getlist("article")).split(",")
        chosen = [int(pk) for pk in sent if pk.isdecimal() and len(pk) < MAX_DIGITS]
        chosen = list(dict.fromkeys(chosen))[:PER_PAGE]
        there = set(recently_deleted().filter(id__in=chosen).values_list("id", flat=True))
        asked = [pk for pk in chosen if pk in there]
        restored = [article for pk in asked if (article := restore(pk, request.user))]
        if not chosen:
            self.message_user(request, _("Please tick what shall come back."), messages.WARNING)
        elif not restored:
            text = _("There was nothing left to restore: look into the list of articles.")
            self.message_user(request, text, messages.WARNING)
        else:
            said = ngettext(
                "%(count)s article is back as a draft: {}.",
                "%(count)s articles are back as drafts: {}.",
                len(restored),
            )
            text = format_html(said % {"count": len(restored)}, links_to(restored))
            self.message_user(request, text, messages.SUCCESS)
            self.tell_left_alone(request, [a.pk for a in restored if a.came_alone])

    def tell_left_alone(self, request, keys):
        # The other one may have come back after it.
        articles = Article.objects.filter(pk__in=keys, translation_of=None, translated_as=None)
        if articles := list(articles):
            said = ngettext(
                "{} came back without its other version, which is gone or has another one by now.",
                "{} came back without their other versions, which are gone or have others by now.",
                len(articles),
            )
            self.message_user(request, format_html(said, links_to(articles)), messages.WARNING)


def links_to(articles):
    pages = [(reverse("admin:news_article_change", args=[a.pk]), a) for a in articles[:NAMED]]
    return format_html_join(", ", '<a href="{}">{}</a>', pages)


def without_search_texts(listed):
    name = f"{capfirst(SearchText._meta.verbose_name)}: "
    kept = [each for each in listed if isinstance(each, list) or not str(each).startswith(name)]
    lists = [without_search_texts(each) if isinstance(each, list) else each for each in kept]
    return [each for each in lists if each != []]
