import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from threading import Event

from django.db import Error, close_old_connections, connection, transaction
from django.utils import timezone

from ijmsite.web.metrics import count_mail

from .chores import Rounds
from .mime import MissingAttachmentError, build_mail
from .models import Message
from .outbox import divert
from .outcomes import AMBIGUOUS_TRIES, Kind, Outcome, next_fields
from .rows import change, is_any_due, longest_waiting
from .transports import Transport
from .withholding import give_back_turn, reason_to_withhold

logger = logging.getLogger(__name__)

HOUSEKEEPING_PAUSE = 60 * 60
# So that everything leaves within five minutes of the mail server's return.
PROBE_PAUSE = 4 * 60
IDLE_CONNECTION = 5
# Refused for the time being, as by a full mailbox: the second address hears of it meanwhile.
HOPE_ALONE = timedelta(hours=1)


class Worker:
    """Deliver what is due, one message at a time, until `stop` is set.

    Any number of workers may run at once, on any number of machines. All pauses are in seconds;
    `lease` must be longer than the longest try, or two workers may hold one message.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        lease: timedelta,
        stop: Event,
        rounds: Rounds | None = None,
        pause: float = 0.8,
        trouble_pause: float = 5,
    ) -> None:
        self.transport = transport
        self.lease = lease
        self.stop = stop
        self.rounds = rounds or Rounds([])
        self.pause = pause
        self.trouble_pause = trouble_pause
        self._housekeeping_at = self._probe_at = time.monotonic()
        self._busy_at = time.monotonic()

    def run(self) -> None:
        """Deliver until told to stop. The message in flight is finished first."""
        while not self.stop.is_set():
            try:
                # Not at each look, which costs less. Behind an error there is a new one anyway.
                if time.monotonic() >= self._probe_at:
                    close_old_connections()
                self._keep_house()
                delivered = sum(1 for _state in self._deliver_row(self._has_time))
            except Error as error:
                self._wait_for_database(error)
                continue
            if not delivered:
                self._idle()
        self.transport.close()

    def drain(self) -> Counter[str]:
        """Deliver what is due now and return how many messages came to which state.

        A message whose next try lies ahead is counted as `queued`, and left.
        """
        counts: Counter[str] = Counter()
        self._keep_house()
        while not self.stop.is_set():
            row = Counter(self._deliver_row(lambda: True))
            if not row:
                break
            counts += row
        self.transport.close()
        return counts

    def _deliver_row(self, goes_on: Callable[[], bool]) -> Iterator[str]:
        """Deliver what is due, one after the other, and yield the new states.

        While it `goes_on`, the commit that records one message takes the next one. Raises
        `django.db.Error` while nothing can be recorded: then nothing is sent either, since a
        message is claimed, and committed as claimed, first.
        """
        message = claim(self.lease)
        while message:
            outcome = self._try(message)
            state, following = self._record(message, outcome, goes_on)
            logger.info(
                "Message %s (%s): %s %s", message.pk, message.template, state, outcome.reason
            )
            count_mail(state)
            self._busy_at = time.monotonic()
            message = following
            yield state

    def _has_time(self) -> bool:
        """Say whether nothing but mail is due: no message waits for a chore in our hands."""
        due_at = min(self._housekeeping_at, self._probe_at, self.rounds.due_at)
        return time.monotonic() < due_at

    def _try(self, message: Message) -> Outcome:
        try:
            return self.transport.deliver(message, build_mail(message))
        except MissingAttachmentError as error:
            logger.error("Message %s (%s) lacks its attachment.", message.pk, message.template)
            return Outcome(Kind.TRANSIENT, type(error).__name__)
        except Exception as error:
            # Whatever a message does, those behind it still leave. The text of the error may
            # repeat the message's, so that only its class is kept.
            return Outcome(Kind.POISON, f"cannot be built: {type(error).__name__}")

    def _record(
        self, message: Message, outcome: Outcome, goes_on: Callable[[], bool]
    ) -> tuple[str, Message | None]:
        """Record what came of a message, and take the next one by the same commit, if any."""
        takes_next = not self.stop.is_set() and goes_on()
        while True:
            try:
                with transaction.atomic():
                    state = record(message, outcome)
                    return state, _claim_one(self.lease)[1] if takes_next else None
            except Error as error:
                # Not even one more message leaves before this is known to the database.
                self._wait_for_database(error)
                if self.stop.is_set():
                    return Message.State.SENDING, None
            except Exception:
                # Whatever is wrong with the next one, this one has left.
                if not takes_next:
                    raise
            takes_next = False

    def _wait_for_database(self, error: Error) -> None:
        # Only the class: the database repeats values in its errors.
        logger.error("The mail worker waits for the database: %s", type(error).__name__)
        connection.close()
        self.stop.wait(self.trouble_pause)

    def _idle(self) -> None:
        if time.monotonic() - self._busy_at > IDLE_CONNECTION:
            self.transport.close()
        self.stop.wait(self.pause)

    def _keep_house(self) -> None:
        if time.monotonic() >= self._housekeeping_at:
            Message.objects.blank_secrets()
            self._housekeeping_at = time.monotonic() + HOUSEKEEPING_PAUSE
        if time.monotonic() >= self._probe_at:
            now = timezone.now()
            Message.objects.stranded(now).update(next_try_at=now)
            wake_if_reachable(self.transport)
            self._probe_at = time.monotonic() + PROBE_PAUSE
        self.rounds.make()


def wake_if_reachable(transport: Transport) -> int:
    """Make due what waits for an unreachable mail server, if it is back; return how many.

    Else a message that failed through a long outage would wait for another hour after it.
    """
    waiting = Message.objects.unreachable()
    if waiting.exists() and transport.is_up():
        return waiting.update(next_try_at=timezone.now())
    return 0


def claim(lease: timedelta) -> Message | None:
    """Return the due message that has waited longest, committed as ours for `lease`; or nothing.

    A message that a worker held when it died may have been sent: this counts as one try of
    unknown outcome. After the third one it is parked instead.
    """
    # Read before locking: an idle worker must not hold up those who write on SQLite.
    while is_any_due(timezone.now()):
        with transaction.atomic():
            is_found, message = _claim_one(lease)
        if message or not is_found:
            return message
    return None


def _claim_one(lease: timedelta) -> tuple[bool, Message | None]:
    """Look at the due message that has waited longest: is there one, and is it ours to send?"""
    now = timezone.now()
    message = longest_waiting(now)
    if message is None:
        return False, None
    if message.state == Message.State.SENDING:
        message.ambiguous_tries += 1
        message.last_error = "worker died"
    if message.ambiguous_tries >= AMBIGUOUS_TRIES:
        _end(message, Message.State.PARKED, now)
        divert(message)
        return True, None
    if reason := reason_to_withhold(message):
        message.last_error = reason
        _end(message, Message.State.CANCELLED, now)
        return True, None
    message.state = Message.State.SENDING
    message.tries += 1
    message.next_try_at = message.lease_until = now + lease
    names = ["state", "tries", "ambiguous_tries", "next_try_at", "lease_until", "last_error"]
    change(message, **{name: getattr(message, name) for name in names})
    return True, message


def _end(message: Message, state: Message.State, now: datetime) -> None:
    """End a message that no worker sends (again)."""
    message.state, message.ended_at, message.lease_until = state, now, None
    message.save(
        update_fields=["state", "ended_at", "lease_until", "ambiguous_tries", "last_error"]
    )
    logger.warning("Message %s (%s): %s", message.pk, message.template, state)
    count_mail(state)


def record(message: Message, outcome: Outcome) -> str:
    """Store what a try came to, if the claim still is ours, and return the new state.

    To be called in a transaction.
    What did not arrive, perhaps did not, or has not for an hour while the mail server was there,
    goes to the message's second address, if it has one.
    """
    now = timezone.now()
    fields = next_fields(message, outcome, now)
    state = fields["state"]
    if message.is_secret and state not in [*Message.WAITING, Message.State.PARKED]:
        fields |= {"text": "", "html": ""}
    if not change(message, while_held=True, **fields):
        logger.warning("Message %s was taken over: its lease was too short.", message.pk)
        return str(state)
    if state == Message.State.FAILED:
        give_back_turn(message)
    if state in [Message.State.FAILED, Message.State.PARKED] or (
        outcome.kind in [Kind.TRANSIENT, Kind.GREYLISTED] and now - message.created_at >= HOPE_ALONE
    ):
        divert(message)
    return str(state)
