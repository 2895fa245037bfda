"""Everything that differs between machines comes from the environment, or from `.env`.

The table of variables stands in README.md. Each has a default that is safe for `make run`;
with PRODUCTION=1 what is unsafe or missing stops the start with a sentence that names it.
"""

import os
import secrets
import tempfile
from contextlib import suppress
from datetime import time
from pathlib import Path

import django
import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from js_asset import static_lazy

from ijmsite.photos.places import storage_at
from ijmsite.staff.sign_in_settings import *  # noqa: F403 (the settings of accounts and sessions)
from ijmsite.valid import one_line, ping_urls, web_address
from ijmsite.web.logs import LOGGING  # noqa: F401 (it is a setting)

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")

PRODUCTION = env.bool("PRODUCTION", False)
DEBUG = env.bool("DEBUG", False)
DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)


def required_in_production(name, default):
    """Return the variable `name`, or `default` where this is not a production machine."""
    value = env(name, default="")
    if PRODUCTION and not value:
        raise ImproperlyConfigured(f"Set {name}: PRODUCTION=1 does not start without it.")
    return value or default


def generated_secret(name):
    """Return the secret `name` of this DATA_DIR, made at the first start."""
    path = DATA_DIR / name
    if not path.exists():
        # Written aside and linked into place: another process never reads half of it.
        with tempfile.NamedTemporaryFile("w", dir=DATA_DIR) as file:
            file.write(secrets.token_urlsafe(50))
            file.flush()
            with suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text()


# Web

HOST = env("HOST", default="127.0.0.1")
PORT = env.int("PORT", 8000)
# Two: in one process, threads that make pages wait for each other.
WEB_WORKERS = env.int("WEB_WORKERS", 2)
# Who watches this machine: a port of loopback that tells numbers, and who is told of what was done.
METRICS_PORT = env.int("METRICS_PORT", 0)
PING_URLS = ping_urls(env)
SITE_URL = required_in_production("SITE_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
SECRET_KEY = required_in_production("SECRET_KEY", "") or generated_secret("secret_key")
# Under this key the consent ledger knows addresses; it outlives every change of SECRET_KEY.
LEDGER_KEY = required_in_production("LEDGER_KEY", "") or generated_secret("ledger_key")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1"])
# The addresses of the proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])

if PRODUCTION:
    # install.sh looks for these as well; a container has nobody else who does.
    for name, value in os.environ.items():
        if value in {"FILL IN", "MADE BY install.sh"}:
            raise ImproperlyConfigured(f"Fill in {name}: it says what deploy/env.example says.")
    if DEBUG:
        raise ImproperlyConfigured("Unset DEBUG: PRODUCTION=1 does not start with it.")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("Set ALLOWED_HOSTS to the site's host names, without '*'.")
    if not SITE_URL.startswith("https://"):
        raise ImproperlyConfigured("Set SITE_URL to an https:// address.")
    if not TRUSTED_PROXIES:
        raise ImproperlyConfigured(
            "Set TRUSTED_PROXIES to the address of the proxy that ends TLS, such as 127.0.0.1."
        )
    if len(SECRET_KEY) < 50:
        raise ImproperlyConfigured("Set SECRET_KEY to at least 50 random characters.")

ROOT_URLCONF = "ijmsite.urls"
WSGI_APPLICATION = "ijmsite.wsgi.application"

INSTALLED_APPS = [
    "ijmsite.staff",
    "ijmsite.staff.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "ijmsite.mail",
    "ijmsite.photos",
    "ijmsite.pages",
    "ijmsite.privacy",
    "ijmsite.web",
    "ijmsite.upkeep",
    "news",
    "contacts",
    "fundraisers",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_prose_editor",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Outside of what marks a page as private.
    "ijmsite.web.compression.CompressionMiddleware",
    "ijmsite.web.headers.HeadersMiddleware",
    "ijmsite.web.headers.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ijmsite.web.language.PathLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ijmsite.staff.presence.PresenceMiddleware",
    "axes.middleware.AxesMiddleware",
    # Whoever saves an article stands in its history.
    "simple_history.middleware.HistoryRequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Within CommonMiddleware, which would first add a slash: a former address is one hop away.
    "news.addresses.FormerAddressMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ijmsite.pages.context.site",
            ],
        },
    },
]

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Django refuses what is larger before it parses it; ijmsite.web.limits refuses it earlier still.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

# Bytes for the public pages that are kept, in each web process. Templates are worked on without.
PAGE_CACHE_BYTES = 0 if DEBUG else env.int("PAGE_CACHE_BYTES", 64_000_000)

# Database

SQLITE_OPTIONS = {
    # Durable, and never "database is locked" at once: see "SQLite" in docs/decisions.md.
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": ("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"),
}
SQLITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA_DIR / "db.sqlite3"}
DATABASES = {"default": env.db("DATABASE_URL") if env("DATABASE_URL", default="") else SQLITE}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Django's own, with a queue of those who write.
    DATABASES["default"]["ENGINE"] = "ijmsite.sqlite"
    DATABASES["default"] |= {"OPTIONS": SQLITE_OPTIONS, "CONN_MAX_AGE": 60}
    # A file, so that tests have the journal and the locks of the real thing.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
