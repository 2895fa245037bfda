from django.contrib.auth.management.commands import createsuperuser

from ijmsite.staff.audit import Action
from ijmsite.staff.models import AuditEvent, User
from ijmsite.staff.standing import record_changes, standing_of


class Command(createsuperuser.Command):
    """Django's command; whom it adds stands in the audit list.

    That is written after it: a transaction around it would keep everybody else from writing to
    SQLite for as long as somebody types.
    """

    def handle(self, *args, **options):
        superusers = User.objects.filter(is_superuser=True)
        before = [*superusers.values_list("pk", flat=True)]
        super().handle(*args, **options)
        for user in superusers.exclude(pk__in=before):
            # Somebody else may have been added in the admin meanwhile.
            told = AuditEvent.objects.filter(model=user._meta.label_lower, object_id=str(user.pk))
            if not told.filter(action=Action.ADD_ACCOUNT).exists():
                record_changes(user, None, standing_of(user), None)
