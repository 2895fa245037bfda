from django.db import models

from ijmsite.web.tokens import TokenModel

from .ledger import Consent


class ConfirmLink(TokenModel):
    """With it, an address confirms what was ticked in its name."""

    # One for each box: who ticked two is asked once.
    consents = models.ManyToManyField(Consent, related_name="links")

    class Meta:
        default_permissions = []


class UnsubscribeLink(TokenModel):
    """With it, whoever got a mail wants no more of them, for ever: it never expires."""

    address_hash = models.CharField(max_length=64)

    class Meta:
        default_permissions = []


class DataLink(TokenModel):
    """With it, whoever reads the mail of an address sees, corrects and deletes what is there."""

    # As long as the link lives; it is deleted afterwards.
    email = models.EmailField(max_length=254)

    class Meta:
        default_permissions = []
