"""Sign-ups at the desk, and the pages on which staff work with them."""

from django.utils import timezone
from model_bakery import baker

from fundraisers.models import Fundraiser
from ijmsite.mail.models import Message

LIST = "/admin/fundraisers/fundraiser/"
FIGURES = f"{LIST}figures/"
PATH = ["contacted", "planned", "held", "thanked"]


def signup(**fields):
    """Return a stored sign-up whose call is due today, unless told otherwise."""
    signed_up_at = fields.pop("signed_up_at", None)
    thing = baker.make(
        Fundraiser,
        **{
            "name": "Amina Roy",
            "email": "amina@supporter.example",
            "idea": "polar_dip",
            "contact_by": timezone.localdate(),
            **fields,
        },
    )
    if signed_up_at:
        Fundraiser.objects.filter(pk=thing.pk).update(signed_up_at=signed_up_at)
        thing.refresh_from_db()
    return thing


def put_aside(**fields):
    now = timezone.now()
    return signup(**{"set_aside_at": now, "reasons": ["filled", "fast"], **fields})


def ended(message, state="sent", **fields):
    """Return a message that came to its end."""
    Message.objects.filter(pk=message.pk).update(state=state, ended_at=timezone.now(), **fields)
    message.refresh_from_db()
    return message


def page(thing, step="change"):
    return f"{LIST}{thing.pk}/{step}/"


def press(client, thing, step, **data):
    """Press the button of a step, and return the page on which that ends."""
    response = client.post(page(thing, step), data, follow=True)
    thing.refresh_from_db()
    return response.text
