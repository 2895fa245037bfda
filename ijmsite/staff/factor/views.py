"""The pages between the password and the admin, and somebody's own pages of the second factor."""

import time

from django.conf import settings
from django.contrib import messages
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

from ijmsite.web import qr

from .. import audit
from .. import help as staff_help
from ..known import remember
from ..views import AdminPageMixin
from . import devices, waiting
from .forms import (
    WRONG_FOR_SET_UP,
    CodeForm,
    PasswordForm,
    RecoveryCodeForm,
    SetUpForm,
)

CODES_KEY = "second_factor_codes"  # in the session, while the new ones may be looked at
SET_UP_KEY = "second_factor_key"  # in the session, until the phone has shown that it has it
NEW_PHONE_KEY = "new_phone_key"  # the same later, and when the password was given for it
CODES_OF_FIRST = _("From now on, a code of your phone is asked for.")
CODES_OF_NEW = _("From now on, the codes of the new phone are asked for.")
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

    def make_codes(self, user, goal):
        """Make new recovery codes, and lead to the page that shows them, which leads to `goal`."""
        devices.new_codes(user)
        self.request.session[CODES_KEY] = {"at": time.time(), "goal": goal}
        return redirect("admin_factor_codes")

    def key_in_words(self, user, key):
        address = devices.address_of(user, key)
        return {
            "qr": qr.draw(address),
            "address": address,
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
        goal = waiting.finish(self.request, self.user, form.device)
        return remember(redirect(goal), self.user)


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
        words = self.key_in_words(self.user, self.keep_key())
        return {**super().get_context_data(**kwargs), **words}

    def keep_key(self):
        """Return the secret that this session offers, the same until it is used."""
        return self.request.session.setdefault(SET_UP_KEY, devices.new_key())

    def form_valid(self, form):
        phone = devices.set_up(self.user, self.keep_key(), form.cleaned_data["code"])
        if phone is None:
            form.add_error("code", WRONG_FOR_SET_UP)
            return self.form_invalid(form)
        goal = waiting.finish(self.request, self.user, phone)
        del self.request.session[SET_UP_KEY]
        return remember(self.make_codes(self.user, goal), self.user)


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
            "help": staff_help.address(staff_help.name_for("staff.user")),
        }


@secret_page
class CodesView(AdminPageMixin, TemplateView):
    """New recovery codes, where they were made: the same at each reload, until one goes on."""

    template_name = "registration/factor_codes.html"

    def get(self, request, *args, **kwargs):
        made = request.session.get(CODES_KEY)
        if not made or not 0 <= time.time() - made["at"] < waiting.PATIENCE:
            return redirect("admin_factor_own")
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        made = request.session.pop(CODES_KEY, {})
        return redirect(made.get("goal") or "admin_factor_own")

    def get_context_data(self, **kwargs):
        return {
            **super().get_context_data(**kwargs),
            "title": _("Keep your recovery codes"),
            "account": self.request.user,
            "made_at": timezone.now(),
            "codes": devices.codes_of(self.request.user),
            "organization": settings.ORG_NAME,
            "address": settings.SITE_URL + reverse("admin:index"),
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
        return self.make_codes(self.request.user, reverse("admin_factor_own"))


class NewPhoneView(OwnFormPage):
    """Asks for the password, and then shows a new secret each time, until the code is right."""

    @property
    def title(self):
        has_phone = devices.phone_of(self.request.user)
        return _("Set up a new phone") if has_phone else _("Set up a phone")

    def get(self, request, *args, **kwargs):
        self.request.session.pop(NEW_PHONE_KEY, None)
        return super().get(request, *args, **kwargs)

    @property
    def key(self):
        """The secret that is offered since the password was given, or None before and too late."""
        key, since = self.request.session.get(NEW_PHONE_KEY, (None, 0))
        return key if 0 <= time.time() - since < waiting.PATIENCE else None

    @property
    def is_second_step(self):
        return self.key is not None and "password" not in self.request.POST

    def get_form_class(self):
        return SetUpForm if self.is_second_step else PasswordForm

    def get_form_kwargs(self):
        options = super().get_form_kwargs()
        if self.is_second_step:
            del options["request"]
        return options

    def get_template_names(self):
        name = "factor_set_up" if self.is_second_step else "factor_new_phone"
        return [f"registration/{name}.html"]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        words = self.key_in_words(self.request.user, self.key) if self.is_second_step else {}
        return {**context, **words, "phone": devices.phone_of(self.request.user)}

    def form_valid(self, form):
        user = self.request.user
        if not self.is_second_step:
            self.request.session[NEW_PHONE_KEY] = (devices.new_key(), time.time())
            words = self.key_in_words(user, self.key)
            page = {**super().get_context_data(form=SetUpForm()), **words}
            page["phone"] = devices.phone_of(user)
            return TemplateResponse(self.request, "registration/factor_set_up.html", page)
        is_first = devices.phone_of(user) is None
        phone = devices.set_up(user, self.key, form.cleaned_data["code"], may_replace=True)
        if phone is None:
            form.add_error("code", WRONG_FOR_SET_UP)
            return self.form_invalid(form)
        waiting.finish(self.request, user, phone)
        del self.request.session[NEW_PHONE_KEY]
        messages.success(self.request, CODES_OF_FIRST if is_first else CODES_OF_NEW)
        own = reverse("admin_factor_own")
        # Without them, a lost phone would shut its owner out.
        return redirect(own) if devices.codes_left(user) else self.make_codes(user, own)
