"""What an article said before: revisions, differences, going back; and two editors at once."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ijmsite.staff import audit
from ijmsite.staff.desk import desk_page
from news.body import clean_body
from news.forms import NEEDS_PUBLISHER
from news.history.comparison import differences
from news.history.listing import entries
from news.history.reasons import coded, in_words, typed
from news.history.restoring import restore, restored
from news.history.revisions import keep_revision, newest, numbered, revisions
from news.history.versions import Version
from news.models import Article
from news.services import lock

PER_PAGE = 25
REVISION = "<int:object_id>/revisions/<int:number>/"


def number_in(text):
    """Return the number of a revision as somebody typed it, or None."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def was_written_as(article, sent):
    """Whether the form that was sent says what the article said when it was made."""
    first = revisions(article).last()
    try:
        body = clean_body(sent.get("body", ""))
    except ValidationError:
        return False
    words = sent.get("headline", "").strip(), sent.get("standfirst", "").strip(), body
    return bool(first) and words == (first.headline, first.standfirst, first.body)


class SavedAlreadyError(Exception):
    """The button was pressed twice: the first time has done all that there was to do."""


class HistoryMixin:
    # Saving: one revision for all that one press of a button stores

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            # Whoever saves at the same moment waits here, and then meets a newer revision.
            if self.is_locked(request, object_id) or not self.may_add_what_was_typed(request):
                try:
                    return super().changeform_view(request, object_id, form_url, extra_context)
                except SavedAlreadyError as error:
                    request.article_is_saved = True
                    respond = getattr(request, "respond", self.response_change)
                    return respond(request, *error.args)
        add = reverse("admin:news_article_add")
        return super().changeform_view(request, None, add, extra_context)

    def answer_again(self, request, made, form_url, extra_context):
        """Let a form of the add page that has made an article meet it as a change of it.

        The same words change nothing; others are shown beside what is stored. Who may not change
        it any more, as it is published by now, has them in a draft of its own.
        """
        if not self.has_change_permission(request, made):
            if was_written_as(made, request.POST):
                return self.response_add(request, made)
            request.POST = request.POST.copy()
            request.POST["page"] = uuid4().hex
            said = _(
                "What you saved from this page before is in other hands by now, so your words "
                "became a draft of its own."
            )
            self.message_user(request, said, messages.WARNING)
            return self.changeform_view(request, None, form_url, extra_context)
        request.respond = self.response_add
        page = reverse("admin:news_article_change", args=[made.pk])
        return self.changeform_view(request, str(made.pk), page, extra_context)

    def is_locked(self, request, object_id):
        article = self.get_object(request, unquote(object_id))
        return bool(article and Article.objects.select_for_update().filter(pk=article.pk))

    def may_add_what_was_typed(self, request):
        """Whether the text of a deleted article can be offered as a new one."""
        return bool(request.POST.get("revision")) and self.has_add_permission(request)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.typist = request.user
        number = number_in(request.GET.get("restore", ""))
        if obj and number and (revision := numbered(obj, number)):
            form.restoring = restored(revision).values
            form.restored_number = number
        return form

    def save_form(self, request, form, change):
        if form.is_repeated and form.newest.history_change_reason == self.reason_of(form):
            raise SavedAlreadyError(form.instance)
        return super().save_form(request, form, change)

    def reason_of(self, form):
        """Return the reason to keep with the revision, as far as one was given."""
        given = form.correction or form.cleaned_data.get("override_reason", "")
        number = form.restored_number
        return coded("restored", number, given) if number else typed(given)

    def save_model(self, request, obj, form, change):
        if change and newest(obj) is None:
            # It came without a history, such as by a bulk import: what it said is kept first.
            keep_revision(Article.objects.get(pk=obj.pk))
        obj.skip_history_when_saving = True
        obj._change_reason = self.reason_of(form)
        if form.restored_number:
            audit.record(audit.Action.RESTORE, obj, request.user, revision=form.restored_number)
        super().save_model(request, obj, form, change)

    # Django logs what was done when everything is stored.

    def log_addition(self, request, obj, message):
        self.end_saving(request, obj, is_new=True)
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        self.end_saving(request, obj)
        return super().log_change(request, obj, message)

    def end_saving(self, request, article, is_new=False):
        if article.__dict__.pop("skip_history_when_saving", False):
            keep_revision(article, is_new=is_new)
        request.article_is_saved = True

    def message_user(self, request, message, *args, extra_tags="", **kwargs):
        if getattr(request, "article_is_saved", False):
            # By this mark keep-typed.js knows that its copy is no longer needed.
            extra_tags = f"{extra_tags} article-saved".strip()
        super().message_user(request, message, *args, extra_tags=extra_tags, **kwargs)

    def render_change_form(self, request, context, *args, **kwargs):
        if request.GET.get("restore") and not context["adminform"].form.restoring:
            messages.warning(request, _("There is no such revision: nothing was filled in."))
        return super().render_change_form(request, context, *args, **kwargs)

    # The pages

    def history_view(self, request, object_id, extra_context=None):
        article = self.get_object(request, unquote(object_id))
        if article is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, article):
            raise PermissionDenied
        every = revisions(article).select_related("history_user")
        page = Paginator(every, PER_PAGE).get_page(request.GET.get("p"))
        return self.history_page(
            request,
            "object_history",
            article,
            title=_("History"),
            page=page,
            page_range=page.paginator.get_elided_page_range(page.number),
            entries=entries(article, page),
        )

    @desk_page(REVISION, "revision")
    def revision_view(self, request, object_id, number):
        if request.method == "POST":
            return HttpResponseNotAllowed(["GET", "HEAD"])
        article, revision = self.revision_or_404(request, object_id, number)
        count = revisions(article).count()
        other = self.other_number(request, number, count)
        # From the older to the newer one, whichever page this is.
        older, newer = sorted([other, number])
        before = Version.of_revision(numbered(article, older)) if older else Version.empty()
        after = Version.of_revision(revision if newer == number else numbered(article, newer))
        return self.history_page(
            request,
            "revision",
            article,
            title=_("Revision %(number)s") % {"number": number},
            number=number,
            count=count,
            other=other,
            previous=number - 1,
            next=number + 1 if number < count else None,
            revision=revision,
            reason=in_words(revision.history_change_reason),
            older=older,
            newer=newer,
            differences=differences(before, after),
            may_restore=number < count and self.has_change_permission(request, article),
        )

    def other_number(self, request, number, count):
        """Return the revision to compare with: the one asked for, or the one before; 0 for none."""
        wanted = request.GET.get("with", "").strip()
        other = number_in(wanted)
        if other and other <= count and other != number:
            return other
        if wanted:
            text = _("Please compare with another revision, from 1 to %(count)s.")
            messages.warning(request, text % {"count": count})
        return number - 1

    @desk_page(f"{REVISION}restore/", "restore")
    def restore_view(self, request, object_id, number):
        article, revision = self.revision_or_404(request, object_id, number)
        with transaction.atomic():
            if request.method == "POST":
                lock(article)
            if not self.has_change_permission(request, article):
                raise PermissionDenied
            found = restored(revision)
            latest = str(newest(article).pk)
            if request.method == "POST" and request.POST.get("revision") == latest:
                return self.restore(request, article, number, found)
        if request.method == "POST":
            text = _("Somebody saved this article meanwhile. This is what would change now:")
            messages.warning(request, text)
        return self.history_page(
            request,
            "restore",
            article,
            title=_("Restore revision %(number)s?") % {"number": number},
            number=number,
            latest=latest,
            differences=differences(Version.of_article(article), found.version(article)),
            skipped=found.skipped,
            corrections=article.corrections.filter(made_at__gt=revision.history_date),
            needs_form=article.status in NEEDS_PUBLISHER,
        )

    def restore(self, request, article, number, found):
        form = reverse("admin:news_article_change", args=[article.pk])
        if found.skipped:
            text = _("This no longer exists and was left out: %(things)s.")
            messages.warning(request, text % {"things": ", ".join(found.skipped)})
        if article.status in NEEDS_PUBLISHER:
            # Readers see it, or will: the form asks what kind of edit it is, and checks it.
            return redirect(f"{form}?restore={number}")
        if differences(Version.of_article(article), found.version(article)):
            restore(article, number, found.values, request.user)
            text = _("The article says again what it said in revision %(number)s.")
            messages.success(request, text % {"number": number})
        else:
            messages.info(request, _("The article says that already: nothing was changed."))
        return redirect(form)

    def revision_or_404(self, request, object_id, number):
        article = self.article_or_404(request, str(object_id))
        revision = numbered(article, number)
        if revision is None:
            raise Http404
        return article, revision

    def history_page(self, request, name, article, **context):
        request.current_app = self.admin_site.name
        return self.own_page(
            request,
            f"admin/news/article/{name}.html",
            object=article,
            subtitle=str(article),
            **context,
        )
