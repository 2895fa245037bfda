"""Taking an article down at once, and what readers get in its place."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ijmsite.photos.models import Photo
from ijmsite.photos.usage import Use, uses_of
from ijmsite.staff import audit
from ijmsite.staff.desk import desk_page
from ijmsite.staff.widgets import SearchSelect
from news.addresses import final
from news.inbound import has_farther, inbound, near_of
from news.models import Article
from news.services import send_readers_to, withdraw

Status = Article.Status
# A message names so many.
NAMED = 10
# So many articles are named that still show a picture.
PLACES = 50


def can_be_withdrawn(article):
    """Return whether readers see it, or will without anybody doing anything."""
    return article.is_published or article.is_scheduled


def is_gone(article):
    return article.was_public and not article.is_published


class SuccessorForm(forms.Form):
    """Where readers of an article that is gone are sent."""

    successor = forms.ModelChoiceField(
        Article.objects.none(),
        required=False,
        label=_("Send readers to"),
        help_text=_("Another article that readers can see."),
        error_messages={
            "invalid_choice": _("Readers cannot see this article. Please choose another one.")
        },
    )

    def __init__(self, *args, admin_site, article, **kwargs):
        initial = {"successor": article.successor_id}
        super().__init__(*args, initial=initial, **kwargs)
        field = self.fields["successor"]
        # The one that was chosen stays on show, also when it is gone itself.
        published = Article.objects.published() | Article.objects.filter(pk=article.successor_id)
        field.queryset = published.exclude(pk=article.pk)
        field.widget = SearchSelect(Article._meta.get_field("successor"), admin_site)
        field.widget.choices = field.choices


class WithdrawalMixin:
    """A button on each article and in each row of the list; no question is asked.

    Somebody may be in danger. What was a slip is put back with the form.
    """

    actions = ["withdraw_chosen"]

    @property
    def media(self):
        return super().media + forms.Media(css={"all": ["admin_desk/narrow-lists.css"]})

    def has_publish_permission(self, request):
        """Say for Django who has the action in the list."""
        return self.may_publish(request)

    def article_or_404(self, request, object_id):
        article = self.get_object(request, unquote(object_id))
        if article is None:
            raise Http404
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        return article

    # Withdrawing

    @desk_page("<path:object_id>/withdraw/", "withdraw")
    def withdraw_view(self, request, object_id):
        if not self.may_publish(request):
            raise PermissionDenied
        article = self.article_or_404(request, object_id)
        # A GET comes from somebody who had to sign in first: the page has the button again.
        if request.method == "POST":
            self.tell(request, article, withdraw(article, request.user))
        return redirect("admin:news_article_withdrawn", article.pk)

    def tell(self, request, article, is_done):
        if not is_done:
            self.message_user(request, _("There was nothing to take down."), messages.INFO)
        elif article.was_public:
            text = _("Withdrawn. Readers can no longer see it, nor pictures that were only in it.")
            self.message_user(request, text, messages.SUCCESS)
        else:
            text = _("Taken from the schedule. It is a draft again; readers never saw it.")
            self.message_user(request, text, messages.SUCCESS)

    @admin.action(description=_("Withdraw now"), permissions=["publish"])
    def withdraw_chosen(self, request, queryset):
        articles = list(queryset)
        done = [article for article in articles if withdraw(article, request.user)]
        if len(articles) == 1:
            self.tell(request, articles[0], done)
            return redirect("admin:news_article_withdrawn", articles[0].pk)
        if done:
            links = format_html_join(
                ", ",
                '<a href="{}">{}</a>',
                [(reverse("admin:news_article_withdrawn", args=[a.pk]), a) for a in done[:NAMED]],
            )
            said = ngettext(
                "%(count)s article is taken down: {}.",
                "%(count)s articles are taken down: {}.",
                len(done),
            )
            text = format_html(said % {"count": len(done)}, links)
            self.message_user(request, text, messages.SUCCESS)
            for article in done[:NAMED]:
                self.remind_of_twin(request, article)
        if others := len(articles) - len(done):
            said = ngettext(
                "%(count)s article was not public: nothing to take down.",
                "%(count)s articles were not public: nothing to take down.",
                others,
            )
            self.message_user(request, said % {"count": others}, messages.INFO)
        return None

    def get_list_display(self, request):
        columns = super().get_list_display(request)
        return [*columns, "withdraw_now"] if self.may_publish(request) else columns

    @admin.display(description=_("in an emergency"), empty_value="")
    def withdraw_now(self, article):
        if not can_be_withdrawn(article):
            return ""
        return format_html(
            '<button type="submit" class="withdraw" formaction="{}" aria-label="{}">{}</button>',
            reverse("admin:news_article_withdraw", args=[article.pk]),
            gettext("Withdraw now: %(headline)s") % {"headline": article.headline},
            gettext("Withdraw now"),
        )

    def save_model(self, request, obj, form, change):
        before = Article.objects.filter(pk=obj.pk).defer("body").first() if change else None
        # What was up meanwhile does not send readers where it did the last time.
        if not (before and is_gone(before) and is_gone(obj)):
            obj.successor = None
        super().save_model(request, obj, form, change)
        if before and obj.status == Status.WITHDRAWN != before.status:
            audit.record(audit.Action.WITHDRAW, obj, request.user)

    # Afterwards

    @desk_page("<path:object_id>/withdrawn/", "withdrawn")
    def withdrawn_view(self, request, object_id):
        article = self.article_or_404(request, object_id)
        may_change = self.has_change_permission(request, article) and is_gone(article)
        form = SuccessorForm(
            request.POST if request.method == "POST" else None,
            admin_site=self.admin_site,
            article=article,
        )
        if request.method == "POST":
            if not may_change:
                raise PermissionDenied
            if form.is_valid() and self.save_successor(request, article, form):
                return redirect("admin:news_article_withdrawn", article.pk)
        return self.own_page(
            request,
            "admin/news/article/withdrawn.html",
            gettext("Withdrawn") if is_gone(article) else gettext("What readers see"),
            original=article,
            subtitle=article.headline,
            media=self.media + form.media,
            article=article,
            is_gone=is_gone(article),
            can_withdraw=can_be_withdrawn(article) and self.may_publish(request),
            may_change=may_change,
            form=form,
            final=final(article) if is_gone(article) else None,
            pictures=pictures_of(article),
            inbound=inbound(article, near_of(request)),
            has_farther=has_farther(article, near_of(request)),
        )

    def save_successor(self, request, article, form):
        successor = form.cleaned_data["successor"]
        try:
            send_readers_to(article, successor, request.user)
        except ValidationError as error:
            form.add_error("successor", error)
            return False
        if successor:
            text = format_html(gettext("Readers are sent to “{}” now."), successor)
        else:
            text = gettext("Readers are told that the article is no longer available.")
        self.message_user(request, text, messages.SUCCESS)
        return True

    def get_search_results(self, request, queryset, search_term):
        if request.GET.get("field_name") == "successor":
            queryset = queryset.published()
        return super().get_search_results(request, queryset, search_term)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj:
            context |= {
                "can_withdraw": can_be_withdrawn(obj) and self.may_publish(request),
                "is_gone": is_gone(obj),
                "final": final(obj) if is_gone(obj) else None,
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


def pictures_of(article):
    """Return each picture of `article`, whether readers may have it, and what else shows it."""
    shown = Q(articlephoto__article=article) | Q(pk=article.photo_id)
    photos = list(Photo.objects.filter(shown).distinct())
    uses, places = uses_of(photos), places_of(photos, article)
    return [
        {
            "photo": photo,
            "is_public": uses[photo.pk] is Use.PUBLIC,
            "others": found[:PLACES],
            "has_more": len(found) > PLACES,
        }
        for photo, found in zip(photos, places, strict=True)
    ]


def places_of(photos, article):
    """Return for each photo the published articles, besides `article`, that show it: some more than
    `PLACES` at most.
    """
    others = Article.objects.published().exclude(pk=article.pk)
    parts, params = [], []
    for number, photo in enumerate(photos):
        # Asked apart, each has an index in its order: a picture may be in most of all articles.
        on_top = others.filter(photo=photo).order_by("pk")
        in_text = others.filter(articlephoto__photo=photo).order_by("articlephoto__pk")
        for some in (on_top, in_text):
            sql, values = some.values("id")[: PLACES + 1].query.sql_with_params()
            parts.append(f"SELECT {number}, id FROM ({sql}) AS shown")  # noqa: S608 (what Django wrote)
            params += values
    found = [set() for _photo in photos]
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), params)
            for number, key in cursor.fetchall():
                found[number].add(key)
    named = others.only("headline").in_bulk(set().union(*found))
    return [[named[key] for key in sorted(keys) if key in named] for keys in found]
