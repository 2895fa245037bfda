"""Asking for one's own data, and the pages behind the mailed link. Looking changes nothing."""

from datetime import timedelta

from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.generic import FormView

from ijmsite.mail.addresses import mailbox
from ijmsite.pages.views import PublicPageView
from ijmsite.staff.models import AuditEvent
from ijmsite.web import rates
from ijmsite.web.submissions import PublicFormMixin

from .. import erasure, ledger, subject
from ..models import DataLink, hash_address
from ..personal import all_personal
from ..purposes import COMING_BACK, WORDS
from ..views import LinkView
from . import send_link
from .forms import MeForm

PER = timedelta(hours=1)
OF_HOST = 5
OF_NETWORK = 30
OF_MAILBOX = 3  # on one day, however its address is spelled
COMING_BACK_OF_MAILBOX = 5


class MeView(PublicFormMixin, FormView):
    """Asks for an address; what it answers is the same for every address."""

    form_class = MeForm
    template_name = "privacy/me.html"

    def receive(self, form):
        sender = self.request.META.get("REMOTE_ADDR", "")
        limits = rates.limits_of("data link", sender, host=OF_HOST, network=OF_NETWORK, per=PER)
        rates.count_each(limits)
        email = form.cleaned_data["email"]
        # A program gets the same answer, and nobody a mail. Quick people are none: the browser
        # fills in one field.
        if "filled" not in form.traps and rates.count_if_allowed(
            "data link to mailbox", mailbox(email), limit=OF_MAILBOX, per=timedelta(days=1)
        ):
            send_link(email, get_language())

    def get_success_url(self):
        return reverse("privacy:me_sent")


class MeSentView(PublicPageView):
    template_name = "privacy/me_sent.html"


class MeDeletedView(PublicPageView):
    """Says that it is done: the link that did it opens nothing any more."""

    template_name = "privacy/me_deleted.html"

    def get_context_data(self, **kwargs):
        number = self.request.GET.get("receipt", "")
        is_number = number.isascii() and number.isdigit() and len(number) < 10
        return super().get_context_data(receipt=number if is_number else "", **kwargs)


class DataLinkView(LinkView):
    link_model = DataLink
    gone_template = "privacy/me_gone.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"token": self.kwargs["token"]} | kwargs)


class MeDataView(DataLinkView):
    """All that we have; its buttons end our mail, or let it begin again."""

    template_name = "privacy/me_data.html"
    done = "mail"

    def following(self, request):
        return f"{request.path}?done={self.done}#mail"

    def act(self, request):
        address_hash, now = hash_address(self.link.email), timezone.now()
        if "again" in request.POST:
            if not self.come_back(address_hash, now):
                self.done = "later"
            return
        purpose = request.POST.get("purpose", "")
        ledger.withdraw(
            address_hash,
            at=now,
            manner=ledger.Manner.LINK,
            purpose=purpose if purpose in WORDS else "",
        )

    def get_context_data(self, **kwargs):
        if self.link:
            address_hash = hash_address(self.link.email)
            agreed = ledger.agreed(address_hash)
            kwargs |= {
                "link": self.link,
                "sections": [*subject.sections(self.link.email)],
                "purposes": [(code, words) for code, words in WORDS.items() if code in agreed],
                "has_withdrawn": ledger.has_withdrawn(address_hash),
                "coming_back": COMING_BACK,
                "done": self.request.GET.get("done", ""),
            }
        return super().get_context_data(**kwargs)

    @transaction.atomic
    def come_back(self, address_hash, now):
        # Not while everything is deleted; nor for ever back and forth, as no entry goes.
        is_there = DataLink.objects.select_for_update().filter(pk=self.link.pk).exists()
        if is_there and rates.count_if_allowed(
            "come back", address_hash, limit=COMING_BACK_OF_MAILBOX, per=timedelta(days=1)
        ):
            language, text = get_language(), str(COMING_BACK)
            ledger.come_back(address_hash, at=now, language=language, text=text)
            return True
        return False


class MeCorrectView(DataLinkView):
    """The form of one row. What was typed stays where something is wrong with it."""

    template_name = "privacy/me_correct.html"

    def find(self, token, *, kind, pk):
        link = super().find(token)
        self.kind = next((one for one in all_personal() if one.name == kind and one.form), None)
        self.row = link and self.kind and self.kind.of(link.email).filter(pk=pk).first()
        return link if self.row else None

    def post(self, request, *args, **kwargs):
        if self.link is None:
            return self.get(request, *args, **kwargs)
        with transaction.atomic():
            # Read anew behind a lock: it may have gone, or moved, since.
            rows = self.kind.of(self.link.email).select_for_update()
            self.row = rows.filter(pk=self.row.pk).first()
            if self.row is None:
                self.link = None
                return self.get(request, *args, **kwargs)
            form = self.kind.form(request.POST, instance=self.row)
            if not form.is_valid():
                return self.render_to_response(self.get_context_data(form=form))
            form.save()
        is_moved = self.row.email.casefold() != self.link.email.casefold()
        done = "moved" if is_moved else "corrected"
        page = reverse("privacy:me_data", args=[kwargs["token"]])
        return HttpResponse(status=303, headers={"Location": f"{page}?done={done}"})

    def get_context_data(self, **kwargs):
        if self.link:
            kwargs.setdefault("form", self.kind.form(instance=self.row))
            kwargs |= {"kind": self.kind}
        return super().get_context_data(**kwargs)


class MeDownloadView(DataLinkView):
    """Hands over all of it as a file, whose name says nothing."""

    http_method_names = ["get", "head", "options"]
    file_name = ""

    def get(self, request, *args, **kwargs):
        if self.link is None:
            return super().get(request, *args, **kwargs)
        response = self.made(self.link.email)
        response["Content-Disposition"] = f'attachment; filename="{self.file_name}"'
        return response


class MeJsonView(MeDownloadView):
    file_name = "my-data.json"

    def made(self, email):
        said = {"ensure_ascii": False, "indent": 2}
        return JsonResponse(subject.export(email), json_dumps_params=said)


class MeHtmlView(MeDownloadView):
    file_name = "my-data.html"

    def made(self, email):
        return HttpResponse(subject.export_html(email))


class MeDeleteView(DataLinkView):
    """Says what goes and what stays, and deletes it by one press."""

    template_name = "privacy/me_delete.html"

    def post(self, request, *args, **kwargs):
        if self.link is None:
            return self.get(request, *args, **kwargs)
        receipt = erasure.erase(self.link.email, AuditEvent.THEMSELVES)
        page = reverse("privacy:me_deleted")
        return HttpResponse(status=303, headers={"Location": f"{page}?receipt={receipt.pk}"})

    def get_context_data(self, **kwargs):
        if self.link:
            found = [*subject.sections(self.link.email)]
            kwargs |= {"going": [one for one in found if not one.stays]}
        return super().get_context_data(**kwargs)
