"""What a try to deliver came to, and what follows from it.

Only three things matter about a failure: whether the mail server may have the message in spite
of it, whether it is for good, and whether it concerns this message or the server as a whole.
"""

import re
import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from random import SystemRandom
from typing import Any

from .models import UNREACHABLE, Message

BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60)]
JITTER = 0.2
GREYLIST_WAIT = timedelta(minutes=5)
TRIED_FOR = timedelta(hours=72)
POISON_TRIES = 3
# The first and two repetitions: nobody gets a message more than three times.
AMBIGUOUS_TRIES = 3

# These refuse the sender of all our mail, not this message (RFC 4954, section 6; RFC 3207,
# section 4): a mistake in EMAIL_URL must not fail everything that waits.
CONFIGURATION_CODES = {530, 534, 535, 538}
ENHANCED_CODE = re.compile(rb"\b[245]\.\d{1,3}\.\d{1,3}\b")

_random = SystemRandom()


class Kind(Enum):
    SENT = auto()
    UNREACHABLE = auto()  # never came to this message: retry, and tell when the server is back
    TRANSIENT = auto()  # certainly not delivered: retry
    GREYLISTED = auto()  # the same, and the server wants some minutes to pass
    PERMANENT = auto()  # refused for good
    AMBIGUOUS = auto()  # perhaps delivered
    POISON = auto()  # cannot be put into bytes


@dataclass(frozen=True)
class Outcome:
    kind: Kind
    # Codes and classes only: what a server says about a refusal repeats the address.
    reason: str = ""
    code: int | None = None  # of the server's answer


def classify(error: Exception, *, connected: bool, dot_sent: bool) -> Outcome:
    """Say what an error of smtplib means, from how far the conversation had come.

    `connected`: greeted, encrypted and signed in as EMAIL_URL asks. `dot_sent`: the dot that ends
    the message had been sent or was being sent. RFC 5321, section 4.2.1 (what 4yz and 5yz mean)
    and 4.5.4.1 (what is retried).
    """
    code, reply = _code_and_reply(error)
    reason = _reason(error, code, reply)
    if not connected:
        return Outcome(Kind.UNREACHABLE, f"{UNREACHABLE}: {reason}", code)
    if code is None:
        return Outcome(Kind.AMBIGUOUS if dot_sent else Kind.TRANSIENT, reason)
    if code == 450:
        return Outcome(Kind.GREYLISTED, reason, code)
    if 500 <= code < 600 and code not in CONFIGURATION_CODES:
        return Outcome(Kind.PERMANENT, reason, code)
    if dot_sent and not 400 <= code < 600:
        return Outcome(Kind.AMBIGUOUS, reason, code)
    return Outcome(Kind.TRANSIENT, reason, code)


def _code_and_reply(error: Exception) -> tuple[int | None, bytes]:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        # smtplib keeps the codes per recipient, and has no smtp_code here; we have one recipient.
        return next(iter(error.recipients.values()))
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code > 0:
        reply = error.smtp_error
        return error.smtp_code, reply if isinstance(reply, bytes) else str(reply).encode()
    return None, b""


def _reason(error: Exception, code: int | None, reply: bytes) -> str:
    enhanced = ENHANCED_CODE.search(reply)
    parts = [str(code) if code else "", enhanced[0].decode() if enhanced else ""]
    return " ".join([*filter(None, parts), type(error).__name__])


def next_fields(message: Message, outcome: Outcome, now: datetime) -> dict[str, Any]:
    """Return the columns of `message` after a try that came to `outcome`.

    `message.tries` counts this try already.
    """
    match outcome.kind:
        case Kind.SENT:
            return _ended(Message.State.SENT, now, "")
        case Kind.PERMANENT:
            return _failed(message, outcome, now)
        case Kind.AMBIGUOUS:
            tries = message.ambiguous_tries + 1
            if tries >= AMBIGUOUS_TRIES:
                return _ended(Message.State.PARKED, now, outcome.reason, ambiguous_tries=tries)
            return _queued(message, outcome, now, ambiguous_tries=tries)
        case Kind.POISON if message.tries >= POISON_TRIES:
            return _failed(message, outcome, now)
    if now - message.created_at >= TRIED_FOR:
        return _failed(message, outcome, now)
    return _queued(message, outcome, now)


def back_off(message: Message, kind: Kind) -> timedelta:
    """Return how long to wait after the `message.tries`-th try, 20 % more or less by lot.

    After a greylist it is never less: who comes back too early is refused again.
    """
    step = BACK_OFF[min(message.tries, len(BACK_OFF)) - 1]
    if kind is Kind.GREYLISTED:
        return max(step, GREYLIST_WAIT) * _random.uniform(1, 1 + JITTER)
    return step * _random.uniform(1 - JITTER, 1 + JITTER)


def _failed(message: Message, outcome: Outcome, now: datetime) -> dict[str, Any]:
    # An earlier try may have got through: then "not delivered" would be a guess.
    state = Message.State.PARKED if message.ambiguous_tries else Message.State.FAILED
    return _ended(state, now, outcome.reason)


def _ended(state: Message.State, now: datetime, reason: str, **others: Any) -> dict[str, Any]:
    return {
        "state": state,
        "ended_at": now,
        "lease_until": None,
        "last_error": reason[: Message._meta.get_field("last_error").max_length],
        **others,
    }


def _queued(message: Message, outcome: Outcome, now: datetime, **others: Any) -> dict[str, Any]:
    return {
        "state": Message.State.QUEUED,
        "next_try_at": now + back_off(message, outcome.kind),
        "lease_until": None,
        "last_error": outcome.reason[: Message._meta.get_field("last_error").max_length],
        **others,
    }
