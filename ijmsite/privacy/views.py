"""Pages behind mailed links. Looking changes nothing: programs that check mails open every link."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView

from . import ledger
from .models import ConfirmLink, Consent, UnsubscribeLink
from .purposes import AGREEING, ENDING, WORDS


@dataclass(frozen=True)
class Asked:
    """What was ticked, and what has become of it."""

    ticked: Consent
    is_confirmed: bool
    is_withdrawn: bool

    @property
    def agreeing(self) -> str | Promise:
        """Return what the button says with which somebody agrees to this one alone."""
        return AGREEING[self.ticked.purpose]

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
        return HttpResponse(status=303, headers={"Location": self.following(request)})

    def following(self, request):
        return request.path


class ConfirmView(LinkView):
    """What was ticked, word for word; one button for each box, and one for all.

    Below stands what else was ticked with the address, each with its own button: as an address is
    asked once a day at most, no mail may have asked about it.
    """

    template_name = "privacy/confirm.html"
    link_model = ConfirmLink

    def act(self, request):
        if other := request.POST.get("other"):
            # Only what was shown: more may have been ticked meanwhile.
            ticks = [ticked for ticked in self.others() if str(ticked.pk) == other]
            self.link.consents.add(*ticks)
        else:
            ticks = self.link.consents.all()
        purpose = request.POST.get("purpose", "")
        for ticked in ticks:
            if purpose in ("", ticked.purpose):
                ledger.confirm(ticked, timezone.now())

    def others(self) -> list[Consent]:
        own = [*self.link.consents.all()]
        is_asked = {
            ticked.purpose
            for ticked in own
            if not (ledger.is_confirmed(ticked) or ledger.is_withdrawn_since(ticked))
        }
        found = ledger.open_ticks_of(own[0].address_hash) if own else []
        return [other for other in found if other not in own and other.purpose not in is_asked]

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
                "others": self.others(),
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
            address_hash = self.link.address_hash
            agreed = ledger.agreed(address_hash)
            kwargs |= {
                "purposes": [(code, words) for code, words in ENDING.items() if code in agreed],
                "ended": [
                    words
                    for code, words in WORDS.items()
                    if code not in agreed and ledger.has_withdrawn(address_hash, code)
                ],
                "has_withdrawn": ledger.has_withdrawn(address_hash),
            }
        return super().get_context_data(**kwargs)
