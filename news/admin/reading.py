"""Personal links to an article that is not public."""

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import AdminForm
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ijmsite.staff.desk import desk_page, office_time_in_words
from news.models import Article, ReadingLink, Review
from news.reading import approvals
from news.reading.access import asks_for_terms, is_embargoed
from news.reading.forms import ReadingLinkForm
from news.reading.services import goes_to_reader_alone, make_link, revoke_link

Purpose = ReadingLink.Purpose
FIELDSETS = [
    (None, {"fields": ["reader_name", "purpose", "is_pinned", "days"]}),
    (gettext_lazy("Send it"), {"fields": ["reader_email", "language"]}),
]


class ReadingLinksMixin:
    """The links on the article's page; making and revoking them."""

    @property
    def media(self):
        css = {"all": ["admin_desk/reading-links.css"]}
        return super().media + forms.Media(css=css)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj and not context["is_popup"]:
            # Not `obj`: after an error it holds what was typed, which nobody has approved.
            article = Article.objects.get(pk=obj.pk)
            links = list(links_of(article))
            facts = {
                "fingerprint": article.fingerprint if links else "",
                "is_embargoed": bool(links) and is_embargoed(article),
            }
            is_counted = links and obj.approvals_required
            context |= {
                "reading_links": [described(link, **facts) for link in links],
                "approvals_given": approvals.given(article) if is_counted else 0,
                "may_make_links": self.has_change_permission(request, article),
                "takes_links": takes_links(article),
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @desk_page("<path:object_id>/reading-links/add/", "reading_link_add")
    def reading_link_add(self, request, object_id):
        """Ask for the reader, make the link, and show it this one time."""
        article = self.row_to_change(request, object_id)
        if not takes_links(article):
            said = _("This article is, or was, public: a reading link would show nothing.")
            self.message_user(request, said, messages.WARNING)
            return redirect_to(article)
        form = ReadingLinkForm(
            request.POST or None,
            article=article,
            may_embargo=self.may_publish(request),
            by=request.user,
            initial={"purpose": suggested_purpose(article), "language": article.language},
        )
        if form.is_valid():
            link, address = make_link(article, request.user, **form.cleaned_data)
            return self.own_page(
                request,
                "admin/news/article/reading_link_made.html",
                _("The link for %(name)s") % {"name": link.reader_name},
                original=article,
                link=link,
                address="" if goes_to_reader_alone(link) else address,
                until=office_time_in_words(link.expires_at),
            )
        return self.own_page(
            request,
            "admin/news/article/reading_link_form.html",
            _("Make a reading link"),
            original=article,
            form=form,
            adminform=AdminForm(form, FIELDSETS, {}, model_admin=self),
        )

    @desk_page("<path:object_id>/reading-links/<int:link_id>/revoke/", "reading_link_revoke")
    def reading_link_revoke(self, request, object_id, link_id):
        article = self.row_to_change(request, object_id)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        link = get_object_or_404(ReadingLink, pk=link_id, article=article)
        revoke_link(link, request.user)
        said = _("The link of %(name)s opens nothing any more.") % {"name": link.reader_name}
        self.message_user(request, said, messages.SUCCESS)
        return redirect_to(article)


def redirect_to(article):
    return redirect(reverse("admin:news_article_change", args=[article.pk]) + "#reading-links")


def takes_links(article):
    """Whether a link would show anything: what is or was public needs none."""
    return not article.was_public and article.status != Article.Status.WITHDRAWN


def suggested_purpose(article):
    if article.approvals_required or article.status == Article.Status.IN_REVIEW:
        return Purpose.APPROVAL
    return Purpose.PREVIEW


def links_of(article):
    return article.reading_links.select_related("made_by", "revision").prefetch_related("reviews")


def described(link, fingerprint, is_embargoed):
    """Return what the desk says about a link; `fingerprint` of the article as it is saved."""
    return {
        "link": link,
        "state": state(link),
        "follows": _("Shows the text of %(time)s")
        % {"time": office_time_in_words(link.revision.history_date)}
        if link.revision
        else _("Follows the article"),
        "opened": office_time_in_words(link.last_opened_at) if link.last_opened_at else "",
        "accepted": office_time_in_words(link.terms_accepted_at) if link.terms_accepted_at else "",
        "asks_for_terms": asks_for_terms(link, is_embargoed),
        "reviews": [
            {"review": review, "said": verdict(review, fingerprint, link)}
            for review in link.reviews.all()
        ],
    }


def state(link):
    if link.revoked_at:
        return _("Revoked %(time)s") % {"time": office_time_in_words(link.revoked_at)}
    if not link.is_live:
        return _("Ended %(time)s") % {"time": office_time_in_words(link.expires_at)}
    return _("Works until %(time)s") % {"time": office_time_in_words(link.expires_at)}


def verdict(review, fingerprint, link):
    time = office_time_in_words(review.given_at)
    if review.decision == Review.Decision.CHANGES:
        return _("Asks for changes, %(time)s") % {"time": time}
    if review.fingerprint != fingerprint:
        return _("Approved an earlier text, %(time)s: this no longer counts") % {"time": time}
    if link.revoked_at:
        return _("Approved this text, %(time)s: no longer counts, as the link was revoked") % {
            "time": time
        }
    return _("Approved this text, %(time)s") % {"time": time}
