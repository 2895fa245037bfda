from django.utils import translation
from django.utils.translation import get_language


def language_of(path: str) -> str:
    return "fr" if path == "/fr" or path.startswith("/fr/") else "en"


def in_language(field: str) -> property:
    """Return a property: what `field` says, in French where that is spoken and it is filled in."""
    french = f"{field}_fr"

    def said(row):
        return (get_language() == "fr" and getattr(row, french)) or getattr(row, field)

    return property(said)


def language_said(field: str) -> property:
    """Return a property: the language in which `in_language` says the same field."""
    french = f"{field}_fr"

    def language(row):
        return "fr" if get_language() == "fr" and getattr(row, french) else "en"

    return property(language)


class PathLanguageMiddleware:
    """Speak French below /fr/ and English elsewhere.

    Django's LocaleMiddleware also asks the Accept-Language header, so that one address would
    have several answers and could not be cached (and the header is a way to fill memory).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        language = language_of(request.path_info)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        return response
