from django.conf import settings

from .limits import Application

FORWARDED = [
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_FORWARDED",
]


def trust_proxies(application: Application) -> Application:
    """Wrap a WSGI application so that it believes X-Forwarded-* from TRUSTED_PROXIES only.

    From anyone else the headers are dropped. From a trusted proxy, REMOTE_ADDR becomes the last
    address in X-Forwarded-For that is not itself a trusted proxy.
    """

    def trusting(environ, start_response):
        trusted = settings.TRUSTED_PROXIES
        if environ.get("REMOTE_ADDR") in trusted:
            addresses = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
            for address in reversed([a.strip() for a in addresses if a.strip()]):
                if address not in trusted:
                    environ["REMOTE_ADDR"] = address
                    break
        else:
            for name in FORWARDED:
                environ.pop(name, None)
        return application(environ, start_response)

    return trusting
