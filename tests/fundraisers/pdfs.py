"""Small PDFs, good and bad."""

import zlib

CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [] /Count 0 >>"


def pdf(*objects, trailer=b"", catalog=b"", loose=b"", start=b"%PDF-1.7\n"):
    """Return a PDF with more objects from 3 on, and with `loose` bytes that no table names."""
    made, places = start, []
    root = CATALOG.replace(b">>", catalog + b" >>")
    for number, content in enumerate([root, PAGES, *objects], 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    made += loose
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    return made + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Root 1 0 R /Size %d %s >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, table, size, trailer, len(made))
    )


def stream(content, entries=b"/Filter /FlateDecode", pack=zlib.compress):
    data = pack(content)
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def packed(content, entries=b"/Type /ObjStm /Filter /FlateDecode", pack=zlib.compress, start=0):
    """Return an object stream with one object, whose content begins at `start`."""
    head = b"90 %d " % start
    return stream(head + content, entries + b" /N 1 /First %d" % len(head), pack)


GOOD = pdf()
