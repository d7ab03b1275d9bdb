"""How many pixels the image of a call has."""

from __future__ import annotations

import math

from clientsmith.oracle.operation import OperationView, Values
from clientsmith.oracle.sizes import requested_size

_STEP = 16


def pixels(view: OperationView, arguments: Values) -> tuple[int, int]:
    """Return width and height: as the call says them, else by the table, else about the area and ratio it asks for."""
    size = requested_size(view, arguments)
    if size.pixels is not None:
        return size.pixels
    left, right = size.ratio or (1, 1)
    side = math.sqrt(size.area)
    return _rounded(side * math.sqrt(left / right)), _rounded(side * math.sqrt(right / left))


def _rounded(side: float) -> int:
    return max(_STEP, round(side / _STEP) * _STEP)
