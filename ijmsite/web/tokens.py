"""Links that open something without an account: one kind of token for all of them.

Each purpose is a model of its own, so a token of one never opens another.
"""

import hashlib
import secrets
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def digest_of(token: str) -> str:
    """Return what the database keeps of `token`: 256 random bits need no salt and no key."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


class TokenQuerySet(models.QuerySet):
    def live(self, at=None):
        """Return what still opens at `at` (default: now): neither expired nor revoked."""
        at = at or timezone.now()
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=at), revoked_at=None)

    def find(self, token: str):
        """Return the live row that `token` opens, or None."""
        return self.live().filter(digest=digest_of(token)).first()


class TokenModel(models.Model):
    """A row that a link opens. The token itself is only in the link; see `new_token`."""

    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    # None: for ever.
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)

    objects = TokenQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_live(self) -> bool:
        now = timezone.now()
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)

    def new_token(self) -> str:
        """Give this row a token, and return it: it is known to nobody afterwards."""
        token = secrets.token_urlsafe(32)
        self.digest = digest_of(token)
        return token

    def revoke(self) -> Self:
        """Close the link on the next request; a second call changes nothing."""
        if self.revoked_at is None:
            self.revoked_at = timezone.now()
            self.save(update_fields=["revoked_at"])
        return self
