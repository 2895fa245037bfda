from django.http import FileResponse, Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from ijmsite.pages.errors import unavailable
from ijmsite.pages.views import PublicPageView
from ijmsite.photos.places import StorageDownError

from ..models import GuideEdition
from . import load_guide
from .editions import current_edition

# Whatever a browser makes of the bytes, they run nothing and load nothing. No sandbox: Chrome
# refuses to show a PDF in one. Its own viewer is an object with a style.
OF_A_PDF = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)


class GuideView(PublicPageView):
    template_name = "fundraisers/guide.html"

    def get_context_data(self, **kwargs):
        edition = current_edition(get_language())
        guide = load_guide(edition.language)
        return super().get_context_data(guide=guide, edition=edition, **kwargs)


@require_safe
def guide_pdf(request):
    """Hand over the current edition in the language of the page."""
    edition = current_edition(get_language())
    try:
        file = edition.open()
    except StorageDownError:
        return unavailable()
    except OSError:
        raise Http404 from None
    response = FileResponse(file, filename=edition.name, content_type="application/pdf")
    response["Content-Security-Policy"] = OF_A_PDF
    return response


@require_safe
def guide_edition(request, version):
    """Hand over an edition at its own address; an old one leads to the current, for now."""
    edition = current_edition(get_language())
    if version == edition.version:
        return guide_pdf(request)
    uploaded = GuideEdition.objects.filter(language=edition.language, version=version)
    if version != load_guide(edition.language).version and not uploaded.exists():
        raise Http404
    return HttpResponseRedirect(reverse("fundraisers:guide_edition", args=[edition.version]))
