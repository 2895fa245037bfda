from django.conf import settings


def site(request):
    """Return what every page's frame says about the organization."""
    return {
        "site": {
            "name": settings.ORG_NAME,
            "mailing_address": settings.ORG_MAILING_ADDRESS,
            "give_url": settings.GIVE_URL,
            "help_email": settings.HELP_EMAIL,
            "help_phone": settings.HELP_PHONE,
            "office_hours": settings.OFFICE_HOURS,
            "quick_exit_url": settings.QUICK_EXIT_URL,
            "url": settings.SITE_URL,
        }
    }
