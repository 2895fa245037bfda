from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import Any

from django.conf import settings
from whitenoise.base import WhiteNoise
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

from .limits import Application
from .pagecache import is_welcome, name_of


class StaticFiles(WhiteNoiseMiddleware):
    """Wrap a WSGI application in the static files, as the settings of WhiteNoise say.

    Its middleware knows Django's storages and finders, but would have each file pass through
    all of Django. And it makes the headers of all files before anything is answered; here those of
    a file are made when it is first asked for.
    """

    def __init__(self, application: Application) -> None:
        super().__init__()
        self.application = application

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith(settings.STATIC_URL) and is_welcome(*name_of(environ)):
            return WhiteNoise.__call__(self, environ, start_response)
        return self.application(environ, start_response)

    def get_static_file(self, path: str, url: str, stat_cache=None) -> Callable[[], StaticFile]:
        look = cache(partial(super().get_static_file, path, url, stat_cache))
        if stat_cache is None:
            look()  # Nobody has seen yet whether it is there.
        return look

    @staticmethod
    def serve(look: Callable[[], StaticFile], *request) -> Iterable[bytes]:
        return WhiteNoise.serve(look(), *request)

    def add_cache_headers(self, headers, path: str, url: str) -> None:
        super().add_cache_headers(headers, path, url)
        # What `SecurityMiddleware` and `HeadersMiddleware` say of the pages.
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if settings.SECURE_HSTS_SECONDS:
            headers["Strict-Transport-Security"] = (
                f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"
            )
