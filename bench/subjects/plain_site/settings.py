"""What `django-admin startproject` writes, and where this site's data are."""

import os
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent
WORK = Path(os.environ["BENCH_WORK"])
SECRET_KEY = "of-a-site-that-only-this-machine-sees"  # noqa: S105 (it guards nothing)
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "bench.subjects.plain_site",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "bench.subjects.plain_site.urls"
WSGI_APPLICATION = "bench.subjects.plain_site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
if url := os.environ.get("DATABASE_URL"):
    DATABASES = {"default": environ.Env.db_url_config(url) | {"CONN_MAX_AGE": 60}}
else:
    SQLITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": WORK / "plain.sqlite3"}
    OPTIONS = {"init_command": "PRAGMA journal_mode=WAL;", "transaction_mode": "IMMEDIATE"}
    DATABASES = {"default": SQLITE | {"OPTIONS": OPTIONS}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "/static/"
USE_TZ = True
