"""The roles of the staff. An Administrator is a superuser; the other roles are groups.

Groups are found by their name. What each may do stands in the `duties` of the apps; after a
change there, a migration calls `seed_roles` again.
"""

from django.contrib.auth.management import create_permissions
from django.utils.translation import gettext_lazy as _

from .duties import ADMINISTRATOR, FUNDRAISING, PR_LEAD, WRITER, permissions_of

ROLES = [WRITER, PR_LEAD, FUNDRAISING]

ROLES_IN_WORDS = {
    WRITER: _("Writer: writes and edits articles and photos, but does not publish"),
    PR_LEAD: _("PR lead: publishes, and looks after media inquiries, press contacts and banners"),
    FUNDRAISING: _("Fundraising: looks after sign-ups and consent records, sees no inquiries"),
    ADMINISTRATOR: _("Administrator: may do everything, staff accounts included"),
}


def seed_roles(apps):
    """Make the groups, each with exactly the permissions of its role; `apps` may be historical.

    A permission whose model only comes with a later migration is left out.
    """
    permitted = {role: permissions_of(role) for role in ROLES}
    # Permissions are made after the last migration; these are needed in the midst of them.
    labels = {label for pairs in permitted.values() for label, _codename in pairs}
    for app_config in apps.get_app_configs():
        if app_config.label in labels:
            # Historical apps have no such attribute, without which no permissions are made.
            app_config.models_module = getattr(app_config, "models_module", True)
            create_permissions(app_config, verbosity=0, apps=apps)
    known = apps.get_model("auth", "Permission").objects.select_related("content_type")
    by_name = {(p.content_type.app_label, p.codename): p for p in known}
    for role, pairs in permitted.items():
        group, _is_new = apps.get_model("auth", "Group").objects.get_or_create(name=role)
        group.permissions.set([by_name[pair] for pair in pairs if pair in by_name])


def roles_of(user):
    """Return the names of the roles of `user`."""
    groups = [group.name for group in user.groups.all() if group.name in ROLES]
    return [*groups, ADMINISTRATOR] if user.is_superuser else groups
