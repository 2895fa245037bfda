"""Press contacts and inquiries as the tests of routing and telling need them."""

from datetime import date
from uuid import uuid4

from django.utils import timezone

from contacts.models import Inquiry, PressContact
from contacts.services import telling

LONG_AGO = date(2020, 1, 1)


def officer(name, **fields):
    """Return a stored press contact with an address of that name."""
    address = f"{name.split()[0].lower()}@office.example"
    fields = {"title": "Officer", "phone": "519.679.5030", "email": address} | fields
    return PressContact.objects.create(name=name, **fields)


def inquiry(*, deadline=None, is_put_aside=False, **fields):
    """Return a stored inquiry of this moment; `deadline` is how far away it is."""
    now = timezone.now()
    due = deadline and now + deadline
    if is_put_aside:
        state = {"status": "quarantined", "settled_at": now}
    else:
        state = {"escalate_at": telling.next_escalation(now, due)}
    fields = {
        "name": "Zoë O'Brien",
        "outlet": "Harrow Bay Courier",
        "email": "zoe@courier.example",
        "topic": "interview",
        "message": "May we speak with someone?\nToday if possible.",
        "digest": uuid4().hex,
        **state,
        **fields,
    }
    return Inquiry.objects.create(deadline=due, **fields)
