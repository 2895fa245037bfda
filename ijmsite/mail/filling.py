"""From words with {placeholders}, as staff type them, to the two parts of a mail.

Words are paragraphs with an empty line between them. A line that begins with "## " is a heading,
and a web address becomes a link; nothing else is markup.
"""

import re
from collections.abc import Collection, Mapping

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

HEADING = "## "
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
ADDRESS = re.compile(r"https?://[^\s<>\"'“”«»{}]+")
# They end the sentence around an address, not the address.
AFTER_ADDRESS = ".,;:!?)…"
UNREADABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def names_in(words: str) -> set[str]:
    return set(PLACEHOLDER.findall(words))


def problems(words: str, known: Collection[str], required: Collection[str] = ()) -> list[str]:
    """Say, for whoever typed them, why these words cannot be used; an empty list: they can."""
    found = names_in(words)
    said = [
        _("There is no placeholder {%(name)s}.") % {"name": name}
        for name in sorted(found - set(known))
    ]
    said += [
        _("The placeholder {%(name)s} is missing: this mail needs it.") % {"name": name}
        for name in sorted(set(required) - found)
    ]
    if re.search(r"[{}]", PLACEHOLDER.sub("", words)):
        said.append(
            _("A brace stands alone. Write placeholders with one on each side, such as {%(name)s}.")
            % {"name": next(iter(known), "…")}
        )
    if UNREADABLE.search(words):
        said.append(_("This contains a character that cannot be used."))
    if not words.strip():
        said.append(_("A mail cannot go without these words."))
    return said


def with_values(words: str, values: Mapping[str, str]) -> str:
    """Return the words with their values, each on one line: no value makes a paragraph.

    A placeholder without a value stays as it was typed, for a preview.
    """
    return PLACEHOLDER.sub(lambda match: " ".join(values.get(match[1], match[0]).split()), words)


def to_text(words: str, values: Mapping[str, str]) -> str:
    filled = [with_values(block.removeprefix(HEADING), values) for block in _blocks(words)]
    return "\n\n".join(filled)


def to_html(words: str, values: Mapping[str, str], labels: Mapping[str, str]) -> SafeString:
    """Return the words as HTML; what stands first is the mail's title.

    `labels` says what stands in place of an address that is a link.
    """
    return mark_safe(  # noqa: S308 (every part of it is made by format_html)
        "\n".join(
            _element(block, values, labels, is_title=number == 0)
            for number, block in enumerate(_blocks(words))
        )
    )


def links_in(words: str) -> list[str]:
    return [_parted(match[0])[0] for match in ADDRESS.finditer(words)]


def _element(
    block: str, values: Mapping[str, str], labels: Mapping[str, str], *, is_title: bool
) -> SafeString:
    content = _with_links(with_values(block.removeprefix(HEADING), values), labels)
    if is_title:
        return format_html("<h1>{}</h1>", content)
    if block.startswith(HEADING):
        return format_html("<h2>{}</h2>", content)
    return format_html("<p>{}</p>", content)


def _with_links(text: str, labels: Mapping[str, str]) -> SafeString:
    said, end = [], 0
    for match in ADDRESS.finditer(text):
        address, rest = _parted(match[0])
        link = format_html('<a href="{}">{}</a>', address, labels.get(address, address))
        said += [escape(text[end : match.start()]), link, escape(rest)]
        end = match.end()
    said.append(escape(text[end:]))
    return mark_safe("".join(said).replace("\n", "<br>\n"))  # noqa: S308 (escaped above)


def _parted(address: str) -> tuple[str, str]:
    stripped = address.rstrip(AFTER_ADDRESS)
    return stripped, address[len(stripped) :]


def _blocks(words: str) -> list[str]:
    """Return paragraphs and headings: a heading is one line, wherever it stands."""
    blocks: list[list[str]] = []
    is_open = False
    for line in map(str.strip, words.replace("\r\n", "\n").split("\n")):
        if not line or line.startswith(HEADING) or not is_open:
            blocks += [[line]] if line else []
        else:
            blocks[-1].append(line)
        is_open = bool(line) and not line.startswith(HEADING)
    return ["\n".join(lines) for lines in blocks]
