"""What people agree to get from us; each is asked for by a box of its own."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NEWS = "news"
PLANNING = "planning"
# The question itself: for whoever has not withdrawn. Nobody ticks a box for it.
ASKING = "asking"

WORDS: dict[str, Promise] = {
    NEWS: _("News and fundraising ideas"),
    PLANNING: _("Reminders about one’s own fundraiser"),
}
