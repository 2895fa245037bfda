"""What a PDF must be before it goes to strangers."""

import subprocess
import sys
from pathlib import Path

from django.utils.translation import gettext as _

# In base64 it is a third larger, and the whole mail must stay below 2 MB.
LARGEST = 1_300_000
LONGEST = 10  # seconds
LOOKING = Path(__file__).with_name("looking.py")


def problem(pdf: bytes) -> str:
    """Say why a file cannot be the guide; "" where nothing speaks against it."""
    if len(pdf) > LARGEST:
        return _("The file is larger than 1.3 MB, and many mailboxes would not take the mail.")
    if not pdf.startswith(b"%PDF-"):
        return _("This is not a PDF. Choose “Save as PDF” in the program that made it.")
    if b"%%EOF" not in pdf[-1024:]:
        return _("The end of the PDF is missing. Please save it again and upload it whole.")
    found, _blank, address = _looked_at(pdf).partition(" ")
    said = {
        "": "",
        "encrypted": _("The PDF is encrypted or has a password. Please save it without."),
        "active": _(
            "The PDF holds a script, a form, an attached file or an action that starts by itself. "
            "Please save it without."
        ),
        "link": _(
            "A link in the PDF leads neither to a web page nor to a mail address: %(address)s"
        )
        % {"address": address},
        "unreadable": _(
            "We cannot read all of this PDF. Please open it and print it into a new one."
        ),
    }
    return said[found]


def _looked_at(pdf: bytes) -> str:
    """Let another process look through it: there is no other way to stop looking."""
    try:
        looked = subprocess.run(  # noqa: S603 (our own command)
            [sys.executable, "-I", LOOKING],
            input=pdf,
            capture_output=True,
            timeout=LONGEST,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return "unreadable"
    return looked.stdout.decode()
