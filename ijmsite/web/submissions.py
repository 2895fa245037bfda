"""What the public forms have in common: where they may come from, and that one is one."""

import hashlib
import json
import logging
import math
from datetime import UTC, datetime

from django.db import OperationalError
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

logger = logging.getLogger(__name__)

RETRY_SECONDS = 60  # after which what could not be stored is worth another try


def submission_digest(cleaned_data: dict, now: datetime) -> str:
    """Return the digest that makes one submission one row: of its fields and the UTC day.

    The same letters in other bytes are the same: accents apart, line ends of another system.
    """
    fields = {name: _one_spelling(str(value)) for name, value in cleaned_data.items()}
    content = json.dumps([now.astimezone(UTC).date().isoformat(), fields], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _one_spelling(text: str) -> str:
    return normalized("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def typed_into(form) -> list[tuple[str, str]]:
    """Return the labels and values of what a visitor typed, as they typed it."""
    seen = [bound for bound in form.visible_fields() if bound.name != "subject" and bound.data]
    return [(bound.label, bound.data) for bound in seen if isinstance(bound.data, str)]


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
        except OperationalError as error:
            # Only the class: the database repeats values in its errors.
            logger.error("A form could not be stored: %s", type(error).__name__)
            return self.unavailable(form)
        return HttpResponse(status=303, headers={"Location": self.get_success_url()})

    def unavailable(self, form) -> HttpResponse:
        """Answer 503 with what was typed: the database is locked, full or away.

        Where not even the page can be made, `ijmsite.pages.errors` answers, with what was typed.
        """
        form.add_error(
            None,
            _(
                "We could not store this just now. Nothing is lost: please send it again in a "
                "minute."
            ),
        )
        # For the page that comes where not even this one can be made.
        self.request.typed = typed_into(form)
        response = self.form_invalid(form)
        response.status_code = 503
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response

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
