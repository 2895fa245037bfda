import getpass

from django.contrib.auth.management.commands import changepassword

from ijmsite.staff import audit
from ijmsite.staff.models import User


class Command(changepassword.Command):
    """Django's command; the audit list says whose password was chosen.

    That is written after it, as in `createsuperuser`.
    """

    def handle(self, *args, **options):
        # As Django does where none is named.
        options["username"] = options["username"] or getpass.getuser()
        said = super().handle(*args, **options)
        audit.record(audit.Action.PASSWORD, User.objects.get(email=options["username"]), None)
        return said
