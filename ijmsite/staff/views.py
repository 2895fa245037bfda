from django.conf import settings
from django.contrib import admin
from django.contrib.auth import views
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from . import audit, locks, signin
from .factor.devices import forget_wrong_codes
from .factor.waiting import let_in, who_waits
from .forms import ForgottenPasswordForm, SignInForm
from .tokens import invitation_tokens, reset_tokens


class AdminPageMixin:
    """A page in the frame of the admin for people who are not signed in."""

    http_method_names = ["get", "head", "post", "options"]

    def dispatch(self, request, *args, **kwargs):
        # Django's own dispatch looks at tokens first.
        if request.method.lower() not in self.http_method_names:
            return self.http_method_not_allowed(request)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return {
            **admin.site.each_context(self.request),
            **super().get_context_data(**kwargs),
            "is_nav_sidebar_enabled": False,
        }


class SignInView(AdminPageMixin, views.LoginView):
    """The page for the password; where a code is asked for as well, it leads on to that."""

    form_class = SignInForm
    template_name = "admin/login.html"
    title = _("Sign in")

    def get(self, request, *args, **kwargs):
        if admin.site.has_permission(request):
            return redirect("admin:index")
        if who_waits(request):
            if "again" not in request.GET:
                return redirect("admin_factor")
            request.session.flush()
        return super().get(request, *args, **kwargs)

    def form_valid(self, form):
        return let_in(self.request, form.get_user(), self.get_redirect_url())

    def get_context_data(self, **kwargs):
        return {
            **super().get_context_data(**kwargs),
            "title": self.title,
            "app_path": self.request.get_full_path(),
            "username": self.request.user.get_username(),
        }


class PasswordResetView(AdminPageMixin, views.PasswordResetView):
    """Answers the same, whether or not there is an account with the address."""

    form_class = ForgottenPasswordForm
    title = _("Forgotten your password?")


class PasswordResetDoneView(AdminPageMixin, views.PasswordResetDoneView):
    http_method_names = ["get", "head", "options"]
    title = _("Look into your mailbox")


class PasswordResetConfirmView(AdminPageMixin, views.PasswordResetConfirmView):
    token_generator = reset_tokens
    title = _("Choose a new password")

    def get_user(self, uidb64):
        user = super().get_user(uidb64)
        return user if user and user.is_active else None

    def form_valid(self, form):
        response = super().form_valid(form)
        # Whoever tried the former password, or codes with it, begins from nothing.
        locks.forget(form.user, self.request)
        forget_wrong_codes(form.user)
        audit.record(audit.Action.PASSWORD, form.user, form.user)
        return response

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if not self.validlink:
            context["title"] = _("This link no longer works")
        return context


class InvitationView(PasswordResetConfirmView):
    """Where an invited person chooses the first password."""

    token_generator = invitation_tokens
    title = _("Welcome: choose your password")
    extra_context = {"is_invitation": True}


class PasswordResetCompleteView(AdminPageMixin, views.PasswordResetCompleteView):
    http_method_names = ["get", "head", "options"]
    title = _("Your password is set")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request, token):
    """Show the button of the one-time link; pressing it signs in.

    A GET uses nothing up: mail scanners and previews open links.
    """
    if settings.PRODUCTION:
        raise Http404
    if request.method == "POST" and (user := signin.use_up(token)):
        return let_in(request, user)
    with transaction.atomic():
        user = signin.user_of(token)
    response = render(
        request,
        "staff/sign_in.html",
        {
            **admin.site.each_context(request),
            "title": _("Sign in") if user else _("This link no longer works"),
            "account": user,
            "has_permission": False,
            "is_nav_sidebar_enabled": False,
        },
        status=200 if user else 410,
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return response
