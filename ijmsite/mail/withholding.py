"""What is decided at the moment of sending: much can change while a message waits."""

from ijmsite.privacy import ledger
from ijmsite.web import rates

from .addresses import mailbox
from .models import EXPIRED, NO_CONSENT, SENT_LATELY, Message


def reason_to_withhold(message: Message) -> str:
    """Return why a message must not leave now, or "" where it may.

    Whoever has unsubscribed gets nothing more, also not what was waiting then: Canada's
    Anti-Spam Legislation, section 11(3), asks for that "without delay".
    """
    if message.is_expired:
        return EXPIRED
    if message.purpose and not ledger.may_write(message.to, message.purpose):
        return NO_CONSENT
    # Asked once: a second try is of the same message.
    if message.at_most_every and not message.tries:
        what, who = f"mail {message.template}", mailbox(message.to)
        if not rates.count_if_allowed(what, who, limit=1, per=message.at_most_every):
            return SENT_LATELY
    return ""
