"""Print the cookie of a new session of an administrator: any Django site, by its own Python."""

import os

import django


def main() -> None:
    django.setup()
    from django.conf import settings
    from django.contrib.auth import get_user_model, login
    from django.contrib.sessions.backends.db import SessionStore
    from django.http import HttpRequest

    user = get_user_model().objects.filter(is_superuser=True, is_active=True).first()
    request = HttpRequest()
    request.session = session = SessionStore()
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session.save()
    print(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ijmsite.settings")
    main()
