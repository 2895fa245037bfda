"""The settings and the WSGI application of `plain_article`."""

from django.core.wsgi import get_wsgi_application
from django.views.generic import DetailView

from ijmsite.settings import *  # noqa: F403 (our settings, but for what follows)

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
WSGI_APPLICATION = "bench.subjects.plain_article_site.application"


def __getattr__(name: str):
    """Make the application when the server asks for it, and not when Django reads the settings."""
    if name != "application":
        raise AttributeError(name)
    made = get_wsgi_application()
    from news import urls
    from news.views import ArticleDetailView

    class PlainArticleView(ArticleDetailView):
        # Without the look at what is gone.
        get = DetailView.get

    for pattern in urls.urlpatterns:
        if pattern.name == "article_detail":
            pattern.callback = PlainArticleView.as_view()
    return made
