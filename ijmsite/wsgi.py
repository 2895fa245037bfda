"""The WSGI application, with what has to happen before Django sees a request."""

import os
import threading
from urllib.parse import urlsplit

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from ijmsite.serve import WARM_UP_AFTER
from ijmsite.web.limits import limit_requests
from ijmsite.web.metrics import HITS, count_answers, counters
from ijmsite.web.parentage import die_with_parent
from ijmsite.web.proxies import trust_proxies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ijmsite.settings")

# granian's workers outlive a killed main process and keep the port; `ijmsite.run` asks for this.
if os.environ.get("DIE_WITH_PARENT"):
    die_with_parent()


def with_kept_pages(application):
    from ijmsite.urls import KEPT
    from ijmsite.web.content import shared_reader, shared_until
    from ijmsite.web.pagecache import PageCache

    return PageCache(
        application,
        pages=KEPT,
        read_version=shared_reader(),
        until=shared_until(),
        room=settings.PAGE_CACHE_BYTES,
        on_hit=counters()[HITS] if settings.METRICS_PORT else None,
    )


def warm_up(application):
    """Make some pages that nobody asked for: the first visitors would wait for all templates.

    An app that reads something large at its first use has a method `warm_up` in its config.
    """
    from django.apps import apps
    from django.db import connections
    from django.urls import reverse

    from ijmsite.web.pagecache import ask

    site = urlsplit(settings.SITE_URL)
    ours = {
        "SERVER_NAME": site.hostname,
        "SERVER_PORT": str(site.port or ""),
        "HTTP_HOST": site.netloc,
    }
    ours |= {"wsgi.url_scheme": site.scheme, "HTTP_X_FORWARDED_PROTO": site.scheme}
    for name in ("pages:home", "contacts:inquiry_create", "fundraisers:fundraiser_create"):
        ask(application, (reverse(name), ""), ours)
    for config in apps.get_app_configs():
        getattr(config, "warm_up", lambda: None)()
    connections.close_all()


def build():
    """Return Django behind the doors that a request passes: the outermost comes last."""
    from ijmsite.web.static import StaticFiles

    application = limit_requests(StaticFiles(get_wsgi_application()))
    if settings.COLLECTED_STATIC:  # That is, where it is served for real.
        # A little later: beside the first visitor's page it would take half of the processor.
        warming = threading.Timer(WARM_UP_AFTER, warm_up, args=[application])
        warming.daemon = True
        warming.start()
    if settings.METRICS_PORT:
        from ijmsite.web import metrics_page

        metrics_page.start()
        # Not what the warming up asks.
        application = count_answers(application)
    if settings.PAGE_CACHE_BYTES:
        application = with_kept_pages(application)
    return trust_proxies(application)


application = build()
