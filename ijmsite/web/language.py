from django.utils import translation


def language_of(path: str) -> str:
    return "fr" if path == "/fr" or path.startswith("/fr/") else "en"


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
