"""What pages tell machines, as tests read it."""

import re


def json_ld(html: str) -> str:
    """Return the text of the one JSON-LD block of a page."""
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return text
