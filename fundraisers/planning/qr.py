from dataclasses import dataclass
from itertools import groupby

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_Q


@dataclass(frozen=True)
class Drawing:
    size: int  # of each side, with the quiet zone around it
    path: str  # the dark squares, for `d` of an SVG path


def draw(address: str) -> Drawing:
    """Return the QR code of an address; a quarter of it may be dirty or torn (level Q)."""
    code = QRCode(error_correction=ERROR_CORRECT_Q)
    code.add_data(address)
    rows = code.get_matrix()
    strokes = [
        f"M{run[0]} {y}h{len(run)}v1h-{len(run)}z"
        for y, row in enumerate(rows)
        for is_dark, squares in groupby(range(len(row)), row.__getitem__)
        if is_dark and (run := [*squares])
    ]
    return Drawing(len(rows), "".join(strokes))