else:
    DATABASES["default"] = {"CONN_MAX_AGE": 60, **DATABASES["default"], "CONN_HEALTH_CHECKS": True}
    # As on SQLite, nobody waits longer for a lock. And to compile a query takes PostgreSQL longer
    # than to answer any of ours.
    options = "-c lock_timeout=20s -c jit=off"
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", options)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Files

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "ijmsite/static", ("help", BASE_DIR / "docs/screenshots/desk")]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750
# Where `manage.py backup` puts them, and where `doctor` looks; without a key they are readable.
BACKUP_DIR = env("BACKUP_DIR", default="")
BACKUP_KEY = env("BACKUP_KEY", default="")
# `make run` and production collect the static files first and say so; the plain Django way
# (runserver, pytest) serves them from where they lie.
COLLECTED_STATIC = env.bool("COLLECTED_STATIC", PRODUCTION)
WHITENOISE_USE_FINDERS = not COLLECTED_STATIC
WHITENOISE_AUTOREFRESH = DEBUG
# Every page asks for the hashed names; the plain ones would be compressed for nobody.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Compressed already, or asked for by nobody but a developer: not worth the start's time.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("png", "jpg", "webp", "avif", "woff2", "pdf", "map")
STORAGES = {
    "default": storage_at(env("MEDIA_STORAGE_URL", default="")),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if COLLECTED_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# Languages and times

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [BASE_DIR / "ijmsite" / "locale"]
USE_TZ = True
TIME_ZONE = env("TIME_ZONE", default="America/Toronto")

# Accounts and sessions

# Whether staff need a code from their phone, besides the password: in production always.
SECOND_FACTOR = PRODUCTION or env.bool("SECOND_FACTOR", False)
if PRODUCTION:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
    SECURE_HSTS_SECONDS = 63_072_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
if TRUSTED_PROXIES:
    # ijmsite.wsgi drops the header unless it comes from one of them.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Security headers

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "report-uri": "/csp-report/",
        "upgrade-insecure-requests": PRODUCTION,
    }
}

# Mail: a request stores messages (ijmsite.mail); only the worker talks to a mail server.

OUTBOX_BACKEND = "ijmsite.mail.backends.OutboxBackend"
if django.VERSION < (6, 1):
    EMAIL_BACKEND = OUTBOX_BACKEND
else:
    MAILERS = {"default": {"BACKEND": OUTBOX_BACKEND}}
EMAIL_URL = required_in_production("EMAIL_URL", "")
SMTP_TIMEOUT = 15
# After a message's last dot a hasty goodbye may mean a second copy: there the worker waits longer.
SMTP_ACCEPT_TIMEOUT = 120
MAIL_FILE_DIR = DATA_DIR / "mail"
DEFAULT_FROM_EMAIL = required_in_production(
    "DEFAULT_FROM_EMAIL", "IJM Canada <newsroom@newsroom.example>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
DKIM_SELECTOR = env("DKIM_SELECTOR", default="")

# The organization

ORG_NAME = one_line("ORG_NAME", required_in_production("ORG_NAME", "IJM Canada"))
ORG_MAILING_ADDRESS = required_in_production(
    "ORG_MAILING_ADDRESS", "100 Sample Street, London, Ontario N6A 0A0, Canada"
)
PRESS_INBOX = required_in_production("PRESS_INBOX", "press@newsroom.example")
FUNDRAISING_INBOX = required_in_production("FUNDRAISING_INBOX", "fundraising@newsroom.example")
GIVE_URL = web_address(
    "GIVE_URL", required_in_production("GIVE_URL", "https://give.newsroom.example/")
)
HELP_EMAIL = required_in_production("HELP_EMAIL", "help@newsroom.example")
HELP_PHONE = required_in_production("HELP_PHONE", "519.679.5030")
# Where "Leave this page" leads: a page that nobody minds, on a site that everybody opens.
QUICK_EXIT_URL = web_address(
    "QUICK_EXIT_URL", env("QUICK_EXIT_URL", default="") or "https://weather.gc.ca/"
)
OFFICE_HOURS = env("OFFICE_HOURS", default="09:00-17:00")
try:
    _opens, _closes = (time.fromisoformat(part.strip()) for part in OFFICE_HOURS.split("-"))
except ValueError:
    raise ImproperlyConfigured("Set OFFICE_HOURS as two times, such as 09:00-17:00.") from None

# History of articles: the reason for a change can be as long as a correction.

SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

# The rich text editor: how it is put together. What it offers, and what is kept of what
# somebody pastes into it, stands in news/body.py.

# What they add is allowed by news/body.py, so nothing is told to the editor's own sanitizer.
DJANGO_PROSE_EDITOR_EXTENSIONS = [
    {
        "js": [static_lazy(f"admin_desk/{module}.js")],
        "extensions": dict.fromkeys(names, lambda config, allowed: None),
    }
    for module, names in {
        "editor-a11y": ["EditorA11y"],
        "editor-words": ["Cite", "DeskLink", "DeskTable"],
        "photo-figure": ["PhotoFigure"],
    }.items()
]
# No drop-down: it cannot be reached with the keyboard.
DJANGO_PROSE_EDITOR_MENU_GROUPS = [
    {"group": name}
    for name in ["blockType -lists", "marks", "link", "lists", "nodes -blockType -lists"]
    + ["photo", "table", "history"]
]
