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
        what, who = _turn(message)
        if not rates.count_if_allowed(what, who, limit=1, per=message.at_most_every):
            return SENT_LATELY
    return ""


def give_back_turn(message: Message) -> None:
    """Let another message leave in place of one that never arrived.

    Else a stranger who enters a spelling of somebody's mailbox that is refused would keep from
    them what they ask for, and so would a first try before the mailbox was there.
    """
    if message.at_most_every:
        rates.forget(_turn(message))


def _turn(message: Message) -> tuple[str, str]:
    return f"mail {message.template}", mailbox(message.to)
