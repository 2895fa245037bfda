"""Somebody ticks a box and confirms it; a page of ours is pressed and read."""

import re

from django.utils import timezone

from ijmsite.privacy import ledger

AMINA = "amina@supporter.example"


def tick(purpose, text):
    return ledger.tick(
        email=AMINA,
        purpose=purpose,
        version=1,
        language="en",
        text=text,
        form="/fundraise/",
        at=timezone.now(),
    )


def buttons_of(html):
    main = html[html.index("<main") : html.index("</main")]
    found = re.findall(r"<button[^>]*>(.*?)</button>", main, re.S)
    return [re.sub(r"<.*?>", "", words, flags=re.S).strip() for words in found]


def agree(ticked):
    ledger.confirm(ticked, timezone.now())


def press(client, path, **data):
    response = client.post(path, data)
    assert response.status_code == 303
    return client.get(response["Location"]).text
