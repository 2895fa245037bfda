"""Pages behind mailed links. Looking changes nothing: programs that check mails open every link."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView

from . import ledger
from .models import ConfirmLink, UnsubscribeLink
from .purposes import WORDS


# Whoever has the token may press the button, and mail programs do it without our page.
@method_decorator(csrf_exempt, name="dispatch")
class LinkView(TemplateView):
    """A page that its token opens; the same neutral one for every token that opens nothing."""

    http_method_names = ["get", "head", "post", "options"]
    gone_template = "privacy/link_gone.html"
    link_model = None

    def dispatch(self, request, *args, token, **kwargs):
        self.link = self.link_model.objects.find(token)
        return super().dispatch(request, *args, token=token, **kwargs)

    def get_template_names(self):
        return [self.template_name if self.link else self.gone_template]

    def render_to_response(self, context, **options):
        return super().render_to_response(context, status=200 if self.link else 404, **options)

    def post(self, request, *args, **kwargs):
        if self.link is None:
            return self.get(request, *args, **kwargs)
        self.act(request)
        # A reload of what follows sends nothing again.
        return HttpResponse(status=303, headers={"Location": request.path})


class ConfirmView(LinkView):
    template_name = "privacy/confirm.html"
    link_model = ConfirmLink

    def act(self, request):
        ledger.confirm(self.link.consent, timezone.now())

    def get_context_data(self, **kwargs):
        if self.link:
            consent = self.link.consent
            kwargs |= {
                "words": consent.wording.text,
                "language": consent.wording.language,
                "is_confirmed": ledger.is_confirmed(consent),
                "is_withdrawn": ledger.is_withdrawn_since(consent),
            }
        return super().get_context_data(**kwargs)


class UnsubscribeView(LinkView):
    template_name = "privacy/unsubscribe.html"
    link_model = UnsubscribeLink

    def act(self, request):
        is_one_click = request.POST.get("List-Unsubscribe") == "One-Click"
        purpose = request.POST.get("purpose", "")
        ledger.withdraw(
            self.link.address_hash,
            at=timezone.now(),
            manner=ledger.Manner.ONE_CLICK if is_one_click else ledger.Manner.LINK,
            purpose=purpose if purpose in WORDS else "",
        )

    def get_context_data(self, **kwargs):
        if self.link:
            agreed = ledger.agreed(self.link.address_hash)
            kwargs |= {
                "purposes": [(code, WORDS.get(code, code)) for code in agreed],
                "has_withdrawn": ledger.has_withdrawn(self.link.address_hash),
            }
        return super().get_context_data(**kwargs)
