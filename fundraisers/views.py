from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import FileResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from django.views.generic import FormView

from ijmsite.pages.views import PublicPageView
from ijmsite.web.submissions import PublicFormMixin

from .forms import FundraiserForm
from .guide import guide_pdf as guide_pdf_path
from .guide import load_guide
from .services.receiving import sign_up
from .services.telling import contact_by


class FundraiserCreateView(PublicFormMixin, FormView):
    """The sign-up page, with the form that the article pages lead to."""

    form_class = FundraiserForm
    template_name = "fundraisers/fundraiser_form.html"

    def receive(self, form):
        sign_up(form, self.request.path)

    def get_success_url(self):
        return reverse("fundraisers:fundraiser_thanks")


class FundraiserThanksView(PublicPageView):
    template_name = "fundraisers/fundraiser_thanks.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(contact_by=contact_by(), **kwargs)


class GuideView(PublicPageView):
    template_name = "fundraisers/guide.html"

    def get_context_data(self, **kwargs):
        language = get_language()
        return super().get_context_data(
            guide=load_guide(language),
            pdf_size=Path(finders.find(guide_pdf_path(language))).stat().st_size,
            **kwargs,
        )


@require_safe
def guide_pdf(request):
    """Hand over the guide in the language of the page."""
    path = guide_pdf_path(get_language())
    return FileResponse(open(finders.find(path), "rb"), filename=path.rsplit("/", 1)[-1])
