import logging
import re
import traceback
from collections.abc import Iterable

# What stands behind these in an address opens something without an account.
TOKEN = re.compile(
    r"((?:reading|confirm|unsubscribe|me|signin)(?:[/=]|%2f)+)[^/\s?&#\"']{16,}", re.IGNORECASE
)
# What ends a line, steers a terminal or turns the text around: somebody else's words must not look
# like another line of the log. Half of a pair (a surrogate) could not even be written.
STEERING = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "ijmsite.web.logs.MaskingFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "filters": {
        "masked": {"()": "ijmsite.web.logs.MaskingFilter"},
        "one_line": {"()": "ijmsite.web.logs.OneLineFilter"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["one_line"]}
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    # Django's own handlers would print each line twice.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # Of what is refused it says the address.
        "django.request": {"filters": ["masked"]},
    },
}


def one_line(text: str) -> str:
    return STEERING.sub(lambda sign: sign[0].encode("unicode_escape").decode(), text)


def indented(lines: Iterable[str]) -> str:
    return "\n".join(f"  {one_line(line)}" for line in lines)


def masked(text: str) -> str:
    return TOKEN.sub(r"\1…", text)


class MaskingFilter(logging.Filter):
    """Take the tokens out of a message, whichever handler comes after; tracebacks keep theirs."""

    def filter(self, record):
        record.msg, record.args = masked(record.getMessage()), ()
        return True


class OneLineFilter(logging.Filter):
    """Leave out where the code was when it found a fault of whoever asked.

    Programs that look for holes in any site send such, all day.
    """

    def filter(self, record):
        if 400 <= getattr(record, "status_code", 0) < 500:
            record.exc_info = record.exc_text = None
        return True


class MaskingFormatter(logging.Formatter):
    """Write a line without the tokens of the addresses in it, tracebacks included.

    Only a traceback has several lines, which are indented.
    """

    def format(self, record):
        return masked(super().format(record))

    def formatMessage(self, record):  # noqa: N802 (the name that logging calls)
        return one_line(super().formatMessage(record))

    def formatException(self, ei):  # noqa: N802 (the name that logging calls)
        lines = []
        for part in traceback.format_exception(*ei):
            # A frame is indented, and has a line of code; all else is one line, above all what an
            # exception says.
            text = part.strip("\n")
            lines += text.split("\n") if part.startswith("  ") else [text]
        return indented(lines)

    def formatStack(self, stack_info):  # noqa: N802 (the name that logging calls)
        return indented(stack_info.split("\n"))
