from datetime import timedelta

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.forms import CheckboxSelectMultiple, ModelForm, MultipleChoiceField
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ijmsite.mail.models import Message
from ijmsite.staff.desk import DeskAdmin

from ..models import Inquiry, PressContact
from ..services.rota import first_day_without_anybody, rota

LOOKED_BACK = timedelta(days=30)


class PressContactForm(ModelForm):
    # Boxes to tick in place of the model's text.
    topics = MultipleChoiceField(
        label=_("Questions about"),
        help_text=PressContact._meta.get_field("topics").help_text,
        choices=Inquiry.Topic.choices,
        required=False,
        widget=CheckboxSelectMultiple,
    )

    class Meta:
        model = PressContact
        fields = [
            *("name", "title", "title_fr", "phone", "extension", "after_hours", "email"),
            *("topics", "language", "is_default", "away_from", "away_until", "deputy"),
        ]
        help_texts = {
            "email": _(
                "Questions go to this address, and readers see it; empty: questions go to the "
                "inbox of the press office."
            ),
            "deputy": _(
                "On the days away, readers see this name and phone, and the questions go here. "
                "On all days, so do the reminders of questions that still wait."
            ),
        }

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


TROUBLE = [Message.State.FAILED, Message.State.PARKED]


def mails_to(address):
    """Return the mails to an address that came to an end lately, the newest first."""
    since = timezone.now() - LOOKED_BACK
    ended = Message.objects.ended().exclude(state=Message.State.CANCELLED)
    return ended.filter(to=address, created_at__gt=since).order_by("-created_at")


def undelivered(contact):
    """Return the last mail to the address of a contact, where it did not arrive."""
    last = contact and contact.email and mails_to(contact.email).first()
    return last if last and last.state in TROUBLE else None


@admin.register(PressContact)
class PressContactAdmin(DeskAdmin):
    form = PressContactForm
    list_display = ["name", "title", "call", "address", "office", "away"]
    search_fields = ["name", "title", "email"]
    # One at a time, so that it can be said why one must stay.
    actions = None

    class Media:
        css = {"all": ["admin_desk/narrow-lists.css", "admin_desk/press-contacts.css"]}

    def get_fieldsets(self, request, obj=None):
        fields = ["name", "title", "title_fr", "phone", "extension", "after_hours", "is_default"]
        return [
            (None, {"fields": fields}),
            (_("Questions"), {"fields": ["email", "topics", "language"]}),
            (_("Days away"), {"fields": [("away_from", "away_until"), "deputy"]}),
        ]

    def get_queryset(self, request):
        """Add what became of the last mail to each address."""
        states = mails_to(OuterRef("email")).values("state")
        return super().get_queryset(request).annotate(last_mail=Subquery(states[:1]))

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        changelist.result_list = changelist.result_list.with_deputies()
        return changelist

    def changelist_view(self, request, extra_context=None):
        topics = {"": _("Not said"), **dict(Inquiry.Topic.choices)}
        context = {
            "rota": [(topics[topic], duties) for topic, duties in rota().items()],
            "languages": [name for _code, name in settings.LANGUAGES],
            "press_inbox": settings.PRESS_INBOX,
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context |= {"undelivered": undelivered(obj), "press_inbox": settings.PRESS_INBOX}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @admin.display(description=_("phone"), ordering="phone")
    def call(self, contact):
        extension = _("x.%(extension)s") % {"extension": contact.extension}
        return f"{contact.phone} {extension}" if contact.extension else contact.phone

    @admin.display(description=_("stands for the press office"), ordering="-is_default")
    def office(self, contact):
        # In words: on a narrow screen the column has no heading.
        return _("Press office") if contact.is_default else "–"

    @admin.display(description=_("email"), ordering="email")
    def address(self, contact):
        if not contact.email or contact.last_mail not in TROUBLE:
            return contact.email or "–"
        said = _("The last mail was not delivered.")
        return format_html('{} <strong class="undelivered">{}</strong>', contact.email, said)

    @admin.display(description=_("today"))
    def away(self, contact):
        if not contact.is_away:
            return "–"
        if there := contact.on_duty:
            return _("Away: %(name)s takes the calls") % {"name": there.name}
        return format_html('<strong class="nobody">{}</strong>', _("Away, and nobody stands in"))

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.is_relation:
            field.widget.can_delete_related = field.widget.can_change_related = False
            field.widget.can_add_related = field.widget.can_view_related = False
        return field

    def get_changeform_initial_data(self, request):
        first = not PressContact.objects.filter(is_default=True).exists()
        return {"is_default": first, **super().get_changeform_initial_data(request)}

    def save_model(self, request, contact, form, change):
        if contact.is_default:
            # All of them, so that of two who tick this at once the second sees the first's.
            for other in PressContact.objects.order_by("id").select_for_update():
                if other.is_default and other.pk != contact.pk:
                    other.is_default = False
                    other.save(update_fields=["is_default"])
                    said = gettext("%(name)s no longer stands for the press office.")
                    self.message_user(request, said % {"name": other.name}, messages.INFO)
        super().save_model(request, contact, form, change)
        if day := first_day_without_anybody(contact):
            said = gettext(
                "From %(day)s nobody is there for %(name)s: the deputies and the press office are "
                "away too. Questions go to %(press_inbox)s then; does somebody read it?"
            ) % {"day": date_format(day), "name": contact.name, "press_inbox": settings.PRESS_INBOX}
            self.message_user(request, said, messages.WARNING)

    @transaction.atomic
    def delete_view(self, request, object_id, extra_context=None):
        contact = self.get_object(request, object_id)
        if (
            contact
            and self.has_delete_permission(request, contact)
            and (why := self._needed(contact, is_final=request.method == "POST"))
        ):
            self.message_user(request, why, messages.ERROR)
            return redirect("admin:contacts_presscontact_change", contact.pk)
        return super().delete_view(request, object_id, extra_context)

    def _needed(self, contact, is_final):
        """Say why the contact cannot be deleted, if so."""
        everybody = PressContact.objects.order_by("id")
        if is_final:
            # So that the last two are not deleted at the same moment.
            everybody = everybody.select_for_update()
        if not [other for other in everybody if other.pk != contact.pk]:
            return gettext(
                "%(name)s is the only press contact and cannot be deleted: the press page needs "
                "somebody whom journalists can call. Add another contact first."
            ) % {"name": contact.name}
        if contact.is_default:
            return gettext(
                "%(name)s stands for the press office. Tick that for another contact first."
            ) % {"name": contact.name}
        return ""
