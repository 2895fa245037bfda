"""Two editors at one article: a save that would undo another one is refused, and nothing is lost.

The form knows the revision it was opened with. Where a newer one exists when it is sent, each
field is looked at: what only the other person changed is taken over into the form, and what this
person changed stays in it. The page shows both, and the form that comes back knows the newer
revision, so that it can be saved by whoever has seen it.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from ijmsite.staff.models import User
from news.history.comparison import differences
from news.history.conflicts import Conflict
from news.history.revisions import newest, revisions
from news.history.versions import Version
from news.models import Article

from .asking import AskingForm

DELETED = _(
    "Somebody deleted this article while you were writing. Nothing of yours is lost: it stands in "
    "the fields below. If you save it again, it becomes a new article."
)


class RevisionForm(AskingForm):
    revision = forms.CharField(
        required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"})
    )
    # Set for each request by ArticleAdmin.get_form.
    typist: User | None = None
    restoring: dict | None = None
    restored_number: int | None = None

    conflict: Conflict | None = None

    class Media:
        css = {"all": ["admin_desk/history.css"]}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.newest = newest(self.instance) if self.instance.pk else None
        self.initial["revision"] = str(self.newest.pk) if self.newest else ""
        if self.restoring and not self.is_bound:
            self.initial |= self.restoring
        # For keep-typed.js: whose words these are, and whether they came back from the server.
        self.fields["revision"].widget.attrs |= {
            "data-typist": self.typist.pk if self.typist else "",
            "data-came-back": "yes" if self.is_bound else "no",
        }

    def ask_before_saving(self):
        # One question at a time: the others come when it is sent again.
        if not self.is_stale():
            super().ask_before_saving()

    def is_stale(self) -> bool:
        """Whether the article was saved or deleted since the form was opened; say so if it was."""
        if self.cleaned_data.get("revision") == self.initial["revision"]:
            return False
        if not self.newest:
            return self.refuse(ValidationError(DELETED, code="deleted"))
        self.conflict = self.find_conflict()
        return bool(self.conflict) and self.refuse(
            ValidationError(str(self.conflict), code="conflict")
        )

    def refuse(self, error) -> bool:
        self.add_error(None, error)
        self.set_data("revision", self.initial["revision"])
        return True

    def find_conflict(self) -> Conflict | None:
        # Not `instance`, which has what was typed by now.
        saved = Version.of_article(Article.objects.get(pk=self.instance.pk))
        typed = Version(saved.values | self.typed_values(saved))
        opened = self.opened_with()
        differing = [n for n in self.fields if n in saved.values and not typed.same(saved, n)]
        if not differing:
            # Such as the second of two clicks.
            self.is_repeated = self.is_own and typed.values["body"] == saved.values["body"]
            return None
        taken_over = [n for n in differing if opened and typed.same(opened, n)]
        for name in taken_over:
            self.set_data(name, saved.values[name])
        return Conflict(
            self.newest.history_user,
            self.newest.history_date,
            self.is_own,
            mine=differences(saved, typed, [n for n in differing if n not in taken_over]),
            taken_over=differences(opened, saved, taken_over) if taken_over else [],
        )

    @property
    def is_own(self) -> bool:
        """Whether the newest revision is of the person who sends the form."""
        return bool(self.typist) and self.newest.history_user_id == self.typist.pk

    def typed_values(self, saved: Version) -> dict:
        """Return what was typed, as `Version` keeps it: of words also those with an error."""
        typed = {n: bare(v) for n, v in self.cleaned_data.items() if n in saved.values}
        for name in self.errors.keys() & self.fields.keys():
            if isinstance(saved.values.get(name), str):
                typed[name] = self.data.get(self.add_prefix(name), "")
        return typed

    def opened_with(self) -> Version | None:
        """Return the article as it was in the form before anybody typed, where that is known."""
        key = self.cleaned_data.get("revision", "")
        known = key.isascii() and key.isdecimal() and len(key) < 10
        revision = revisions(self.instance).filter(pk=int(key)).first() if known else None
        return Version.of_revision(revision) if revision else None

    def set_data(self, name, value):
        """Put a stored value into a field that was sent with another one."""
        self.data = self.data.copy()
        widget, key = self.fields[name].widget, self.add_prefix(name)
        if isinstance(widget, forms.MultiWidget):
            for suffix, part, one in zip(
                widget.widgets_names, widget.decompress(value), widget.widgets, strict=True
            ):
                self.data[key + suffix] = one.format_value(part) or ""
        elif isinstance(value, frozenset):
            self.data.setlist(key, [str(one) for one in sorted(value)])
        elif value in (None, False):
            self.data.pop(key, None)
        else:
            self.data[key] = "on" if value is True else str(value)


def bare(value):
    """Return a value of a form with the keys of rows in place of the rows."""
    if isinstance(value, models.Model):
        return value.pk
    return frozenset(row.pk for row in value) if isinstance(value, models.QuerySet) else value
