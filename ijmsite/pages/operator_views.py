"""Pages for machines: health, crawlers, browsers' reports."""

import logging

from django.conf import settings
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from ijmsite.upkeep import health

logger = logging.getLogger(__name__)

ROBOTS = """User-agent: *
Disallow: /admin/

Sitemap: {site}/sitemap.xml
Sitemap: {site}/news-sitemap.xml
"""


@require_safe
def healthz(request):
    """Answer "ok" where the web process and its database are up."""
    # A row of ours: where its file is gone, SQLite makes an empty one.
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM web_contentversion")
        cursor.fetchone()
    return HttpResponse("ok", content_type="text/plain", headers={"Cache-Control": "no-store"})


@require_safe
def readyz(request):
    """Tell monitors of each quick check of `manage.py doctor` whether it failed; 503 if one did."""
    found = health.quick()
    return JsonResponse(
        {name: "ok" if is_ok else "failing" for name, is_ok in found.items()},
        status=200 if all(found.values()) else 503,
        headers={"Cache-Control": "no-store"},
    )


@require_safe
def robots(request):
    return HttpResponse(ROBOTS.format(site=settings.SITE_URL), content_type="text/plain")


@require_safe
def favicon(request):
    return redirect(static("ijmsite/favicon.svg"))


@csrf_exempt  # Browsers send these by themselves, without a token; nothing is stored.
@require_http_methods(["POST"])
def csp_report(request):
    """Log that the content security policy was violated, and by what kind of thing."""
    logger.warning("content security policy violated: %d bytes of report", len(request.body))
    return HttpResponse(status=204)
