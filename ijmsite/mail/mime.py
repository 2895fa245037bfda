import re
from email.generator import BytesGenerator
from email.header import Header
from email.policy import Compat32
from email.utils import format_datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import RFC5322_EMAIL_LINE_LENGTH_LIMIT, utf8_charset_qp

from .models import Message

SHORT = re.compile(r"[ -~]{1,78}")
LINE_END = re.compile(r"\r\n|\r|\n")


class ShortHeaders(Compat32):
    """Write short headers as they are: not to look for where to fold them halves the work."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        line = f"{name}: {value}"
        if isinstance(value, str) and SHORT.fullmatch(line):
            return f"{line}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


class MissingAttachmentError(Exception):
    """A file that the message promises is not there (yet)."""


def build_mail(message: Message) -> EmailMultiAlternatives:
    """Return the message as Django's own kind of mail, which every provider's backend takes.

    Raises `MissingAttachmentError`, and whatever a damaged row makes Django raise.
    """
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=message.from_email,
        to=[message.to],
        reply_to=message.reply_to,
        headers={
            "Date": format_datetime(message.date),
            "Message-ID": message.message_id,
            **message.headers,
        },
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    for attachment in message.attachments:
        read = _read_stored_file if attachment.get("is_stored") else _read_static_file
        content = read(attachment["path"])
        mail.attach(attachment["name"], content, attachment["type"])
    return mail


def to_bytes(mail: EmailMultiAlternatives, message: Message) -> bytes:
    """Return the mail as it goes over the wire: the same bytes at every try.

    Lines end with CRLF, as RFC 5321, section 2.3.8, asks; a lone CR or LF in a text becomes one,
    so that nobody can end the mail early with it.
    """
    return simple_bytes(mail) or mime_bytes(mail, message)


def simple_bytes(mail: EmailMultiAlternatives) -> bytes | None:
    """Return what `mime_bytes` does, if it is one text under short headers in ASCII; else None.

    Most mails are such. Python's objects for one are half of all that is done to send it.
    """
    if mail.alternatives or mail.attachments:
        return None
    text = mail.body
    encoding = "7bit" if text.isascii() else "8bit"
    lengths = (len(line.encode()) for line in text.splitlines())
    if max(lengths, default=0) > RFC5322_EMAIL_LINE_LENGTH_LIMIT:
        encoding, text = "quoted-printable", utf8_charset_qp.body_encode(text)
    headers = {
        "Content-Type": 'text/plain; charset="utf-8"',
        "MIME-Version": "1.0",
        "Content-Transfer-Encoding": encoding,
        "Subject": mail.subject,
        "From": mail.from_email,
        "To": ", ".join(mail.to),
        **({"Reply-To": ", ".join(mail.reply_to)} if mail.reply_to else {}),
        **mail.extra_headers,
    }
    lines = [f"{name}: {value}" for name, value in headers.items()]
    if not all(map(SHORT.fullmatch, lines)):
        return None
    return "\r\n".join([*lines, "", LINE_END.sub("\r\n", text)]).encode()


def mime_bytes(mail: EmailMultiAlternatives, message: Message) -> bytes:
    """Return the bytes of any mail, as Django and Python write them."""
    mime = mail.message()
    if not mail.subject.isascii():
        # Django leaves no room for the name before it, and the first line would be empty.
        mime.replace_header("Subject", Header(mail.subject, "utf-8", header_name="Subject"))
    # Python draws a boundary by lot each time. It must not be guessed by who wrote the text.
    parts = [part for part in mime.walk() if part.is_multipart()]
    for number, part in enumerate(parts):
        part.set_boundary(f"=_{message.pk.hex}_{number}")
    buffer = BytesIO()
    BytesGenerator(buffer, mangle_from_=False, policy=ShortHeaders()).flatten(mime, linesep="\r\n")
    return buffer.getvalue()


def _read_static_file(path: str) -> bytes:
    found = finders.find(path)
    if not found:
        raise MissingAttachmentError
    try:
        return Path(found).read_bytes()
    except OSError as error:
        raise MissingAttachmentError from error


def _read_stored_file(path: str) -> bytes:
    try:
        with default_storage.open(path) as file:
            return file.read()
    except OSError as error:
        raise MissingAttachmentError from error
