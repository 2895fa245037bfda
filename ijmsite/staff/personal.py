"""The lists of who did what say nothing more of people whose data is erased."""

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from ijmsite.privacy.personal import Fact, Purge

from .models import AuditEvent, NoteModel


def forget_names(rows: QuerySet) -> None:
    """Take out what these rows were called, and what was said of them; call it before they go.

    That somebody did something, to a row with this number, stays.
    """
    keys = [str(pk) for pk in rows.values_list("pk", flat=True)]
    neutral = Concat(Value(f"{rows.model._meta.verbose_name} "), F("object_id"))
    kind = ContentType.objects.get_for_model(rows.model)
    noted = LogEntry.objects.filter(content_type=kind, object_id__in=keys)
    noted.update(object_repr=neutral, change_message="")
    events = AuditEvent.objects.filter(model=rows.model._meta.label_lower, object_id__in=keys)
    # The only words that the database takes: `triggers`.
    events.update(label=Concat(Value("#"), F("object_id")), reason="")


def told_of_note(note: NoteModel) -> list[Fact]:
    return [Fact("written", _("written"), note.at), Fact("text", _("note"), note.text)]


PURGES = [
    Purge(
        "sessions",
        _("Sign-ins of staff, once they have expired"),
        lambda now: Session.objects.filter(expire_date__lt=now),
    )
]
