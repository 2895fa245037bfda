"""The form with which staff write and publish an article."""

import re

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from .models import Article

Status = Article.Status
NEEDS_PUBLISHER = {Status.PUBLISHED, Status.WITHDRAWN}

MISSING = _("Readers need this. Please fill it in, or save the article as a draft for now.")
BARE_ADDRESS = re.compile(r'href="((?!https?:|mailto:|tel:|/|#)[^"]*)"', re.IGNORECASE)


def has_text(html):
    return bool(strip_tags(html).replace("&nbsp;", " ").strip())


class ArticleForm(forms.ModelForm):
    may_publish = False  # set for each request by ArticleAdmin.get_form

    class Meta:
        model = Article
        # ArticleAdmin.get_fieldsets puts them in order.
        fields = [
            *("headline", "slug", "standfirst", "body", "photo", "dateline", "byline", "topics"),
            *("press_contact", "language", "status", "publish_at", "unpublish_at"),
        ]
        widgets = {"standfirst": AdminTextareaWidget(attrs={"rows": 3, "maxlength": 300})}
        help_texts = {
            "headline": _("What happened, in one line. You can save a draft with this alone."),
            "slug": _("The end of the web address. It fills itself in from the headline."),
            "dateline": _("Where the story was written or happened, such as “Harrow Bay, Ont.”"),
            "byline": _("Who wrote it. May stay empty."),
            "topics": _("Readers find the article under each of these."),
            "press_contact": _("Whom journalists call about this story."),
            "language": _("The language in which the article is written."),
            "photo": _("Search for a picture of the library, or add a new one with the plus sign."),
            "publish_at": _(
                "Leave this empty to publish at once. A time in the future publishes the article "
                "by itself at that time."
            ),
            "unpublish_at": _("Usually empty. At this time the article leaves the site by itself."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
        for name in {"publish_at", "unpublish_at"} & self.fields.keys():
            self.fields[name].error_messages |= {
                "invalid_date": _("Please give the date as well, such as 2027-03-31."),
                "invalid_time": _("Please give the time as well, such as 09:00."),
            }
        if "status" in self.fields:
            status = self.fields["status"]
            status.help_text = _("A draft, and an article in review, is seen by staff only.")
            if not self.may_publish:
                status.choices = [c for c in Status.choices if c[0] not in NEEDS_PUBLISHER]
                status.help_text = _(
                    "Choose “In review” when it is finished. A publisher then publishes it."
                )

    def clean_slug(self):
        return self.cleaned_data["slug"] or free_slug(self.cleaned_data.get("headline", ""))

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
        status = data.get("status")
        if status == Status.PUBLISHED:
            self.check_complete(data)
            if not data.get("publish_at") and "publish_at" not in self.errors:
                data["publish_at"] = timezone.now()
        self.check_step(status, data)
        if status == Status.WITHDRAWN and not data.get("publish_at"):
            data["publish_at"] = self.instance.publish_at
        start, end = data.get("publish_at"), data.get("unpublish_at")
        if start and end and end <= start:
            self.add_error("unpublish_at", _("This must be later than the time of publication."))
        return data

    def check_complete(self, data):
        for name in ("standfirst", "press_contact"):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, MISSING)
        if not has_text(data.get("body", "")) and "body" not in self.errors:
            self.add_error("body", MISSING)

    def check_step(self, status, data):
        """Keep what readers have seen from turning into what never was."""
        was_public = self.instance.pk and self.instance.was_public
        start = data.get("publish_at")
        if status == Status.WITHDRAWN and not was_public:
            self.add_error("status", _("Readers never saw this article. Choose “Draft” instead."))
        elif was_public and status in {Status.DRAFT, Status.IN_REVIEW}:
            self.add_error(
                "status", _("Readers have seen this article. Choose “Withdrawn” to take it down.")
            )
        elif was_public and start and start > timezone.now():
            self.add_error(
                "publish_at",
                _("Readers have seen this article already: this cannot lie in the future."),
            )


def free_slug(headline):
    slug = slugify(headline)[:90].strip("-") or "article"
    taken = set(Article.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    numbered = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
    return next(s for s in (slug, *numbered) if s not in taken)
