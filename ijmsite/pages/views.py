from django.views.generic import TemplateView


class PublicPageView(TemplateView):
    """A page of the frame, without a model of its own."""

    http_method_names = ["get", "head", "options"]


class HomeView(PublicPageView):
    template_name = "pages/home.html"


class PrivacyView(PublicPageView):
    template_name = "pages/privacy.html"
