"""One visitor who posts one question, and reads the page that comes back."""

import time
import urllib.parse
from html import escape

from drills.stage import addresses
from drills.visitors import REFERENCE

OUR_PAGE = {
    "Content_Type": "application/x-www-form-urlencoded",
    "Sec_Fetch_Site": "same-origin",
}


class Post:
    """A question, posted over a connection of its own, and what came back.

    The same number is the same question of the same visitor.
    """

    def __init__(self, web, number):
        self.question = web.visitors.question(f"L{number}", f"reporter{number}@locked.example")
        self.question["message"] = f"May we speak with someone? This is question {number}."
        body = urllib.parse.urlencode(self.question)
        from_where = {"X_Forwarded_For": addresses(number + 1)[number]}
        began = time.monotonic()
        answer = web.ask("POST", "/press/", body, **OUR_PAGE, **from_where)
        self.seconds = time.monotonic() - began
        self.status, self.headers, self.text = answer
        found = REFERENCE.search(self.headers.get("location", ""))
        self.reference = found[0] if found else ""

    @property
    def fields_kept(self):
        """How many of the four that were typed stand in the page."""
        typed = [self.question[name] for name in ("name", "outlet", "email", "message")]
        return sum(escape(value) in self.text for value in typed)

    @property
    def says_when(self):
        return self.headers.get("retry-after", "").isdigit()
