"""The pages under /admin/ for people who are not signed in, and of their second factor.

Some names are those that Django expects.
"""

from django.contrib import admin
from django.urls import path

from . import views
from .factor import views as factor
from .help import HelpView


def signed_in(view):
    return admin.site.admin_view(view.as_view())


urlpatterns = [
    path("password-reset/", views.PasswordResetView.as_view(), name="admin_password_reset"),
    path("password-reset/done/", views.PasswordResetDoneView.as_view(), name="password_reset_done"),
    path(
        "password-reset/<uidb64>/<token>/",
        views.PasswordResetConfirmView.as_view(),
        name="password_reset_confirm",
    ),
    path(
        "password-reset/complete/",
        views.PasswordResetCompleteView.as_view(),
        name="password_reset_complete",
    ),
    path("invitation/<uidb64>/<token>/", views.InvitationView.as_view(), name="admin_invitation"),
    path("sign-in/<str:token>/", views.sign_in, name="admin_signin"),
    path("second-factor/", factor.CodeView.as_view(), name="admin_factor"),
    path(
        "second-factor/recovery/",
        factor.RecoveryCodeView.as_view(),
        name="admin_factor_recovery",
    ),
    path("second-factor/set-up/", factor.SetUpView.as_view(), name="admin_factor_set_up"),
    path("second-factor/own/", signed_in(factor.OwnView), name="admin_factor_own"),
    path("second-factor/codes/", signed_in(factor.CodesView), name="admin_factor_codes"),
    path("second-factor/new-codes/", signed_in(factor.NewCodesView), name="admin_factor_new_codes"),
    path("second-factor/new-phone/", signed_in(factor.NewPhoneView), name="admin_factor_new_phone"),
    path("help/", signed_in(HelpView), name="admin_help"),
    path("help/<path:name>/", signed_in(HelpView), name="admin_help_page"),
]
