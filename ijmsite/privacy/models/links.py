from django.db import models

from ijmsite.web.tokens import TokenModel

from .ledger import Consent


class ConfirmLink(TokenModel):
    """With it, an address confirms what was ticked in its name."""

    # It goes with a tick that nobody confirmed.
    consent = models.ForeignKey(Consent, models.CASCADE, related_name="links")

    class Meta:
        default_permissions = []


class UnsubscribeLink(TokenModel):
    """With it, whoever got a mail wants no more of them, for ever: it never expires."""

    address_hash = models.CharField(max_length=64)

    class Meta:
        default_permissions = []
