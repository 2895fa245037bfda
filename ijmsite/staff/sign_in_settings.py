"""How staff sign in: the settings of Django's accounts, of django-otp and of django-axes."""

from datetime import timedelta

from django.conf import settings

AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = ["ijmsite.staff.backends.StaffBackend"]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# After that a session is over, whatever was done in it, and after that long without a request.
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE = timedelta(minutes=30)
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
# Lax: with Strict, the links of our mails to staff would lead to the page for signing in.
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"


def issuer(device) -> str:
    """Return what an app for codes calls this site."""
    return f"{settings.ORG_NAME} newsroom"


OTP_TOTP_ISSUER = issuer
# Or a phone whose clock is off by one step would be allowed one more.
OTP_TOTP_SYNC = False
# Besides the limit of `factor.devices`: from the twentieth wrong code in a row, hours pass between
# two of them.
OTP_TOTP_THROTTLE_FACTOR = OTP_STATIC_THROTTLE_FACTOR = 0.01

# Axes asks `locks` who may try a password, and tells it what was wrong; its tables stay empty.
AXES_HANDLER = "ijmsite.staff.locks.PasswordLocks"
AXES_LOCKOUT_CALLABLE = "ijmsite.staff.locks.too_many"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_FORM_FIELD = "username"
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
