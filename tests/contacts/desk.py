"""Inquiries at the desk, and the pages on which staff work with them."""

from django.utils import timezone
from model_bakery import baker

from contacts.models import Inquiry

LIST = "/admin/contacts/inquiry/"
STEPS = ["claim", "answered", "release", "assign", "note", "close", "reopen", "spam"]
SETTLED = {"answered", "closed", "quarantined", "spam"}


def inquiry(**fields):
    """Return a stored inquiry; what has left the desk did so now unless told otherwise."""
    if fields.get("status") in SETTLED:
        fields.setdefault("settled_at", timezone.now())
    if fields.get("status") == "answered":
        fields.setdefault("answered_at", fields["settled_at"])
    received_at = fields.pop("received_at", None)
    thing = baker.make(
        Inquiry,
        **{
            "name": "Zoë O'Brien",
            "outlet": "Harrow Bay Courier",
            "email": "zoe@courier.example",
            "topic": "interview",
            "message": "First line\nsecond line",
            **fields,
        },
    )
    if received_at:
        Inquiry.objects.filter(pk=thing.pk).update(received_at=received_at)
        thing.refresh_from_db()
    return thing


def page(thing, step="change"):
    return f"{LIST}{thing.pk}/{step}/"


def press(client, thing, step, **data):
    """Press the button of a step, and return the page on which that ends."""
    response = client.post(page(thing, step), data, follow=True)
    thing.refresh_from_db()
    return response.text
