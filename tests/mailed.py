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
        # Both boxes, of which there is a button for each.
        ticks = [tick(email, purpose) for purpose in purposes.WORDS]
        message = ask_to_confirm(ticks, email=email, language="en")
        found[name] = re.search(r"/confirm/\S+", message.text)[0]
        if name == "confirmed":
            for ticked in ticks:
                ledger.confirm(ticked, timezone.now())
    # Something else was ticked since, about which no mail has asked.
    email = "more@supporter.example"
    question = ask_to_confirm([tick(email, purposes.NEWS)], email=email, language="en")
    tick(email, purposes.PLANNING)
    found["confirm_more"] = re.search(r"/confirm/\S+", question.text)[0]
    for name in ("unsubscribe", "unsubscribed"):
        email = f"{name}@supporter.example"
        found[name] = re.search(r"/unsubscribe/\S+", unsubscribe_url(email, "en"))[0]
        ledger.confirm(tick(email, purposes.PLANNING), timezone.now())
        if name == "unsubscribed":
            ledger.withdraw(hash_address(email), at=timezone.now(), manner=ledger.Manner.LINK)
    return found | own_data_links()


def tick(email, purpose):
    return ledger.tick(
        email=email,
        purpose=purpose,
        version=1,
        language="en",
        text=f"Yes, email me: {purpose}.",
        form="/fundraise/",
        at=timezone.now(),
    )


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
