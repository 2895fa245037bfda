"""The forms with which people correct what we have about them."""

from django.db import transaction
from django.forms import ModelForm
from django.utils import timezone

from ijmsite.staff import audit
from ijmsite.staff.models import AuditEvent
from ijmsite.web.shown import ShownValuesMixin

AUTOCOMPLETE = {"name": "name", "email": "email", "phone": "tel", "city": "address-level2"}


class OwnDataForm(ShownValuesMixin, ModelForm):
    """What somebody corrects about themselves; staff see in the audit list that it was changed."""

    # Fields with the time at which they last had something to do with us.
    touches: list[str] = []

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("auto_id", "own_%s")
        super().__init__(*args, **kwargs)
        for name, token in AUTOCOMPLETE.items():
            if name in self.fields:
                self.fields[name].widget.attrs["autocomplete"] = token

    @transaction.atomic
    def save(self, commit=True):
        if self.changed_data:
            # These only: staff may do something with the row at the same time.
            for name in self.touches:
                setattr(self.instance, name, timezone.now())
            self.instance.save(update_fields=[*self.changed_data, *self.touches])
            audit.record(
                audit.Action.CORRECT,
                self.instance,
                AuditEvent.THEMSELVES,
                corrected=self.changed_data,
            )
        return self.instance
