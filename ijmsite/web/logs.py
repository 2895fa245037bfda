import logging
import re

# What stands behind these in an address opens something without an account.
TOKEN = re.compile(
    r"((?:reading|confirm|unsubscribe|me|signin)(?:[/=]|%2f)+)[^/\s?&#\"']{16,}", re.IGNORECASE
)


def masked(text: str) -> str:
    return TOKEN.sub(r"\1…", text)


class MaskingFilter(logging.Filter):
    """Take the tokens out of a message, whichever handler comes after; tracebacks keep theirs."""

    def filter(self, record):
        record.msg, record.args = masked(record.getMessage()), ()
        return True


class MaskingFormatter(logging.Formatter):
    """Write a line without the tokens of the addresses in it, tracebacks included."""

    def format(self, record):
        return masked(super().format(record))
