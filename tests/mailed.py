"""Links as they stand in mails, for whoever looks at the pages behind them."""

import re
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from fundraisers.models import Fundraiser
from ijmsite.privacy import ledger, me, purposes
from ijmsite.privacy.mailing import ask_to_confirm, unsubscribe_url
from ijmsite.privacy.models import hash_address


def mailed_links():
    """Return the paths of links as they stand in mails, before and after somebody pressed."""
    found = {}
    for name in ("confirm", "confirmed"):
        email = f"{name}@supporter.example"
        ticked = ledger.tick(
            email=email,
            purpose=purposes.NEWS,
            version=1,
            language="en",
            text="Yes, email me news and fundraising ideas.",
            form="/fundraise/",
            at=timezone.now(),
        )
        message = ask_to_confirm([ticked], email=email, language="en")
        found[name] = re.search(r"/confirm/\S+", message.text)[0]
        if name == "confirmed":
            ledger.confirm(ticked, timezone.now())
    for name in ("unsubscribe", "unsubscribed"):
        email = f"{name}@supporter.example"
        found[name] = re.search(r"/unsubscribe/\S+", unsubscribe_url(email, "en"))[0]
        if name == "unsubscribed":
            ledger.withdraw(hash_address(email), at=timezone.now(), manner=ledger.Manner.LINK)
    return found | own_data_links()


def own_data_links():
    """Return the paths of somebody's own data, and of what can be done with it."""
    email = "confirmed@supporter.example"  # who has agreed to something
    sign_up = Fundraiser.objects.create(
        name="Amina <Roy>",
        email=email,
        idea="polar_dip",
        city="Harrow Bay",
        contact_by=timezone.localdate(),
        digest=uuid4().hex,
    )
    page = me.send_link(email, "en").text.split(settings.SITE_URL)[1].split()[0]
    return {
        "me": page,
        "me_correct": f"{page}sign_ups/{sign_up.pk}/",
        "me_delete": f"{page}delete/",
    }
