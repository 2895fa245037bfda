"""French as Québec sets it, out of what somebody types on any keyboard.

After the Office québécois de la langue française: « … » with no-break spaces inside, one before
the colon, and between a number and its sign, unit or thousands; none before ; ! and ?
"""

import re
from collections.abc import Callable, Iterable
from itertools import pairwise

from django.forms import BaseForm

NBSP = "\u00a0"
SPACE = "[ \u00a0\u2009\u202f]"
# Nothing in an address is set otherwise.
ADDRESS = (
    r"(?P<address>(?:https?:|mailto:|tel:|www\.)[^\s\"«»“”<>]+"
    r"|[^\s\"«»“”<>@]{1,64}@[^\s\"«»“”<>]+)"
)
UNITS = "km|m|cm|mm|kg|g|mg|t|ha|L|l|mL|ml|min|s|°C|°F|millions?|milliards?"

RULES: list[tuple[str, str | Callable[[re.Match], str]]] = [
    (r"(?<!\.)\.\.\.(?!\.)", "…"),
    # After a number it may be the sign of feet or minutes.
    (r"(?<!\d)'", "’"),
    (rf"(?<=[^\s«]){SPACE}+(?=[;!?])", ""),
    # A colon within a time, a ratio or an address has no space behind it.
    (rf"(?<=[^\s:«]){SPACE}*:(?=[\s»”]|$)", f"{NBSP}:"),
    (rf"(?<=\d){SPACE}*(?=[%$€](?![\w%$€]))", NBSP),
    (
        rf"(?<![\w:.,])(?P<hour>\d\d?){SPACE}?h(?:{SPACE}?(?P<minute>\d\d))?(?!\w)",
        lambda time: NBSP.join(filter(None, [time["hour"], "h", time["minute"]])),
    ),
    (rf"(?<=\d){SPACE}(?=(?:{UNITS})(?!\w))", NBSP),
    (
        rf"(?<![\w.,])(?<!\d{SPACE})\d{{1,3}}(?:{SPACE}\d{{3}})+(?!\d)",
        lambda number: re.sub(SPACE, NBSP, number[0]),
    ),
    (rf"«{SPACE}*(?=\S)", f"«{NBSP}"),
    (rf"(?<=\S){SPACE}*»", f"{NBSP}»"),
]
COMPILED = [(re.compile(f"{ADDRESS}|{rule}"), put) for rule, put in RULES]
MARK = re.compile('["“”«»]')
OPENING = {"»": "«", "”": "“", '"': '"'}


def french(text: str, limit: int | None = None) -> str:
    """Return `text` with French typography; what is set already stays as it is.

    So does what would become longer than `limit`, which could not be stored.
    """
    settled = "".join(french_pieces([text]))
    return text if limit and len(settled) > limit else settled


def set_french(form: BaseForm, names: Iterable[str]) -> None:
    """Give what was typed into these fields French typography; what nobody touched stays."""
    for name in form.cleaned_data.keys() & set(names) & set(form.changed_data):
        text, limit = form.cleaned_data[name], form.fields[name].max_length
        form.cleaned_data[name] = french(text, limit)


def french_pieces(pieces: list[str]) -> list[str]:
    """Return the pieces of one text, between which its markup stands, with French typography."""
    # What one rule puts may be what another one looks at.
    for _round in range(4):
        settled = set_once(pieces)
        if settled == pieces:
            break
        pieces = settled
    return pieces


def set_once(pieces: list[str]) -> list[str]:
    pieces = edited(pieces, quotation_marks("".join(pieces)))
    for pattern, put in COMPILED:
        found = pattern.finditer("".join(pieces))
        edits = [
            (match.start(), match.end(), put if isinstance(put, str) else put(match))
            for match in found
            if match["address"] is None
        ]
        pieces = edited(pieces, edits)
    return pieces


def quotation_marks(text: str) -> list[tuple[int, int, str]]:
    """Return what makes pairs of marks « » outside, and “ ” within another quotation.

    A straight mark without another one to match, such as that of inches, stays.
    """
    opened: list[re.Match] = []
    edits = []
    for mark in MARK.finditer(text):
        if mark[0] in "«“" or (mark[0] == '"' and opens(mark, opened)):
            opened.append(mark)
        elif opened and opened[-1][0] == OPENING[mark[0]]:
            first = opened.pop()
            before, after = ("“", "”") if opened and mark[0] != "»" else ("«", "»")
            edits += [(*first.span(), before), (*mark.span(), after)]
    return sorted(edits)


def opens(mark: re.Match, opened: list[re.Match]) -> bool:
    text, at = mark.string, mark.start()
    before, after = text[max(at - 1, 0) : at], text[at + 1 : at + 2]
    if opened and opened[-1][0] == '"':
        # A quotation in a quotation; otherwise this is its end.
        return before.isspace() and bool(after) and not after.isspace()
    return not before.isalnum()


def edited(pieces: list[str], edits: list[tuple[int, int, str]]) -> list[str]:
    """Return the pieces with some ranges of the whole text replaced, cut where they were cut."""
    text = "".join(pieces)
    cuts = [0]
    for piece in pieces:
        cuts.append(cuts[-1] + len(piece))
    moved, written, done, shift = [], [], 0, 0
    waiting = iter(cuts)
    cut = next(waiting, None)
    for start, end, put in [*edits, (len(text), len(text), "")]:
        while cut is not None and cut < max(end, start + 1):
            moved.append(shift + (cut if cut <= start else start + min(cut - start, len(put))))
            cut = next(waiting, None)
        written += [text[done:start], put]
        done = end
        shift += len(put) - (end - start)
    settled = "".join(written)
    moved[-1] = len(settled)
    return [settled[start:end] for start, end in pairwise(moved)]
