from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from news.checks import Finding, blocking, check, check_embargo
from news.models import Article

from .asking import AskingForm

Status = Article.Status
NEEDS_PUBLISHER = {Status.PUBLISHED, Status.WITHDRAWN}
# What decides who sees an article, and when.
STATE = ["status", "publish_at", "unpublish_at"]
SHORTEST_REASON = 10


class PublicationForm(AskingForm):
    """Who sees an article and when; what readers will see is looked at first."""

    # Set for each request by ArticleAdmin.get_form.
    may_publish = False
    is_sent_by_enter = False  # by the key in some field, not by a button that says what it does

    override_reason = forms.CharField(
        label=_("Publish all the same, because"),
        max_length=500,
        required=False,
        widget=AdminTextareaWidget(attrs={"rows": 2, "maxlength": 500}),
        help_text=_(
            "Only if it cannot wait. Your reason, with your name, is kept in the audit list."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.state_before = {name: getattr(self.instance, name) for name in STATE}
        self.note_before = self.instance.content_note
        # What was found in the posted text; None where nobody was about to publish.
        self.findings: list[Finding] | None = None
        self.overridden: list[Finding] = []
        if "status" in self.fields:
            self.offer_states()

    def offer_states(self):
        """Offer only where an article can go from where it is, and say why it cannot elsewhere."""
        status = self.fields["status"]
        offered = {Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED}
        status.help_text = _("A draft, and an article in review, is seen by staff only.")
        refusal = _("Readers never saw this article. Choose “Draft” instead.")
        if self.was_public:
            offered = {Status.PUBLISHED, Status.WITHDRAWN}
            status.help_text = _("Readers have seen it. “Withdrawn” takes it down.")
            refusal = _("Readers have seen this article. Choose “Withdrawn” to take it down.")
        elif not self.may_publish:
            offered -= NEEDS_PUBLISHER
            status.help_text = refusal = _(
                "Choose “In review” when it is finished. A publisher then publishes it."
            )
        status.choices = [choice for choice in Status.choices if choice[0] in offered]
        status.error_messages["invalid_choice"] = refusal

    def is_valid(self):
        is_valid = super().is_valid()
        if self.is_bound and not is_valid:
            # What is refused stays what it was: the page that says so asks the article.
            for name, value in self.state_before.items():
                setattr(self.instance, name, value)
        return is_valid

    def clean(self):
        data = super().clean()
        self.clean_start(data)
        self.clean_end(data)
        return data

    def clean_start(self, data):
        if data.get("status") in NEEDS_PUBLISHER and "publish_at" not in self.errors:
            now = timezone.now().replace(microsecond=0)
            kept = self.instance.publish_at if self.was_public else now
            data["publish_at"] = data.get("publish_at") or kept
            is_old_plan = not self.was_public and "publish_at" not in self.changed_data
            if is_old_plan and data["publish_at"] < now and not self.instance.imported_from:
                # Late: it is news from now on, not from when it was planned.
                data["publish_at"] = now
        start = data.get("publish_at")
        if self.was_public and start and start > timezone.now():
            self.add_error(
                "publish_at",
                _("Readers have seen this article already: this cannot lie in the future."),
            )

    def clean_end(self, data):
        start, end = data.get("publish_at"), data.get("unpublish_at")
        if not end:
            return
        if start and end <= start:
            self.add_error("unpublish_at", _("This must be later than the time of publication."))
        elif (
            data.get("status") == Status.PUBLISHED and not self.was_public and end <= timezone.now()
        ):
            self.add_error("unpublish_at", _("This has passed: readers would never see it."))

    def ask_before_saving(self):
        """Let nothing be published that a check stands against, unless somebody answers for it."""
        super().ask_before_saving()
        before, after = self.state_before["status"], self.cleaned_data.get("status")
        is_step = before != after or after in NEEDS_PUBLISHER
        # What was sent twice is saved already, and answered so.
        if self.is_sent_by_enter and is_step and not self.is_repeated:
            self.add_error(
                None,
                _(
                    "You pressed Enter, which saves a draft and does nothing more: nothing is "
                    "saved yet. The button says what it does."
                ),
            )
        if self.cleaned_data.get("status") != Status.PUBLISHED or "publish_at" in self.errors:
            return
        topics = self.cleaned_data.get("topics")
        self.findings = [*self.check_text(topics), *check_embargo(self.instance, self.promised_at)]
        against = blocking(self.findings)
        reason = self.cleaned_data.get("override_reason", "")
        if against and len(reason) >= SHORTEST_REASON:
            self.overridden = against
            return
        if against and reason:
            self.add_error(
                "override_reason",
                _("Please give a reason that others will understand: ten letters at least."),
            )
        faulty = set(self.errors)
        for finding in against:
            # What could not be read at all was judged by what is saved: one word on it is enough.
            if finding.field not in faulty:
                self.add_error(finding.field, ValidationError(finding.message, finding.code))

    def check_text(self, topics):
        # Who asks for fewer approvals answers for it: the number that stood there counts.
        asked = self.instance.approvals_required
        self.instance.approvals_required = max(asked, self.initial.get("approvals_required") or 0)
        try:
            return check(self.instance, topics=topics, was_public=self.was_public)
        finally:
            self.instance.approvals_required = asked

    @property
    def promised_at(self):
        """Return when the article was to be published before this save, or None."""
        before = Article(**self.state_before)
        return before.publish_at if before.is_scheduled else None

    @property
    def is_stopped(self) -> bool:
        """Whether a check stood in the way: only then is a reason asked for."""
        return bool(self.is_bound and self.errors and blocking(self.findings or []))
