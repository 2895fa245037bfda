import re

from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.generic import FormView

from ijmsite.pages.views import PublicPageView
from ijmsite.web.submissions import PublicFormMixin

from .forms import InquiryForm
from .kit.views import PressOfficeMixin
from .models import PressContact
from .services.receiving import receive_inquiry


class InquiryCreateView(PressOfficeMixin, PublicFormMixin, FormView):
    """The press page, with the form that the article pages carry too."""

    form_class = InquiryForm
    template_name = "contacts/inquiry_form.html"

    def get_initial(self):
        return super().get_initial() | {"article": self.request.GET.get("article", "")}

    def get_context_data(self, **kwargs):
        return super().get_context_data(press_contact=PressContact.objects.shown(), **kwargs)

    def receive(self, form):
        self.inquiry = receive_inquiry(form, self.request.META.get("REMOTE_ADDR", ""))

    def get_success_url(self):
        return f"{reverse('contacts:inquiry_thanks')}?reference={self.inquiry.reference}"


# It says whether the office is open at this moment.
@method_decorator(cache_control(no_store=True), name="dispatch")
class InquiryThanksView(PublicPageView):
    template_name = "contacts/inquiry_thanks.html"

    def get_context_data(self, **kwargs):
        reference = self.request.GET.get("reference", "")
        return super().get_context_data(
            reference=reference if re.fullmatch(r"M-[2-9A-Z]{6}", reference) else "",
            press_contact=PressContact.objects.shown(),
            **kwargs,
        )
