"""The WSGI application, with what has to happen before Django sees a request."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from ijmsite.web.limits import limit_requests
from ijmsite.web.parentage import die_with_parent
from ijmsite.web.proxies import trust_proxies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ijmsite.settings")

# granian's workers outlive a killed main process and keep the port; `ijmsite.run` asks for this.
if os.environ.get("DIE_WITH_PARENT"):
    die_with_parent()


def with_kept_pages(application):
    from ijmsite.urls import KEPT
    from ijmsite.web.content import next_moment, version_reader
    from ijmsite.web.pagecache import PageCache

    return PageCache(
        application,
        pages=KEPT,
        read_version=version_reader(),
        next_moment=next_moment,
        room=settings.PAGE_CACHE_BYTES,
    )


def build():
    """Return Django behind the doors that a request passes: the outermost comes last."""
    from ijmsite.web.static import StaticFiles

    application = limit_requests(StaticFiles(get_wsgi_application()))
    if settings.PAGE_CACHE_BYTES:
        application = with_kept_pages(application)
    return trust_proxies(application)


application = build()
