"""Look through a PDF: a process of its own, so that it ends in time whatever is in the file.

It reads every object that stands in the file, also those that no table names or that an older
revision has left, and what object streams hold. In the content of pages, pictures and fonts it does
not look, since nothing runs there.
"""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise

from pypdf import PdfReader, apply_configuration
from pypdf.generic import DictionaryObject, NameObject, PdfObject, StreamObject, read_object

# All object streams together: a megabyte can unpack to a gigabyte.
MOST_UNPACKED = 20_000_000
OBJECT = re.compile(rb"(?:(?<=[\0\t\n\f\r ])obj|trailer)(?=[\0\t\n\f\r <>\[\]()/%])[\0\t\n\f\r ]*")
END = re.compile(rb"(?:[\0\t\n\f\r ]|%[^\r\n]*+)*+(?:endobj|startxref)")
ACTIVE = {
    *("/JS", "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/AA"),
    *("/EF", "/EmbeddedFile", "/EmbeddedFiles", "/FileAttachment", "/AcroForm", "/XFA"),
    *("/RichMedia", "/Rendition"),
}
LINKS = ("http://", "https://", "mailto:")


def look(pdf: bytes) -> str:
    """Return a word for what must not be in it, "link" with the address; "" where nothing is."""
    try:
        # Nothing is mended: a viewer might mend it another way.
        with apply_configuration(
            # One more, so that nothing is cut off unseen.
            zlib_maximum_output_length=MOST_UNPACKED + 1,
            zlib_maximum_recovery_input_length=0,
        ):
            reader = PdfReader(BytesIO(pdf), strict=True, xref_stream_maximum_entries=200_000)
            return next(filter(None, map(_found, _objects(reader, pdf))), "")
    except Exception:
        return "encrypted" if b"/Encrypt" in pdf else "unreadable"


def _objects(reader: PdfReader, pdf: bytes) -> Iterator[PdfObject]:
    if reader.is_encrypted:
        raise ValueError("All of it would be noise.")
    # Its own attribute for this looks for a root where none is named.
    yield reader.trailer["/Root"]
    file, room = BytesIO(pdf), MOST_UNPACKED
    for match in OBJECT.finditer(pdf):
        file.seek(match.end())
        thing = read_object(file, reader)
        if not END.match(pdf, file.tell()):
            raise ValueError("There is more in this object.")
        yield thing
        # Not only where its type says so: some viewers do not ask.
        if isinstance(thing, StreamObject) and "/First" in thing:
            packed = thing.get_data()
            room -= len(packed)
            if room < 0:
                raise ValueError("This unpacks to too much.")
            yield from _packed(reader, packed, thing["/First"], thing["/N"])


def _packed(reader: PdfReader, packed: bytes, first: int, count: int) -> Iterator[PdfObject]:
    numbers = packed[:first].split()
    if len(numbers) != 2 * count or not all(map(bytes.isdigit, numbers)):
        raise ValueError("This object stream does not hold what it says.")
    starts = sorted({first + int(number) for number in numbers[1::2]})
    stream = BytesIO(packed)
    for start, end in pairwise([*starts, len(packed)]):
        stream.seek(start)
        yield read_object(stream, reader)
        if stream.tell() > end or packed[stream.tell() : end].strip():
            raise ValueError("There is more in this object.")


def _found(thing: PdfObject) -> str:
    todo = [thing]
    while todo:
        one = todo.pop()
        if isinstance(one, NameObject):
            if "\0" in one:
                return "unreadable"
            if one in ACTIVE:
                return "active"
        elif isinstance(one, DictionaryObject):
            if found := _led_to(one):
                return found
            todo += one.keys()
            todo += [one.raw_get(key) for key in one]
        elif isinstance(one, list):
            todo += one
    return ""


def _led_to(entries: DictionaryObject) -> str:
    """Tell where a link leads, or what happens when the file is opened."""
    if "/Encrypt" in entries:
        return "encrypted"
    opened = entries.get("/OpenAction", [])
    opened = opened.get_object() if isinstance(opened, PdfObject) else opened
    if isinstance(opened, dict):
        if opened.get("/S") != "/GoTo" or "/Next" in opened:
            return "active"
    elif not isinstance(opened, list):
        return "active"
    address = entries["/URI"] if "/URI" in entries else LINKS[0]
    address = address.decode("latin-1") if isinstance(address, bytes) else address
    # A dictionary is the start of addresses without one, and those are refused.
    if isinstance(address, dict) or str(address).lower().startswith(LINKS):
        return ""
    return f"link {str(address)[:100]}"


if __name__ == "__main__":
    sys.stdout.buffer.write(look(sys.stdin.buffer.read()).encode(errors="replace"))
