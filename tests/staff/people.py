"""Members of staff for the tests of every desk."""

from django.apps import apps
from django.contrib.auth.models import Group

from ijmsite.staff.models import User
from ijmsite.staff.roles import ADMINISTRATOR, ROLES, seed_roles

PASSWORD = "harrow bay at low tide"


def member(*roles, **fields):
    """Return a new member of staff with these roles, who can sign in with `PASSWORD`."""
    # A test that empties the tables took the roles along.
    if Group.objects.filter(name__in=ROLES).count() < len(ROLES):
        seed_roles(apps)
    number = User.objects.count()
    fields = {"email": f"staff{number}@newsroom.example", "first_name": "Ana"} | fields
    user = User.objects.create_user(
        password=PASSWORD, is_staff=True, is_superuser=ADMINISTRATOR in roles, **fields
    )
    user.groups.set(Group.objects.filter(name__in=roles))
    return user
