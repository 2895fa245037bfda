"""What each role may do. An Administrator is a superuser; the other roles are groups.

Groups are found by their name. After a change here, a migration calls `seed_roles` again.
"""

from django.contrib.auth.management import create_permissions
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

ADMINISTRATOR = gettext_noop("Administrator")
WRITER = gettext_noop("Writer")
PR_LEAD = gettext_noop("PR lead")
FUNDRAISING = gettext_noop("Fundraising")

EVERYTHING = ["add", "change", "delete", "view"]

# Role: app: model: what.
ROLES = {
    WRITER: {
        "news": {"article": ["add", "change", "view"], "topic": ["view"]},
        "photos": {"photo": ["add", "change", "view"]},
    },
    PR_LEAD: {
        "news": {"article": [*EVERYTHING, "publish"], "topic": EVERYTHING},
        "photos": {"photo": EVERYTHING},
        "pages": {"banner": EVERYTHING},
        "contacts": {"presscontact": EVERYTHING, "inquiry": ["change", "view"]},
        "mail": {"message": ["view"]},
    },
    FUNDRAISING: {
        "fundraisers": {"fundraiser": ["change", "view"]},
        "privacy": {"consent": ["view"], "wording": ["view"]},
    },
}

ROLES_IN_WORDS = {
    WRITER: _("Writer: writes and edits articles and photos, but does not publish"),
    PR_LEAD: _("PR lead: publishes, and looks after media inquiries, press contacts and banners"),
    FUNDRAISING: _("Fundraising: looks after sign-ups and consent records, sees no inquiries"),
    ADMINISTRATOR: _("Administrator: may do everything, staff accounts included"),
}


def seed_roles(apps):
    """Make the groups, each with exactly the permissions above; `apps` may be historical.

    A permission whose model only comes with a later migration is left out.
    """
    # Permissions are made after the last migration; these are needed in the midst of them.
    labels = {label for permitted in ROLES.values() for label in permitted}
    for app_config in apps.get_app_configs():
        if app_config.label in labels:
            # Historical apps have no such attribute, without which no permissions are made.
            app_config.models_module = getattr(app_config, "models_module", True)
            create_permissions(app_config, verbosity=0, apps=apps)
    permission = apps.get_model("auth", "Permission")
    for role, permitted in ROLES.items():
        granted = []
        for label, models in permitted.items():
            codenames = [f"{what}_{model}" for model, whats in models.items() for what in whats]
            granted += permission.objects.filter(
                content_type__app_label=label, codename__in=codenames
            )
        group, _is_new = apps.get_model("auth", "Group").objects.get_or_create(name=role)
        group.permissions.set(granted)


def roles_of(user):
    """Return the names of the roles of `user`."""
    groups = [group.name for group in user.groups.all() if group.name in ROLES]
    return [*groups, ADMINISTRATOR] if user.is_superuser else groups
