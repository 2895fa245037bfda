"""Who publishes, what stands in the way, and what is said and kept of it."""

from django.contrib import admin, messages
from django.forms import MultiWidget
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from ijmsite.staff import audit
from ijmsite.staff.desk import office_time, office_time_in_words
from news.checks import blocking, check, warnings
from news.corrections import note_correction
from news.history.versions import plain
from news.models import Article
from news.reading.services import keep_embargo_links
from news.services import tell_publishers

Status = Article.Status
Action = audit.Action
TIMES = ["publish_at", "unpublish_at"]


class PublicationMixin:
    """The checks beside the button, and what saving does to what readers see."""

    def may_publish(self, request):
        return request.user.has_perm("news.publish_article")

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.may_publish = self.may_publish(request)
        form.is_sent_by_enter = "_enter" in request.POST
        return form

    # What stands beside the button

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        form = context["adminform"].form
        context["refusals"] = refusals(form)
        if obj is None or self.has_change_permission(request, obj):
            context |= self.checks_context(form, obj)
        # One press too many, and half an article is public.
        context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def checks_context(self, form, article):
        found, plan = form.findings, form.state_before["publish_at"]
        if found is None:
            found = check(article) if article else []
        return {
            "blocking": [(finding, anchor(form, finding)) for finding in blocking(found)],
            "warnings": [(finding, anchor(form, finding)) for finding in warnings(found)],
            # Before the first save there is nothing to judge, unless somebody wanted to publish.
            "was_checked": article is not None or form.findings is not None,
            "is_stopped": form.is_stopped,
            "was_public": form.was_public,
            "is_public": article is not None and article.is_published,
            "status_before": article.status if article else "",
            "plan": plan.replace(microsecond=0).isoformat() if plan else "",
        }

    @admin.display(description=_("corrections so far"))
    def corrections_made(self, article):
        lines = [
            (made.made_at.isoformat(), office_time(made.made_at), made.note, made.made_by or "–")
            for made in article.corrections.select_related("made_by")
        ]
        items = format_html_join(
            "",
            '<li><time datetime="{}">{}</time>: {} <span class="quiet">({})</span></li>',
            lines,
        )
        return format_html('<ul class="corrections">{}</ul>', items) if lines else _("None.")

    # Saving

    def save_model(self, request, obj, form, change):
        note = form.correction
        if note:
            obj.revised_at = timezone.now()
        super().save_model(request, obj, form, change)
        if note:
            note_correction(obj, note, request.user)
        self.note_step(request, obj, form)

    def note_step(self, request, article, form):
        """Keep who changed what readers see or will see, and against which checks."""
        before = Article(**form.state_before)
        by = request.user
        request.waits_for_review = Status.IN_REVIEW == article.status != before.status
        times = new_times(before, article)
        if article.is_published and not before.is_published:
            audit.record(Action.PUBLISH, article, by)
        elif article.is_scheduled and (
            not before.is_scheduled or "publish_at" in form.changed_data
        ):
            details = times or {"publish_at": audit.moment(article.publish_at)}
            audit.record(Action.SCHEDULE, article, by, **details)
            times = {}
            keep_embargo_links(article)
        elif before.is_scheduled and article.status in {Status.DRAFT, Status.IN_REVIEW}:
            audit.record(Action.WITHDRAW, article, by, before_its_publication=True)
        elif (
            before.is_published and article.status == Status.PUBLISHED and not article.is_published
        ):
            taken_down_at = audit.moment(article.unpublish_at)
            audit.record(Action.WITHDRAW, article, by, taken_down_at=taken_down_at)
        if times:
            audit.record(Action.TIMES, article, by, **times)
        fewer = (form.initial.get("approvals_required") or 0) - article.approvals_required
        if fewer > 0 and not form.overridden:
            audit.record(Action.OVERRIDE, article, by, fewer_approvals=fewer)
        if form.overridden:
            codes = sorted({finding.code for finding in form.overridden})
            reason = form.cleaned_data["override_reason"]
            audit.record(Action.OVERRIDE, article, by, reason, codes=codes)

    # Django logs what was done when everything is stored, its revision included.

    def log_addition(self, request, obj, message):
        self.ask_for_review(request, obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        self.ask_for_review(request, obj)
        return super().log_change(request, obj, message)

    def ask_for_review(self, request, article):
        if getattr(request, "waits_for_review", False):
            tell_publishers(article, request.user)

    # What is said afterwards

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        doubts = warnings(form.findings or [])
        # Whoever goes on editing has the list beside the button.
        if doubts and "_continue" not in request.POST:
            said = format_html_join(" ", "{}", [[finding.message] for finding in doubts])
            text = format_html(_("Please look again at “{}”: {}"), form.instance, said)
            self.message_user(request, text, messages.WARNING)

        if form.note_before and not form.instance.content_note and form.instance.is_published:
            text = _(
                "Readers no longer see a content note here, nor the help lines and “Leave this "
                "page” that came with it."
            )
            self.message_user(request, text, messages.WARNING)

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
        detail = office_time_in_words(article.publish_at) if article.is_scheduled else link
        self.message_user(request, format_html(text, detail), messages.INFO)


def new_times(before, article):
    """Return what changed of the times of an article that readers see or will, old and new."""
    if not before.status == article.status == Status.PUBLISHED:
        return {}
    times = {name: (getattr(before, name), getattr(article, name)) for name in TIMES}
    return {
        name: {"before": audit.moment(old), "now": audit.moment(new)}
        for name, (old, new) in times.items()
        # A form carries no fraction of a second.
        if plain(old) != plain(new)
    }


def anchor(form, finding):
    """Return the id of what is to be filled in, so that a finding leads there."""
    return _anchor(form[finding.field])


def refusals(form):
    """Return what is wrong with which field, as its bound field, what is said, and where it is."""
    fields = form.visible_fields()
    return [(field, error, _anchor(field)) for field in fields for error in field.errors]


def _anchor(field):
    is_split = isinstance(field.field.widget, MultiWidget)
    return f"{field.auto_id}_0" if is_split else field.id_for_label or field.auto_id
