from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language
from django.views.generic import FormView

from ijmsite.pages.views import PublicPageView
from ijmsite.web.submissions import PublicFormMixin

from .forms import FundraiserForm
from .ideas import load_ideas
from .models import Fundraiser
from .services.receiving import sign_up
from .services.telling import contact_by


class FundraiserCreateView(PublicFormMixin, FormView):
    """The sign-up page, with the form that the article pages lead to."""

    form_class = FundraiserForm
    template_name = "fundraisers/fundraiser_form.html"

    def get_initial(self):
        """Choose the idea that the address names; nothing else can be set by it."""
        idea = self.request.GET.get("idea", "")
        chosen = {"idea": idea} if idea in Fundraiser.Idea.values else {}
        return chosen | super().get_initial()

    def receive(self, form):
        sign_up(form, self.request.path, self.request.META.get("REMOTE_ADDR", ""))

    def get_success_url(self):
        return reverse("fundraisers:fundraiser_thanks")


class FundraiserThanksView(PublicPageView):
    template_name = "fundraisers/fundraiser_thanks.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(contact_by=contact_by(), **kwargs)


class IdeaView(PublicPageView):
    """How one of the ideas is done."""

    template_name = "fundraisers/idea.html"

    def get_context_data(self, slug, **kwargs):
        ideas = load_ideas(get_language())
        if slug not in ideas:
            raise Http404
        return super().get_context_data(idea=ideas[slug], **kwargs)
