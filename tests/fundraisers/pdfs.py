"""Small PDFs, good and bad."""

import zlib

GOOD = (
    b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
    b"trailer\n<< /Root 1 0 R /Size 3 >>\nstartxref\n9\n%%EOF\n"
)


def pdf(objects=b"", trailer=b""):
    """Return a PDF with more objects, and more in its trailer."""
    made = GOOD.replace(b"trailer\n<< ", objects + b"trailer\n<< " + trailer)
    assert made.startswith(b"%PDF-")
    return made


def stream(content, entries=b"/Type /ObjStm /Filter /FlateDecode", pack=zlib.compress):
    data = pack(content)
    return b"9 0 obj\n<< %s >>\nstream\n%s\nendstream\nendobj\n" % (entries, data)
