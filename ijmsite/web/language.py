from django.utils import translation


class PathLanguageMiddleware:
    """Speak French below /fr/ and English elsewhere.

    Django's LocaleMiddleware also asks the Accept-Language header, so that one address would
    have several answers and could not be cached (and the header is a way to fill memory).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        path = request.path_info
        language = "fr" if path == "/fr" or path.startswith("/fr/") else "en"
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        return response
