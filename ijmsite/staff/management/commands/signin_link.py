from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from ijmsite.staff import audit
from ijmsite.staff.models import User
from ijmsite.staff.signin import signin_link
from ijmsite.staff.standing import record_changes, standing_of

FIRST_ADMINISTRATOR = "admin@newsroom.example"


class Command(BaseCommand):
    help = (
        "Print a link that signs a member of staff in, once and within 15 minutes. Makes the "
        f"first administrator, {FIRST_ADMINISTRATOR}, where there is none."
    )

    def add_arguments(self, parser):
        parser.add_argument("--email", help="whom to sign in (default: the first administrator)")

    def handle(self, *, email, **options):
        if settings.PRODUCTION:
            raise CommandError(
                "There are no sign-in links with PRODUCTION=1. Make the first administrator with "
                "`manage.py createsuperuser`; who forgot a password asks for a new one at "
                f"{settings.SITE_URL}/admin/password-reset/."
            )
        user = self.user(email)
        audit.record(audit.Action.SIGN_IN_LINK, user, None)
        self.stdout.write(signin_link(user))

    def user(self, email):
        if email:
            user = User.objects.filter(email=email.lower(), is_active=True, is_staff=True).first()
            if not user:
                raise CommandError("There is no active staff account with this address.")
            return user
        return User.objects.administrators().order_by("pk").first() or self.first_administrator()

    @transaction.atomic
    def first_administrator(self):
        user = User.objects.filter(email=FIRST_ADMINISTRATOR).first()
        before = user and standing_of(user)
        if user:
            user.is_active = user.is_staff = user.is_superuser = True
            user.save(update_fields=["is_active", "is_staff", "is_superuser"])
        else:
            # Without a password: it signs in with this link, or after choosing one.
            user = User.objects.create_superuser(FIRST_ADMINISTRATOR)
        record_changes(user, before, standing_of(user), None)
        return user
