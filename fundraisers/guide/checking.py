"""What a PDF must be before it goes to strangers.

It sees what stands in the open or in object streams under Flate, as every common program writes
them. It cannot see what somebody hides on purpose: behind other filters it refuses to look, and in
the content of a page or a picture it does not look at all, since nothing runs there.
"""

import re
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

# In base64 it is a third larger, and the whole mail must stay below 2 MB.
LARGEST = 1_300_000
# Unpacked, all streams together: a megabyte of zeros can unpack to a gigabyte.
MOST_UNPACKED = 20_000_000
STREAM = re.compile(rb"\bstream\r?\n")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
ACTIVE = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|GoToR)"
    rb"(?![A-Za-z0-9])"
)


class HiddenError(Exception):
    """There is something that cannot be looked into."""


def problem(pdf: bytes) -> str:
    """Say why a file cannot be the guide; "" where nothing speaks against it."""
    if len(pdf) > LARGEST:
        return _("The file is larger than 1.3 MB, and many mailboxes would not take the mail.")
    if not pdf.startswith(b"%PDF-"):
        return _("This is not a PDF. Choose “Save as PDF” in the program that made it.")
    if b"%%EOF" not in pdf[-1024:]:
        return _("The end of the PDF is missing. Please save it again and upload it whole.")
    try:
        words = b"\n".join(_objects(pdf))
    except HiddenError:
        return _("We cannot look into this PDF. Please save it anew, without special compression.")
    if b"/Encrypt" in words:
        return _("The PDF is encrypted or has a password. Please save it without.")
    if ACTIVE.search(words):
        return _("The PDF holds a script, a form or an attached file. Please save it without.")
    return ""


def _objects(pdf: bytes) -> Iterator[bytes]:
    """Yield what stands outside of streams, and what object streams hold, its names unescaped."""
    room, end = MOST_UNPACKED, 0
    while match := STREAM.search(pdf, end):
        head = _unescaped(pdf[end : match.start()])
        yield head
        # Without an end it is the rest of the file.
        stop = pdf.find(b"endstream", match.end())
        stop = len(pdf) if stop < 0 else stop
        dictionary = head[head.rfind(b"obj") :]
        if b"/ObjStm" in dictionary:
            unpacked = _unpacked(dictionary, pdf[match.end() : stop], room)
            room -= len(unpacked)
            yield _unescaped(unpacked)
        end = stop
    yield _unescaped(pdf[end:])


def _unpacked(dictionary: bytes, data: bytes, room: int) -> bytes:
    if b"/Filter" not in dictionary:
        return data
    filters = re.search(rb"/Filter\s*\[?\s*/FlateDecode\s*\]?\s*(?:[/>]|$)", dictionary)
    if not filters or b"/Predictor" in dictionary:
        raise HiddenError
    unpacker = zlib.decompressobj()
    try:
        unpacked = unpacker.decompress(data, room + 1)
    except zlib.error as error:
        raise HiddenError from error
    if len(unpacked) > room:
        raise HiddenError
    return unpacked


def _unescaped(objects: bytes) -> bytes:
    """Write names plainly: /J#53 is /JS (ISO 32000-1, section 7.3.5)."""
    return ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), objects)
