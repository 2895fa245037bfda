"""The staff's own pages: who they are, and what they must answer for."""

from .accounts import UserAdmin
from .audit import AuditEventAdmin

__all__ = ["AuditEventAdmin", "UserAdmin"]
