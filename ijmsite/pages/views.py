from datetime import date

from django.views.generic import TemplateView

from .structured import front_page

# Both change with what the page says; earlier versions stand in the history of this repository.
PRIVACY_VERSION, PRIVACY_SINCE = 2, date(2026, 11, 28)
ACCESSIBILITY_REVIEWED = date(2026, 11, 25)


class PublicPageView(TemplateView):
    """A page of the frame, without a model of its own."""

    http_method_names = ["get", "head", "options"]


class HomeView(PublicPageView):
    template_name = "pages/home.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(structured=front_page(), **kwargs)


class PrivacyView(PublicPageView):
    template_name = "pages/privacy.html"
    extra_context = {"version": PRIVACY_VERSION, "since": PRIVACY_SINCE}


class AccessibilityView(PublicPageView):
    template_name = "pages/accessibility.html"
    extra_context = {"reviewed_on": ACCESSIBILITY_REVIEWED}
