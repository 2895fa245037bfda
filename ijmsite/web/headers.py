import re

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.conf import settings

# What stands behind these opens something without an account: see `ijmsite.web.tokens`.
SECRET = re.compile(r"/reading/|^(/fr)?/(confirm|unsubscribe|me)/", re.IGNORECASE)


class PolicyMiddleware(CSPMiddleware):
    """Put the policy together once for all answers that add nothing to that of the settings.

    Where these have more than one policy for all addresses, it is left to django-csp each time.
    """

    def __init__(self, get_response):
        super().__init__(get_response)
        policy = getattr(settings, "CONTENT_SECURITY_POLICY", None) or {}
        is_only = not getattr(settings, "CONTENT_SECURITY_POLICY_REPORT_ONLY", None)
        is_plain = policy.keys() == {"DIRECTIVES"} and is_only and not settings.DEBUG
        self.plain = build_policy() if is_plain else None

    def process_response(self, request, response):
        adds = "_csp_nonce" in vars(request) or "_csp" in "".join(vars(response))
        if adds or self.plain is None:
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.plain)
        # As there: who asks for a nonce now comes too late.
        request.csp_nonce = CheckableLazyObject(self._csp_nonce_post_response)
        return response


class HeadersMiddleware:
    """Add the security headers that Django has no setting for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        headers = response.headers
        headers.setdefault(
            "Permissions-Policy",
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
        )
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # Sessions and anything personal: never kept by a browser or a proxy.
        if response.cookies or request.path_info.startswith("/admin/"):
            headers["Cache-Control"] = "private, no-store"
        # Whatever the answer is: the address itself is the secret.
        if SECRET.search(request.path_info):
            headers["Cache-Control"] = "private, no-store"
            headers["Referrer-Policy"] = "no-referrer"
            headers["X-Robots-Tag"] = "noindex, nofollow"
        # What a reader has is asked about each time: a correction is seen on the next request.
        headers.setdefault("Cache-Control", "no-cache")
        return response
