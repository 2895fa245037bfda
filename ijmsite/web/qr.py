from dataclasses import dataclass
from itertools import groupby

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M


@dataclass(frozen=True)
class Drawing:
    size: int  # of each side, with the quiet zone around it
    path: str  # the dark squares, for `d` of an SVG path


def draw(text: str, level: int = ERROR_CORRECT_M) -> Drawing:
    """Return the QR code of a text, to be shown dark on white: many readers take nothing else."""
    code = QRCode(error_correction=level)
    code.add_data(text)
    rows = code.get_matrix()
    strokes = [
        f"M{run[0]} {y}h{len(run)}v1h-{len(run)}z"
        for y, row in enumerate(rows)
        for is_dark, squares in groupby(range(len(row)), row.__getitem__)
        if is_dark and (run := [*squares])
    ]
    return Drawing(len(rows), "".join(strokes))
