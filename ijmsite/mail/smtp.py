import binascii
import re
import smtplib
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.mail import DNS_NAME, EmailMultiAlternatives

from .addresses import envelope_address, own_envelope_address
from .mime import to_bytes
from .models import Message
from .outcomes import Kind, Outcome, classify

PIECE = 2**16
SENT_AHEAD = 3  # commands: MAIL, RCPT and DATA


class _Phases:
    """Know whether the dot that ends a message has been sent, and wait longer after it.

    Until then the server must throw away what it has; from then on only the server knows
    (RFC 5321, sections 4.1.1.4 and 6.1).
    """

    accept_timeout = 120.0
    dot_sent = False
    recipient = ""
    unread = 0  # Answers to commands that were sent before they were needed.

    def connect(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        answer = super().connect(*args, **kwargs)
        # Else the dot, a small packet, waits for the acknowledgement of what went before.
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return answer

    def getreply(self) -> tuple[int, bytes]:
        """Do what smtplib's own method does, but take nothing for an answer that is none.

        A line without a code, or too long to be one, leaves unknown what comes next. smtplib says
        of it what a server says of a message that it refuses for good.
        """
        try:
            code, reply = super().getreply()
        except smtplib.SMTPResponseException:
            code = 0
        if not 200 <= code < 600:
            self.close()
            raise smtplib.SMTPServerDisconnected("No answer that can be read.")
        return code, reply

    # Ours are bare addresses already, which smtplib's own methods would take apart once more: an
    # eighth of all that is done for a message.

    def mail(self, sender: str, options: Sequence[str] = ()) -> tuple[int, bytes]:
        """Do what smtplib's own method does, and send what follows as well where that is welcome.

        So a message takes two journeys to the server and back, not four (RFC 2920).
        """
        said = " ".join([f"MAIL FROM:<{sender}>", *options])
        if not self.has_extn("pipelining"):
            return self.docmd(said)
        lines = [said, f"RCPT TO:<{self.recipient}>", "DATA"]
        if any(end in line for line in lines for end in "\r\n"):
            raise ValueError("A command holds a line end.")
        self.send("".join(f"{line}\r\n" for line in lines))
        self.unread = SENT_AHEAD
        return self._next_reply()

    def rcpt(self, recip: str, options: Sequence[str] = ()) -> tuple[int, bytes]:
        if self.unread:
            return self._next_reply()
        return self.docmd("RCPT", " ".join([f"TO:<{recip}>", *options]))

    def _next_reply(self) -> tuple[int, bytes]:
        answer = self.getreply()
        self.unread -= 1
        return answer

    def has_more_to_say(self) -> bool:
        """Say whether something has come that is no answer: it would be taken for the next one."""
        self.sock.settimeout(0)
        try:
            return bool(self.file and self.file.peek(1))
        except OSError:  # Nothing yet, over TLS; or the line is lost.
            return False
        finally:
            self.sock.settimeout(self.timeout)

    def is_deaf_to_what_follows(self, error: Exception) -> bool:
        """Say whether the line was lost after an answer to the first command, but not to all."""
        is_lost = isinstance(error, smtplib.SMTPServerDisconnected)
        return is_lost and 0 < self.unread < SENT_AHEAD

    def rset(self) -> tuple[int, bytes]:
        """Begin anew, after what the server still has to say to what was sent at once."""
        while self.unread:
            code, reply = self._next_reply()
            if code == 354:
                # It waits for a message that it has refused. A dot by itself, as RFC 2920 has it
                # in section 3.1, some would take for an empty one.
                self.close()
                return code, reply
        return super().rset()

    def data(self, msg: bytes) -> tuple[int, bytes]:
        """Do what smtplib's own method does, with the dot as a step of its own."""
        code, reply = self._next_reply() if self.unread else self.docmd("data")
        if code != 354:
            # Not done by smtplib's own: the next sender would be one too many for some servers.
            self.close() if code == 421 else self._rset()
            raise smtplib.SMTPDataError(code, reply)
        stuffed = re.sub(rb"(?m)^\.", b"..", msg)
        # In pieces: the timeout holds for one call, and a large file may need longer than that.
        for start in range(0, len(stuffed), PIECE):
            self.send(stuffed[start : start + PIECE])
        self.dot_sent = True
        self.sock.settimeout(self.accept_timeout)
        self.send(b".\r\n" if msg.endswith(b"\r\n") else b"\r\n.\r\n")
        answer = self.getreply()
        self.sock.settimeout(self.timeout)
        return answer


class PhasedSMTP(_Phases, smtplib.SMTP):
    pass


class PhasedSMTPOverTLS(_Phases, smtplib.SMTP_SSL):
    pass


@dataclass
class SMTPTransport:
    """Hand messages to a mail server, many over one connection."""

    host: str
    port: int
    security: str  # "none", "starttls" or "tls"
    user: str = ""
    password: str = field(default="", repr=False)
    _client: Any = field(default=None, init=False, repr=False)
    _is_one_by_one: bool = field(default=False, init=False, repr=False)

    def __str__(self) -> str:
        return f"the mail server {self.host}:{self.port}"

    def deliver(self, message: Message, mail: EmailMultiAlternatives) -> Outcome:
        """Send one message and say what came of it; raise only before anything has left."""
        sender = own_envelope_address(message.from_email)
        recipient = envelope_address(message.to)
        content = to_bytes(mail, message)
        is_old_connection = self._client is not None
        outcome = self._send(sender, recipient, content)
        is_lost = self._client is None and outcome.kind is Kind.TRANSIENT
        if is_old_connection and is_lost and outcome.code in {None, 421}:
            # The server had closed the connection since the last message: that is no failure.
            outcome = self._send(sender, recipient, content)
        return outcome

    def is_up(self) -> bool:
        """Say whether the server lets us in, without sending anything."""
        try:
            self._client = self._client or self._open()
            self._client.noop()
        except OSError:
            self._drop()
            return False
        return True

    def close(self) -> None:
        """Say goodbye to the server; the next message opens a new connection."""
        if self._client:
            try:
                self._client.quit()
            except OSError:
                self._drop()
            self._client = None

    def _send(self, sender: str, recipient: str, content: bytes) -> Outcome:
        if self._client and self._client.has_more_to_say():
            self._drop()
        connected = self._client is not None
        try:
            self._client = self._client or self._open()
            connected = True
            self._client.dot_sent = False
            self._client.recipient = recipient
            options = ["BODY=8BITMIME"] if self._client.has_extn("8bitmime") else []
            self._client.sendmail(sender, [recipient], content, options)
        except OSError as error:  # smtplib's errors are a kind of it
            dot_sent = connected and self._client.dot_sent
            if connected and self._client.is_deaf_to_what_follows(error):
                # What is between us and the server may promise what it does not let through.
                self._is_one_by_one = True
            if not connected or self._client.sock is None:
                self._drop()
            return classify(error, connected=connected, dot_sent=dot_sent)
        return Outcome(Kind.SENT)

    def _open(self) -> smtplib.SMTP:
        """Return a connection that is encrypted and signed in as EMAIL_URL asks, or raise.

        Nothing is tried in clear after a refused or failed STARTTLS.
        """
        try:
            return self._open_checked()
        except (UnicodeError, binascii.Error) as error:
            # A host or password that cannot be written, or a question about it that cannot be
            # read: a mistake in EMAIL_URL or of the server's, and of no message.
            raise ConnectionError("EMAIL_URL") from error

    def _open_checked(self) -> smtplib.SMTP:
        arguments = {"local_hostname": str(DNS_NAME), "timeout": settings.SMTP_TIMEOUT}
        if self.security == "tls":
            context = ssl.create_default_context()
            client = PhasedSMTPOverTLS(self.host, self.port, context=context, **arguments)
        else:
            client = PhasedSMTP(self.host, self.port, **arguments)
        client.accept_timeout = settings.SMTP_ACCEPT_TIMEOUT
        try:
            client.ehlo_or_helo_if_needed()
            if self.security == "starttls":
                client.starttls(context=ssl.create_default_context())
                client.ehlo_or_helo_if_needed()
            if self.user:
                client.login(self.user, self.password)
            if self._is_one_by_one:
                client.esmtp_features.pop("pipelining", None)
        except BaseException:
            client.close()
            raise
        return client

    def _drop(self) -> None:
        if self._client:
            self._client.close()
        self._client = None
