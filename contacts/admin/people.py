from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import ModelForm
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ijmsite.staff.desk import DeskAdmin

from ..models import PressContact


class PressContactForm(ModelForm):
    class Meta:
        model = PressContact
        fields = [
            *("name", "title", "title_fr", "phone", "extension", "email", "is_default"),
            *("away_from", "away_until", "deputy"),
        ]

    def clean_is_default(self):
        """Somebody always stands for the press office; ticking it here moves it here."""
        others = PressContact.objects.exclude(pk=self.instance.pk)
        if not self.cleaned_data["is_default"] and not others.filter(is_default=True).exists():
            raise ValidationError(
                _("Somebody must stand for the press office: tick this for another contact first.")
                if others.exists()
                else _("This is the only contact, who therefore stands for the press office.")
            )
        return self.cleaned_data["is_default"]

    def _get_validation_exclusions(self):
        # That there is one already is no error: saving moves it.
        return super()._get_validation_exclusions() | {"is_default"}

    def clean(self):
        data = super().clean()
        start, end, deputy = (data.get(name) for name in ("away_from", "away_until", "deputy"))
        if end and not start and "away_from" not in self.errors:
            self.add_error("away_from", _("Please give the first day away as well."))
        if start and end and end < start:
            self.add_error("away_until", _("The last day away cannot be before the first."))
        if deputy and deputy.pk == self.instance.pk:
            self.add_error("deputy", _("Nobody stands in for oneself. Please choose another."))
        elif start and not deputy and "deputy" not in self.errors:
            self.add_error("deputy", _("Who takes the calls meanwhile? Please choose somebody."))
        return data


@admin.register(PressContact)
class PressContactAdmin(DeskAdmin):
    form = PressContactForm
    list_display = ["name", "title", "phone", "extension", "email", "is_default", "away"]
    search_fields = ["name", "title", "email"]

    def get_fieldsets(self, request, obj=None):
        fields = ["name", "title", "title_fr", "phone", "extension", "email", "is_default"]
        return [
            (None, {"fields": fields}),
            (_("Days away"), {"fields": [("away_from", "away_until"), "deputy"]}),
        ]

    @admin.display(description=_("today"))
    def away(self, contact):
        if not contact.is_away:
            return "–"
        return _("Away: %(name)s takes the calls") % {"name": contact.on_duty.name}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.is_relation:
            field.widget.can_delete_related = field.widget.can_change_related = False
            field.widget.can_add_related = field.widget.can_view_related = False
        return field

    def get_changeform_initial_data(self, request):
        first = not PressContact.objects.filter(is_default=True).exists()
        return {"is_default": first, **super().get_changeform_initial_data(request)}

    def get_actions(self, request):
        # One at a time, so that it can be said why one must stay.
        return {
            name: action
            for name, action in super().get_actions(request).items()
            if name != "delete_selected"
        }

    def save_model(self, request, contact, form, change):
        if contact.is_default:
            others = PressContact.objects.exclude(pk=contact.pk).filter(is_default=True)
            for other in others.select_for_update():
                other.is_default = False
                other.save(update_fields=["is_default"])
                said = gettext("%(name)s no longer stands for the press office.")
                self.message_user(request, said % {"name": other.name}, messages.INFO)
        super().save_model(request, contact, form, change)

    @transaction.atomic
    def delete_view(self, request, object_id, extra_context=None):
        contact = self.get_object(request, object_id)
        if (
            contact
            and self.has_delete_permission(request, contact)
            and (why := self._needed(contact))
        ):
            self.message_user(request, why, messages.ERROR)
            return redirect("admin:contacts_presscontact_change", contact.pk)
        return super().delete_view(request, object_id, extra_context)

    def _needed(self, contact):
        """Say why the contact cannot be deleted, if so."""
        # Locked, so that the last two are not deleted at the same moment.
        others = [c for c in PressContact.objects.select_for_update() if c.pk != contact.pk]
        if not others:
            return gettext(
                "%(name)s is the only press contact and cannot be deleted: the press page needs "
                "somebody whom journalists can call. Add another contact first."
            ) % {"name": contact.name}
        if contact.is_default:
            return gettext(
                "%(name)s stands for the press office. Tick that for another contact first."
            ) % {"name": contact.name}
        return ""
