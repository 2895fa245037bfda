"""What people agree to get from us; each is asked for by a box of its own."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NEWS = "news"
PLANNING = "planning"
# The question itself, and a guide that was asked for: to whoever has not ended everything, as
# anybody can enter somebody else's address. Nobody ticks a box for it.
ASKING = "asking"

WORDS: dict[str, Promise] = {
    NEWS: _("News and fundraising ideas"),
    PLANNING: _("Reminders about your own fundraiser"),
}
# On the button with which whoever has ended everything comes back, and the version of these words.
COMING_BACK, COMING_BACK_VERSION = _("Send me again what I ask for on this site"), 1


def named(purpose: str) -> str | Promise:
    """Return what a purpose is called; "" is everything."""
    called = {**WORDS, ASKING: _("What is asked for on this site"), "": _("everything")}
    return called.get(purpose, purpose)


# On the buttons with which somebody agrees to one of several, and ends one alone.
AGREEING: dict[str, Promise] = {
    NEWS: _("Yes, I agree: news and fundraising ideas"),
    PLANNING: _("Yes, I agree: reminders about my fundraiser"),
}
ENDING: dict[str, Promise] = {
    NEWS: _("No more news and fundraising ideas"),
    PLANNING: _("No more reminders about my fundraiser"),
}
