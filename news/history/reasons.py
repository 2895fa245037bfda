"""Why there is a revision: kept as a code and what was typed, said in the reader's language."""

from django.utils.translation import gettext_lazy as _

MARK = "code:"
SAID = {
    "withdrawn": _("Withdrawn"),
    "unscheduled": _("Taken from the schedule"),
    "sent_on": _("Readers are sent on"),
    "not_sent_on": _("Readers are not sent on"),
    "moved_back": _("Moved back to a former address"),
    "restored": _("Restored revision %(about)s"),
    "undeleted": _("Restored after its deletion"),
    "rejoined": _("Its other version came back after a deletion"),
    "imported": _("Imported from %(about)s"),
}


def coded(code: str, about="", typed: str = "") -> str:
    """Return what is stored: "code:restored 3", and below it what was typed."""
    return f"{MARK}{code} {about}\n{typed}".strip()


def typed(reason: str) -> str:
    """Return what is stored of a reason that is typed words only: never taken for a code."""
    return f" {reason}" if reason.startswith(MARK) else reason


def parts(reason: str | None) -> tuple[str, str, str]:
    """Return the code of a stored reason, what that is about, and what was typed."""
    first, _line_end, rest = (reason or "").partition("\n")
    code, _space, about = first.removeprefix(MARK).strip().partition(" ")
    if first.startswith(MARK) and code in SAID:
        return code, about, rest
    return "", "", reason or ""


def in_words(reason: str | None) -> str:
    code, about, typed = parts(reason)
    said = str(SAID[code]) % {"about": about} if code else ""
    return " – ".join(filter(None, [said, typed]))
