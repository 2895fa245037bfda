"""What may have become of an article, and what a reader then gets at an address."""

from datetime import timedelta

from django.utils import timezone

HOUR = timedelta(hours=1)
STATES = {
    "published": {},
    "draft": {"status": "draft", "publish_at": None},
    "in review": {"status": "in_review", "publish_at": None},
    "scheduled": {"publish_at": HOUR},
    "expired": {"publish_at": -2 * HOUR, "unpublish_at": -HOUR},
    "withdrawn": {"status": "withdrawn"},
    "withdrawn before its time": {"status": "withdrawn", "publish_at": HOUR},
}
NEVER_PUBLIC = ["draft", "in review", "scheduled", "withdrawn before its time"]
GONE = ["expired", "withdrawn"]


def in_state(state):
    now = timezone.now()
    return {k: now + v if isinstance(v, timedelta) else v for k, v in STATES[state].items()}


def expect(client, path, status, target=None):
    response = client.get(path)
    assert response.status_code == status, path
    assert response.headers.get("Location") == target
    assert "SECRET" not in response.text
    if target:
        assert response["Cache-Control"] == "no-cache"
        # One hop: what it leads to is a page.
        assert client.head(target).status_code == 200
