"""Read plain text and Markdown as the markup that it stands for."""

import re
from html import escape

from .metadata import squeeze
from .phrases import END, is_furniture

FRONT = re.compile(r"\A---[^\S\n]*\n(.*?)\n---[^\S\n]*\n", re.S)
FIELD = re.compile(r"^(\w+)\s*:\s*(.*)$", re.M)
HEADER = re.compile(r"\A(?:(?:title|headline|date|author|by|url|source)\s*:.*\n)+", re.I)
REFERENCE = re.compile(r"^ {0,3}\[([^\]\n]+)\]:\s*<?(\S+?)>?(?:\s+[\"'(].*)?$", re.M)
MARKUP = re.compile(r"^#{1,6} |^>|\]\(|^\[[^\]\n]+\]:|\*\*\w|^(?:=+|-{3,})\s*$", re.M)
BULLET = re.compile(r"^(\s*)([-*+•–·]|\d{1,2}[.)])\s+(.*)$")
ATX = re.compile(r"^(#{1,6})\s+(.*)$")
RULE = re.compile(r"^\s*(?:\*\s*){3,}$|^\s*(?:-\s*){3,}$|^\s*(?:_\s*){3,}$")
INLINE = re.compile(
    # All of a bounded length, so that a line of brackets takes no time.
    r"`(?P<code>[^`]{1,300})`"
    r"|!\[(?P<alt>[^\]]{0,300})\]\((?P<src>[^\s)]{1,500})[^)]{0,300}\)"
    r"|\[(?P<label>[^\]]{1,300})\]"
    r"(?:\((?P<href>[^\s)]{1,500})[^)]{0,300}\)|\[(?P<ref>[^\]]{0,300})\])"
    r"|<(?P<auto>https?://[^\s>]{1,500})>"
    r"|(?P<bare>https?://[^\s<>()]{1,500}[^\s<>().,;:!?”»\"'])"
    r"|(?P<mark>\*\*|__|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w))"
)


class Text:
    """A text file: its fields if it begins with some, and its lines as markup."""

    def __init__(self, source: str):
        self.fields = {}
        source = source.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
        for pattern in (FRONT, HEADER):
            if match := pattern.match(source):
                found = [(k.lower(), v.strip().strip("\"'")) for k, v in FIELD.findall(match[0])]
                self.fields |= {k: v for k, v in found if v}
                source = source[match.end() :]
        self.is_markdown = bool(MARKUP.search(source))
        self.references = {name.lower(): url for name, url in REFERENCE.findall(source)}
        self.lines = [line.rstrip() for line in REFERENCE.sub("", source).split("\n")]
        if not self.is_markdown and self.one_line_a_paragraph():
            self.lines = list(self.apart())

    def apart(self):
        """Yield an empty line behind each line that does not go on in the next."""
        for line, following in zip(self.lines, [*self.lines[1:], ""], strict=True):
            yield line
            if not following.strip()[:1].islower() or line[-1:] in ".!?:…”»":
                yield ""

    def one_line_a_paragraph(self) -> bool:
        """Whether a paragraph ends with its line: some are longer than anybody breaks lines."""
        long = sum(len(line) > 120 and len(line.split()) > 15 for line in self.lines)
        return long >= 2 and long > len(self.lines) / 50

    def html(self) -> str:
        return "".join(blocks(self.lines, self))

    def inline(self, text: str) -> str:
        """Return a line's markup; in plain text only addresses mean anything."""
        out, end, open_marks = [], 0, []
        for match in INLINE.finditer(text):
            made = self.piece(match, open_marks)
            if made is None:
                continue
            out += [escape(text[end : match.start()], quote=False), made]
            end = match.end()
        out.append(escape(text[end:], quote=False))
        out += [f"</{tag}>" for tag in reversed(open_marks)]
        return "".join(out)

    def piece(self, match, open_marks: list) -> str | None:
        if url := match["bare"] or match["auto"]:
            return f'<a href="{escape(url)}">{escape(url)}</a>'
        if not self.is_markdown:
            return None
        if match["code"]:
            return escape(match["code"], quote=False)
        if match["src"]:
            return f'<img src="{escape(match["src"])}" alt="{escape(match["alt"])}">'
        if match["label"]:
            named = (match["ref"] or match["label"]).lower()
            url = match["href"] or self.references.get(named, "")
            return f'<a href="{escape(url)}">{self.inline(match["label"])}</a>'
        tag = "strong" if len(match["mark"]) == 2 else "em"
        if tag in open_marks:
            closing = open_marks[open_marks.index(tag) :]
            del open_marks[open_marks.index(tag) :]
            return "".join(f"</{name}>" for name in reversed(closing))
        if match.string.find(match["mark"], match.end(), match.end() + 2000) < 0:
            return None
        open_marks.append(tag)
        return f"<{tag}>"


