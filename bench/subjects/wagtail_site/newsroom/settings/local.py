"""What differs on this machine; `wagtail start` reads it at the end of its settings."""

import os
from urllib.parse import urlsplit

from .base import BASE_DIR, INSTALLED_APPS, MIDDLEWARE

SECRET_KEY = "of-a-site-that-only-this-machine-sees"  # noqa: S105 (it guards nothing)
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = ["news", "crispy_forms", "crispy_bootstrap5", *INSTALLED_APPS]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
WAGTAILADMIN_BASE_URL = "http://127.0.0.1"
TIME_ZONE = "America/Toronto"
# Wagtail's documentation recommends a cache for the rows of renditions.
LOCMEM = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {
    "default": {"BACKEND": LOCMEM},
    "renditions": {"BACKEND": LOCMEM, "LOCATION": "renditions", "TIMEOUT": None},
}

if url := os.environ.get("DATABASE_URL"):
    parts = urlsplit(url)
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path[1:],
            "USER": parts.username,
            "PASSWORD": parts.password or "",
            "HOST": parts.hostname,
            "PORT": parts.port or 5432,
            "CONN_MAX_AGE": 60,
        }
    }
    INSTALLED_APPS += ["django.contrib.postgres"]
else:
    OPTIONS = {"init_command": "PRAGMA journal_mode=WAL;", "transaction_mode": "IMMEDIATE"}
    SQLITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}
    DATABASES = {"default": SQLITE | {"OPTIONS": OPTIONS}}

if os.environ.get("PAGE_CACHE"):
    CACHE_MIDDLEWARE_SECONDS = 3600
    MIDDLEWARE = [
        "django.middleware.cache.UpdateCacheMiddleware",
        *MIDDLEWARE,
        "django.middleware.cache.FetchFromCacheMiddleware",
    ]
