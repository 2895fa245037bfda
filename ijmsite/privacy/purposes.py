"""What people agree to get from us; each is asked for by a box of its own."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NEWS = "news"

WORDS: dict[str, Promise] = {NEWS: _("News and fundraising ideas")}
