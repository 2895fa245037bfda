"""Pages behind mailed links. Looking changes nothing: programs that check mails open every link."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView

from . import ledger
from .models import ConfirmLink, Consent, UnsubscribeLink
from .purposes import WORDS


@dataclass(frozen=True)
class Asked:
    """What was ticked, and what has become of it."""

    ticked: Consent
    is_confirmed: bool
    is_withdrawn: bool

    @property
    def is_open(self) -> bool:
        return not (self.is_confirmed or self.is_withdrawn)


# Whoever has the token may press the button, and mail programs do it without our page.
@method_decorator(csrf_exempt, name="dispatch")
class LinkView(TemplateView):
    """A page that its token opens; the same neutral one for every token that opens nothing."""

    http_method_names = ["get", "head", "post", "options"]
    gone_template = "privacy/link_gone.html"
    link_model = None

    def dispatch(self, request, *args, token, **kwargs):
        self.link = self.find(token, **kwargs)
        return super().dispatch(request, *args, token=token, **kwargs)

    def find(self, token):
        return self.link_model.objects.find(token)

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
    """What was ticked, word for word; one button for each box, and one for all."""

    template_name = "privacy/confirm.html"
    link_model = ConfirmLink

    def act(self, request):
        purpose = request.POST.get("purpose", "")
        for ticked in self.link.consents.all():
            if purpose in ("", ticked.purpose):
                ledger.confirm(ticked, timezone.now())

    def get_context_data(self, **kwargs):
        if self.link:
            asked = [
                Asked(ticked, ledger.is_confirmed(ticked), ledger.is_withdrawn_since(ticked))
                for ticked in self.link.consents.order_by("id").select_related("wording")
            ]
            kwargs |= {
                "asked": asked,
                "open": [one for one in asked if one.is_open],
                "confirmed": [one for one in asked if one.is_confirmed],
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
