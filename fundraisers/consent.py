"""The words beside the consent box. A change of the words is a new version."""

from django.conf import settings
from django.utils.translation import gettext as _

PURPOSE = "news"
VERSION = 1


def consent_text() -> str:
    """Return the words beside the box in the language in force.

    They name the purpose, the sender, its mailing address and another way to reach it, and that
    consent can be withdrawn: Electronic Commerce Protection Regulations (CRTC), SOR/2012-36, s. 4.
    """
    return _(
        "Yes, email me %(name)s news and fundraising ideas. %(name)s, %(address)s, %(email)s. "
        "You can withdraw your consent at any time."
    ) % {
        "name": settings.ORG_NAME,
        "address": settings.ORG_MAILING_ADDRESS,
        "email": settings.HELP_EMAIL,
    }
