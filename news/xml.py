import re
from typing import Any

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


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
