from django.conf import settings

# What a page may say to its frame. To find out that a name stands for nothing takes a template
# several times as long as to find nothing under it.
UNSAID = {"form": None, "paths": {}, "photo": None, "alt": "", "query": "", "kept_query": ""}


def site(request):
    """Return what every page's frame says about the organization, and what a page leaves unsaid."""
    return UNSAID | {
        "site": {
            "name": settings.ORG_NAME,
            "mailing_address": settings.ORG_MAILING_ADDRESS,
            "give_url": settings.GIVE_URL,
            "help_email": settings.HELP_EMAIL,
            "help_phone": settings.HELP_PHONE,
            "office_hours": settings.OFFICE_HOURS,
            "quick_exit_url": settings.QUICK_EXIT_URL,
            "url": settings.SITE_URL,
            # For what is kept of a page, which says the time.
            "time_zone": settings.TIME_ZONE,
        }
    }
