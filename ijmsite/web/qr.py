from dataclasses import dataclass
from itertools import groupby

# How much of it may be dirty or torn: the numbers that stand in QR codes for their levels M and Q.
A_SEVENTH, A_QUARTER = 0, 3


@dataclass(frozen=True)
class Drawing:
    size: int  # of each side, with the quiet zone around it
    path: str  # the dark squares, for `d` of an SVG path


def draw(text: str, level: int = A_SEVENTH) -> Drawing:
    """Return the QR code of a text, to be shown dark on white: many readers take nothing else."""
    # Few ask for one, and it brings a library of pictures: every start would wait for that.
    from qrcode import QRCode

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
