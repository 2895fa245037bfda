"""The addresses of the site, and with them some at which everything goes wrong."""

from django.conf.urls.i18n import i18n_patterns
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.urls import path

from ijmsite import urls
from news.filters import ArticleFilters
from news.views import busy

handler400, handler403, handler404, handler500 = (
    urls.handler400,
    urls.handler403,
    urls.handler404,
    urls.handler500,
)
FAILURES = {
    400: SuspiciousOperation,
    403: PermissionDenied,
    500: RuntimeError,
    503: OperationalError,
}


def fail(request, status):
    if status == 429:
        return busy(request, ArticleFilters(request.GET))
    raise FAILURES[status]


urlpatterns = [
    *i18n_patterns(path("fails/<int:status>/", fail, name="fail"), prefix_default_language=False),
    *urls.urlpatterns,
]