def blocks(lines: list[str], text: Text):
    """Yield the markup of the blocks that stand in `lines`."""
    paragraph: list[str] = []
    number = 0

    def ended():
        if paragraph:
            yield f"<p>{text.inline(squeeze(' '.join(paragraph)))}</p>"
            paragraph.clear()

    while number < len(lines):
        line = lines[number]
        heading = ATX.match(line) if text.is_markdown else None
        ends = END.fullmatch(line.strip()) if line.strip() else None
        bullet = None if ends else BULLET.match(line)
        below = lines[number + 1] if number + 1 < len(lines) else ""
        if line.startswith(">") or line.startswith(" >"):
            yield from ended()
            quoted = []
            while number < len(lines) and lines[number].lstrip().startswith(">"):
                quoted.append(re.sub(r"^\s*> ?", "", lines[number]))
                number += 1
            yield f"<blockquote>{''.join(blocks(quoted, text))}</blockquote>"
            continue
        if heading:
            yield from ended()
            words = heading[2].rstrip("#").rstrip()
            yield f"<h{len(heading[1])}>{text.inline(words)}</h{len(heading[1])}>"
        elif text.is_markdown and line and re.fullmatch(r"=+|-{3,}", below) and not paragraph:
            level = 1 if below[0] == "=" else 2
            yield f"<h{level}>{text.inline(line.strip())}</h{level}>"
            number += 1
        elif RULE.match(line) and not ends:
            yield from ended()
            yield "<hr>"
        elif bullet and (not paragraph or not bullet[2].isdigit()):
            yield from ended()
            number, made = listing(lines, number, text)
            yield made
            continue
        elif not line.strip() or ends or is_furniture(line.strip()):
            yield from ended()
            if line.strip():
                yield f"<p>{text.inline(line.strip())}</p>"
        else:
            paragraph.append(line)
        number += 1
    yield from ended()


def listing(lines: list[str], number: int, text: Text) -> tuple[int, str]:
    """Return the list that begins at a line, and the number of the line after it."""
    first = BULLET.match(lines[number])
    indent = len(first[1])
    tag = "ol" if first[2][0].isdigit() else "ul"
    items: list[list[str]] = []
    while number < len(lines):
        line = lines[number]
        bullet = BULLET.match(line)
        if bullet and len(bullet[1]) <= indent:
            if len(bullet[1]) < indent or (bullet[2][0].isdigit()) != (tag == "ol"):
                break
            items.append([bullet[3]])
        elif not line.strip():
            # A list goes on over one empty line.
            after = lines[number + 1] if number + 1 < len(lines) else ""
            if not (after.startswith(" " * (indent + 2)) or BULLET.match(after)):
                break
            items[-1].append("")
        elif line.startswith(" " * (indent + 2)) or items[-1][-1]:
            items[-1].append(line[indent + 2 :] if line.startswith(" " * (indent + 2)) else line)
        else:
            break
        number += 1
    made = "".join(
        f"<li>{''.join(blocks([s.strip() if not BULLET.match(s) else s for s in item], text))}</li>"
        for item in items
    )
    return number, f"<{tag}>{made}</{tag}>"
