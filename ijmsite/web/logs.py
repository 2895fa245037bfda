import logging
import re

# What stands behind these in an address opens something without an account.
TOKEN = re.compile(
    r"((?:reading|confirm|unsubscribe|me|signin)[/=])[^/\s?&#\"']{16,}", re.IGNORECASE
)


class MaskingFormatter(logging.Formatter):
    """Write a line without the tokens of the addresses in it, tracebacks included."""

    def format(self, record):
        return TOKEN.sub(r"\1…", super().format(record))
