"""The pages between the password and the admin, and somebody's own pages of the second factor."""

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView

from .. import audit
from ..views import AdminPageMixin
from . import devices, qr, waiting
from .forms import (
    WRONG_FOR_SET_UP,
    CodeForm,
    NewPhoneForm,
    PasswordForm,
    RecoveryCodeForm,
    SetUpForm,
)

SET_UP_KEY = "second_factor_key"  # in the session, until the phone has shown that it has it
secret_page = method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")


def said_of_codes(left):
    said = ngettext(
        "You have %(count)s recovery code left.",
        "You have %(count)s recovery codes left.",
        left,
    ) % {"count": left}
    words = _("Set up a new phone, or make new codes")
    return format_html('{} <a href="{}">{}</a>', said, reverse("admin_factor_own"), words)


class FactorPage(AdminPageMixin, FormView):
    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), "title": self.title}

    def show_codes(self, user, goal):
        """Show new recovery codes, once."""
        page = {
            **admin.site.each_context(self.request),
            "title": _("Keep your recovery codes"),
            "account": user,
            "made_at": timezone.now(),
            "codes": devices.new_codes(user),
            "goal": goal,
            "is_nav_sidebar_enabled": False,
        }
        return TemplateResponse(self.request, "registration/factor_codes.html", page)

    def keep_key(self):
        """Return the secret that this session offers, the same until it is used."""
        session = self.request.session
        if SET_UP_KEY not in session:
            session[SET_UP_KEY] = devices.new_key()
        return session[SET_UP_KEY]

    def key_in_words(self, user):
        key = self.keep_key()
        label = _("QR code for the app on your phone; below it the same as text")
        return {
            "qr": qr.drawing(devices.address_of(user, key), label),
            "key": devices.in_groups(key),
        }


@secret_page
class WaitingPage(FactorPage):
    """A page for whoever has given the password; others are led to where that is asked for."""

    def dispatch(self, request, *args, **kwargs):
        self.user = waiting.who_waits(request)
        if self.user is None:
            return redirect("admin:login")
        has_phone = devices.phone_of(self.user) is not None
        if has_phone is not self.needs_phone:
            return redirect("admin_factor" if has_phone else "admin_factor_set_up")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), "account": self.user}


class CodeView(WaitingPage):
    needs_phone = True
    form_class = CodeForm
    template_name = "registration/factor_code.html"
    title = _("One more step: your code")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.user}

    def form_valid(self, form):
        return redirect(waiting.finish(self.request, self.user, form.device))


class RecoveryCodeView(CodeView):
    form_class = RecoveryCodeForm
    template_name = "registration/factor_recovery.html"
    title = _("Sign in with a recovery code")

    def form_valid(self, form):
        left = devices.codes_left(self.user)
        audit.record(audit.Action.RECOVERY, self.user, self.user, codes_left=left)
        response = super().form_valid(form)
        messages.warning(self.request, said_of_codes(left))
        return response


class SetUpView(WaitingPage):
    needs_phone = False
    form_class = SetUpForm
    template_name = "registration/factor_set_up.html"
    title = _("Protect your account with your phone")

    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), **self.key_in_words(self.user)}

    def form_valid(self, form):
        phone = devices.set_up(self.user, self.keep_key(), form.cleaned_data["code"])
        if phone is None:
            form.add_error("code", WRONG_FOR_SET_UP)
            return self.form_invalid(form)
        goal = waiting.finish(self.request, self.user, phone)
        del self.request.session[SET_UP_KEY]
        return self.show_codes(self.user, goal)


@secret_page
class OwnView(AdminPageMixin, TemplateView):
    """What somebody who is signed in has: a phone, and so many recovery codes."""

    http_method_names = ["get", "head", "options"]
    template_name = "registration/factor_own.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        return {
            **super().get_context_data(**kwargs),
            "title": _("Your second factor"),
            "phone": devices.phone_of(user),
            "left": devices.codes_left(user),
        }


@secret_page
class OwnFormPage(FactorPage):
    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "request": self.request}


class NewCodesView(OwnFormPage):
    form_class = PasswordForm
    template_name = "registration/factor_new_codes.html"
    title = _("Make new recovery codes")

    def form_valid(self, form):
        audit.record(audit.Action.NEW_CODES, self.request.user, self.request.user)
        return self.show_codes(self.request.user, reverse("admin_factor_own"))


class NewPhoneView(OwnFormPage):
    form_class = NewPhoneForm
    template_name = "registration/factor_set_up.html"
    title = _("Set up a new phone")

    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), **self.key_in_words(self.request.user)}

    def form_valid(self, form):
        user, code = self.request.user, form.cleaned_data["code"]
        phone = devices.set_up(user, self.keep_key(), code, may_replace=True)
        if phone is None:
            form.add_error("code", WRONG_FOR_SET_UP)
            return self.form_invalid(form)
        waiting.finish(self.request, user, phone)
        del self.request.session[SET_UP_KEY]
        messages.success(self.request, _("From now on, the codes of the new phone are asked for."))
        return redirect("admin_factor_own")
