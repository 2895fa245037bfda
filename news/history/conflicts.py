"""What two people made of one article at the same time."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from ijmsite.staff.desk import office_time
from ijmsite.staff.models import User

from .comparison import Difference


@dataclass
class Conflict:
    saved_by: User | None
    saved_at: datetime
    is_own: bool  # the same person, in another window
    mine: list[Difference]  # in the form still
    taken_over: list[Difference]  # only the other person changed these

    @property
    def who(self):
        return str(self.saved_by) if self.saved_by else _("Somebody")

    def __str__(self):
        if self.is_own:
            text = _(
                "You saved this article in another window at %(time)s. Nothing of yours is lost: "
                "it stands in the fields below, but it is not saved yet. Compare, then save again."
            )
        else:
            text = _(
                "%(who)s saved this article at %(time)s while you were writing. Nothing of yours "
                "is lost: it stands in the fields below, but it is not saved yet. Compare, then "
                "save again."
            )
        return text % {"who": self.who, "time": office_time(self.saved_at)}
