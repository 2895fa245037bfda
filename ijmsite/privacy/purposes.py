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
# On the buttons with which somebody agrees to one of several, and ends one alone.
AGREEING: dict[str, Promise] = {
    NEWS: _("Yes, I agree: news and fundraising ideas"),
    PLANNING: _("Yes, I agree: reminders about my fundraiser"),
}
ENDING: dict[str, Promise] = {
    NEWS: _("No more news and fundraising ideas"),
    PLANNING: _("No more reminders about my fundraiser"),
}
