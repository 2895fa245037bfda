from .messages import MessageAdmin
from .texts import MailTextAdmin

__all__ = ["MailTextAdmin", "MessageAdmin"]
