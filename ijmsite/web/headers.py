import re

# What stands behind these opens something without an account: see `ijmsite.web.tokens`.
SECRET = re.compile(r"/reading/|^(/fr)?/(confirm|unsubscribe|me)/", re.IGNORECASE)


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
