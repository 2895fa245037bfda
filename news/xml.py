import re
from typing import Any

NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(value: Any) -> Any:
    """Return `value`, and all it holds, without the characters that XML has no way to write."""
    match value:
        case str():
            return NOT_IN_XML.sub("", value)
        case list():
            return [printable(each) for each in value]
        case dict():
            return {name: printable(each) for name, each in value.items()}
        case _:
            return value
