"""What the two public forms have in common: where they may come from, and that one is one."""

import hashlib
import json
import math
from datetime import UTC, datetime

from django.http import HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt

from . import traps
from .marks import normalized
from .origin import is_same_origin
from .rates import TooOftenError


def submission_digest(cleaned_data: dict, now: datetime) -> str:
    """Return the digest that makes one submission one row: of its fields and the UTC day.

    The same letters in other bytes are the same: accents apart, line ends of another system.
    """
    fields = {name: _one_spelling(str(value)) for name, value in cleaned_data.items()}
    content = json.dumps([now.astimezone(UTC).date().isoformat(), fields], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _one_spelling(text: str) -> str:
    return normalized("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


# The page is the same bytes for every reader, so it has no token; `is_same_origin` stands in.
@method_decorator(csrf_exempt, name="dispatch")
class PublicFormMixin:
    """A form view for visitors: no cookie, no token, and what was typed is never lost."""

    http_method_names = ["get", "head", "post", "options"]

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    def post(self, request, *args, **kwargs):
        if is_same_origin(request):
            return super().post(request, *args, **kwargs)
        form = self.get_form()
        form.add_error(
            None,
            _(
                "We could not tell that this was sent from our page. Nothing is lost: "
                "please check what you wrote and send it again from here."
            ),
        )
        response = self.form_invalid(form)
        response.status_code = 403
        return response

    @property
    def is_carried(self) -> bool:
        """Whether the page in the other language hands over what is typed, not yet to be sent."""
        return "carried" in self.request.POST and is_same_origin(self.request)

    def get_initial(self):
        typed = self.request.POST.dict() if self.is_carried else {"rendered": traps.stamp()}
        return super().get_initial() | typed

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        return kwargs | {"data": None, "files": None} if self.is_carried else kwargs

    def form_valid(self, form) -> HttpResponse:
        try:
            self.receive(form)
        except TooOftenError as error:
            return self.too_often(form, error.until)
        return HttpResponse(status=303, headers={"Location": self.get_success_url()})

    def too_often(self, form, until: datetime) -> HttpResponse:
        """Answer 429 (RFC 6585, section 4) with what was typed, and when it can be sent."""
        seconds = max(1, math.ceil((until - timezone.now()).total_seconds()))
        minutes = math.ceil(seconds / 60)
        form.add_error(
            None,
            ngettext(
                "Many messages have come from your connection. Nothing is lost: please send "
                "this again in %(count)s minute.",
                "Many messages have come from your connection. Nothing is lost: please send "
                "this again in %(count)s minutes.",
                minutes,
            )
            % {"count": minutes},
        )
        response = self.form_invalid(form)
        response.status_code = 429
        response.headers["Retry-After"] = str(seconds)
        return response
