from django.core.management.base import BaseCommand, CommandError

from ijmsite.staff.factor import devices
from ijmsite.staff.models import User


class Command(BaseCommand):
    help = (
        "Take away the phone and the recovery codes of a member of staff who lost both, and sign "
        "the person out everywhere. The next sign-in, with the password, asks to set up a phone. "
        "Make sure first, by a call, that it is the person who asks."
    )

    def add_arguments(self, parser):
        parser.add_argument("email", help="the address of the account")

    def handle(self, *, email, **options):
        user = User.objects.filter(email=email.strip().lower()).first()
        if not user:
            raise CommandError("There is no staff account with this address.")
        devices.reset(user, None)
        self.stdout.write(
            f"{user.email} has no second factor now and is signed out everywhere. The next "
            "sign-in asks to set up a phone. The audit list says so."
        )
