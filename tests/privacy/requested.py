"""Privacy requests as staff enter them."""

from datetime import datetime

from django.utils import timezone

from ijmsite.privacy import ledger, requests

LIST = "/admin/privacy/privacyrequest/"
AMINA = "amina@supporter.example"
# A Monday; the Friday before Labour Day week is the fourth of September.
MONDAY = datetime(2026, 8, 31, 10, tzinfo=timezone.get_default_timezone())


def data(**fields):
    now = timezone.localtime()
    return {
        "what": "access",
        "route": "phone",
        "email": AMINA,
        "received_at_0": f"{now:%Y-%m-%d}",
        "received_at_1": f"{now:%H:%M:%S}",
    } | fields


def asked(what="access", received_at=None, by="Ana", **fields):
    received_at = received_at or timezone.now()
    return requests.enter(what=what, route="phone", email=AMINA, received_at=received_at, by=by)


def agree():
    ticked = ledger.tick(
        email=AMINA,
        purpose="news",
        version=1,
        language="en",
        text="Yes.",
        form="/fundraise/",
        at=timezone.now(),
    )
    ledger.confirm(ticked, timezone.now())


def row(client, **query):
    return client.get(LIST, query).text
