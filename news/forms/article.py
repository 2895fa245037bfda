import re

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ijmsite.web.fields import MultiLineField, SingleLineField
from ijmsite.web.typography import french
from news.addresses import free_slug
from news.models import SURVIVOR_QUESTIONS, Article
from news.pairs import check_pair, translation_of
from news.typography import WORDS, french_body

from .addresses import refuse_taken
from .corrections import CorrectionForm
from .publication import PublicationForm
from .revision import RevisionForm

BARE_ADDRESS = re.compile(r'href="((?!https?:|mailto:|tel:|/|#)[^"]*)"', re.IGNORECASE)


class ArticleForm(RevisionForm, PublicationForm, CorrectionForm):
    class Meta:
        model = Article
        # ArticleAdmin.get_fieldsets puts them in order.
        fields = [
            *("headline", "slug", "standfirst", "body"),
            *("photo", "photo_alt", "photo_is_decorative"),
            *("dateline", "byline", "content_note", "topics", "press_contact", "language"),
            *("translation_of", "related_by_hand"),
            *(*SURVIVOR_QUESTIONS, "survivor_consent"),
            *("status", "publish_at", "unpublish_at", "approvals_required"),
        ]
        widgets = {
            "standfirst": AdminTextareaWidget(attrs={"rows": 3, "maxlength": 300}),
            "content_note": AdminTextareaWidget(attrs={"rows": 2, "maxlength": 300}),
            **dict.fromkeys(SURVIVOR_QUESTIONS, forms.RadioSelect),
        }
        field_classes = {"headline": SingleLineField, "standfirst": MultiLineField}
        help_texts = {
            "headline": _("What happened, in one line. You can save a draft with this alone."),
            "slug": _("The end of the web address. It fills itself in from the headline."),
            "dateline": _("Where the story was written or happened, such as “Harrow Bay, Ont.”"),
            "byline": _("Who wrote it. May stay empty."),
            "topics": _("Readers find the article under each of these."),
            "press_contact": _("Whom journalists call about this story."),
            "language": _("The language in which the article is written."),
            "translation_of": _(
                "The same article in the other language. Readers switch between the two, and "
                "lists show only the one in their language."
            ),
            "photo": _("Search for a picture of the library, or add a new one with the plus sign."),
            "photo_alt": _(
                "What the picture tells in this story, for people who do not see it, in the "
                "language of the article. Choosing a picture suggests the words of the library."
            ),
            "photo_is_decorative": _(
                "Tick this if it adds nothing to the words: screen readers then pass over it."
            ),
            "related_by_hand": _(
                "Shown first below the article. The rest is chosen by topic and date."
            ),
            "publish_at": _(
                "Leave this empty to publish at once. A time in the future publishes the article "
                "by itself at that time."
            ),
            "unpublish_at": _("Usually empty. At this time the article leaves the site by itself."),
            "approvals_required": _(
                "How many reviewers must approve exactly this text by their reading links before "
                "it can be published. Usually 0."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
        if "approvals_required" in self.fields:
            self.fields["approvals_required"].required = False
        for name in self.fields.keys() & set(SURVIVOR_QUESTIONS):
            # No button for "not answered": that is what stands there before somebody answers.
            self.fields[name].choices = Article.SurvivorAnswer.choices

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if not slug and "page" in self.data:
            # The add page, which has perhaps made this article before: see `OnceMixin`.
            slug = self.instance.slug
        slug = slug or free_slug(self.cleaned_data.get("headline", ""))
        refuse_taken(slug, self.instance)
        return slug

    def clean_approvals_required(self):
        number = self.cleaned_data["approvals_required"] or 0
        if not self.may_publish and number < self.instance.approvals_required:
            raise ValidationError(_("Only somebody who publishes may ask for fewer approvals."))
        return number

    def clean_body(self):
        body = self.cleaned_data["body"]
        if bare := BARE_ADDRESS.search(body):
            raise ValidationError(
                _("The link “%(link)s” leads nowhere. Please begin it with https://"),
                params={"link": bare[1]},
            )
        return body

    def clean(self):
        data = super().clean()
        self.check_translation(data)
        if data.get("language", self.instance.language) == "fr":
            self.set_french(data)
        for other in data.get("related_by_hand", ()):
            if other == self.instance:
                self.add_error("related_by_hand", _("An article is not related to itself."))
            elif "language" in data and other.language != data["language"]:
                message = _("“%(headline)s” is in the other language: readers would not see it.")
                error = ValidationError(message, params={"headline": other})
                self.add_error("related_by_hand", error)
        return data

    def set_french(self, data):
        """Give what was typed French typography; what nobody touched stays as it was approved."""
        typed = self.fields if "language" in self.changed_data else self.changed_data
        for name in data.keys() & set(typed):
            if name == "body":
                data[name] = french_body(data[name])
            elif name in WORDS:
                data[name] = french(data[name], self.fields[name].max_length)

    def check_translation(self, data):
        if "language" not in data or "translation_of" not in self.fields:
            return
        if original := data.get("translation_of"):
            try:
                check_pair(self.instance, original, data["language"])
            except ValidationError as error:
                self.add_error("translation_of", error)
        elif (own := translation_of(self.instance)) and own.language == data["language"]:
            message = _("Its translation “%(headline)s” is in this language already.")
            self.add_error("language", ValidationError(message, params={"headline": own}))
