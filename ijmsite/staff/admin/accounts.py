from django.contrib import admin, messages

# They register what is taken away again: roles stand in roles.py, and no page shows a secret.
from django.contrib.auth.admin import Group
from django.db import transaction
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.admin import StaticDevice
from django_otp.plugins.otp_totp.admin import TOTPDevice

from ..desk import DeskAdmin, office_time, time_column
from ..factor.devices import phone_of
from ..factor.resetting import RESET, is_possible
from ..forms import StaffAccountForm
from ..models import User
from ..roles import ADMINISTRATOR, ROLES, roles_of
from ..services import link_ends_at, require_an_administrator, send_invitation
from ..standing import record_changes
from ..steps import StepsMixin

admin.site.unregister([Group, TOTPDevice, StaticDevice])


class AdministratorsOnlyMixin:
    """Whoever may touch accounts may take any right: no permission short of all gives that."""

    def has_module_permission(self, request):
        return request.user.is_superuser

    def has_view_permission(self, request, obj=None):
        return request.user.is_superuser

    has_add_permission = has_module_permission
    has_change_permission = has_view_permission

    def has_delete_permission(self, request, obj=None):
        # Nobody deletes oneself, so somebody is left who can make accounts.
        return request.user.is_superuser and obj != request.user


class RoleFilter(admin.SimpleListFilter):
    title = _("role")
    parameter_name = "role"

    def lookups(self, request, model_admin):
        return [(role, gettext(role)) for role in [*ROLES, ADMINISTRATOR]]

    def queryset(self, request, queryset):
        if self.value() == ADMINISTRATOR:
            return queryset.filter(is_superuser=True)
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


@admin.register(User)
class UserAdmin(AdministratorsOnlyMixin, StepsMixin, DeskAdmin):
    form = StaffAccountForm
    steps = [RESET]
    step_template = "admin/staff/user/step.html"
    list_display = ["__str__", "email", "roles", "state", "last_sign_in"]
    list_filter = [RoleFilter, "is_active"]
    search_fields = ["first_name", "last_name", "email"]
    actions = ["invite_again"]
    readonly_fields = ["state", "last_sign_in"]
    last_sign_in = time_column("last_login", _("last sign-in"))

    class Media:
        css = {"all": ["admin_desk/received.css"]}

    def get_fieldsets(self, request, obj=None):
        person = ["first_name", "last_name", "email", "roles"]
        if request.method == "POST":
            # Asked for where what was sent needs it: most changes do not.
            person.append("own_password")
        if obj is None:
            description = gettext(
                "Saving sends an invitation with a link at which the person chooses a password."
            )
            return [(None, {"fields": person, "description": description})]
        return [(None, {"fields": [*person, "is_active", "state", "last_sign_in"]})]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.request = request
        if active := form.base_fields.get("is_active"):
            active.help_text = _(
                "Untick this when somebody leaves, instead of deleting the account: they can no "
                "longer sign in, and the history of what they did stays."
            )
        return form

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("roles"))
    def roles(self, user):
        return ", ".join(gettext(role) for role in roles_of(user)) or "–"

    @admin.display(description=_("state"))
    def state(self, user):
        if not user.is_active:
            return _("Deactivated")
        return _("Invited, no password chosen yet") if user.awaits_password else _("Active")

    def is_possible(self, step, user, by):
        return is_possible(user, by)

    def words_of(self, step, user, by):
        # It is the heading, too: whom it hits stands where nobody overlooks it.
        return gettext("Reset the second factor of %(name)s") % {"name": user}

    def standing(self, user):
        if phone := phone_of(user):
            return gettext("A phone was set up on %(time)s.") % {
                "time": office_time(phone.created_at)
            }
        return gettext("No phone is set up.")

    def save_model(self, request, user, form, change):
        if not change:
            user.set_unusable_password()
        super().save_model(request, user, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.save_roles()
        require_an_administrator()
        record_changes(form.instance, form.before, form.now, request.user)
        if not change:
            self._invite(request, form.instance)

    def delete_model(self, request, user):
        super().delete_model(request, user)
        require_an_administrator()

    @transaction.atomic
    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        require_an_administrator()

    def response_change(self, request, user):
        if "_invite" in request.POST and user.awaits_password and user.is_active:
            self._invite(request, user)
        return super().response_change(request, user)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["can_invite"] = bool(obj) and obj.is_active and obj.awaits_password
        context["can_reset_factor"] = bool(obj) and is_possible(obj, request.user)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @admin.action(description=_("Send the invitation again"), permissions=["change"])
    def invite_again(self, request, queryset):
        invited = [user for user in queryset if user.is_active and user.awaits_password]
        for user in invited:
            self._invite(request, user)
        if others := len(queryset) - len(invited):
            self.message_user(
                request,
                ngettext(
                    "%(count)s account needs no invitation: with a password, or deactivated.",
                    "%(count)s accounts need no invitation: with a password, or deactivated.",
                    others,
                )
                % {"count": others},
                messages.WARNING,
            )

    def _invite(self, request, user):
        send_invitation(user)
        self.message_user(
            request,
            gettext(
                "The invitation to %(email)s is waiting to be sent; Messages tells whether it "
                "left. Its link works until %(time)s."
            )
            % {"email": user.email, "time": office_time(link_ends_at())},
        )
