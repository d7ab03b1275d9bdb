"""Sizes at every bound of a limit and one past it, otherwise valid if possible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isqrt
from typing import Any

from clientsmith.language.model import PixelLimits, SizeLimit
from clientsmith.oracle.pixels import outside

Box = tuple[int, int]


def boxes(limit: SizeLimit) -> Iterator[tuple[str, Box, Box | None]]:
    """Yield name, size, and the size that a refusal must propose, for every bound of a limit and one past it, and for
    those of its alternatives, at sizes that the others refuse."""
    yield from limit_boxes(limit, ())
    for at, alternative in enumerate(limit.any_of):
        others = [other for other in limit.any_of if other is not alternative]
        for name, box, _ in limit_boxes(alternative, others):
            yield f"{name} of alternative {at}", box, None


def limit_boxes(limit: PixelLimits, others: Sequence[PixelLimits]) -> Iterator[tuple[str, Box, Box | None]]:
    """Yield the sizes for one set of limits, preferring such as break all the `others`."""

    def legal(box: Box) -> bool:
        return not any(outside(limit, *box))

    def broken(box: Box) -> float:
        alone = bool(others) and all(any(outside(other, *box)) for other in others)
        return len({keyword for keyword, *_ in outside(limit, *box)}) - alone / 2

    usual = _usual(limit)
    for at, (side, bounds) in enumerate((("width", limit.width), ("height", limit.height))):
        step = bounds.multiple or 1
        for edge, past in ((bounds.minimum, -step), (bounds.maximum, step)):
            if edge is None:
                continue
            for number in (edge, edge + past):
                if number < 1:
                    continue
                candidates = [_with(at, number, other) for other in usual]
                box = min(candidates, key=lambda one: (broken(one), abs(one[0] - one[1])))
                # Where the side alone is moved back, that is what must be proposed.
                near = _with(at, edge, box[1 - at])
                close = abs(near[0] * box[1] - near[1] * box[0]) * 100 <= near[1] * box[0]
                yield f"{side}-{number}", box, near if legal(near) and not legal(box) and close else None
        if bounds.multiple is not None and bounds.multiple > 1:
            base = -(-(bounds.minimum or step) // step) * step
            for number in (base + step, base + step + 1, base + 2 * step - 1):
                box = min((_with(at, number, other) for other in usual), key=broken)
                yield f"{side}-{number}", box, None
    yield from _areas(limit, broken)
    yield from _ratios(limit, broken, usual)


def _with(at: int, number: int, other: int) -> Box:
    return (number, other) if at == 0 else (other, number)


def _usual(limit: PixelLimits) -> list[int]:
    lengths = {256, 512, 768, 1024, 1536, 2048, 4096, 64}
    for bounds in (limit.width, limit.height):
        lengths |= {number for number in (bounds.minimum, bounds.maximum) if number is not None}
        step = bounds.multiple or 1
        lengths |= {number // step * step for number in lengths if number // step}
    for pixels in (limit.pixels.minimum, limit.pixels.maximum):
        if pixels:
            lengths |= {isqrt(pixels), pixels // 512, pixels // 1024}
    return sorted(number for number in lengths if number > 0)


def _areas(limit: PixelLimits, broken: Any) -> Iterator[tuple[str, Box, Box | None]]:
    """Yield sizes at the pixel bounds exactly, and as close past them as two sides allow."""
    step = limit.width.multiple or 1
    for bound, past in ((limit.pixels.minimum, -1), (limit.pixels.maximum, 1)):
        if bound is None:
            continue
        root = isqrt(bound)
        exact = [(width, bound // width) for width in range(max(1, root - 600), root + 601) if bound % width == 0]
        if exact:
            box = min(exact, key=lambda one: (broken(one), abs(one[0] - one[1])))
            yield f"pixels-{box[0] * box[1]}", box, None
        beyond: list[Box] = []
        total: int = bound
        for width in range(max(step, (root - 200) // step * step), root + 201, step):
            height = bound // width + (1 if past > 0 else 0)
            while height > 1 and past < 0 and width * height >= bound:
                height -= 1
            beyond.append((width, height))
        box = min(beyond, key=lambda one: (broken(one), abs(one[0] * one[1] - total), abs(one[0] - one[1])))
        yield f"pixels-{box[0] * box[1]}", box, None


def _ratios(limit: PixelLimits, broken: Any, usual: list[int]) -> Iterator[tuple[str, Box, Box | None]]:
    for text, past in ((limit.ratio_minimum, -1), (limit.ratio_maximum, 1)):
        if text is None:
            continue
        left, right = (int(part) for part in text.split(":"))
        exact = [
            (left * times, right * times) for times in range(1, 4096) if left * times < 9000 and right * times < 9000
        ]
        box = min(exact, key=lambda box: (broken(box), abs(box[0] * box[1] - 1024 * 1024)))
        yield f"ratio-{box[0]}-{box[1]}", box, None
        step = (limit.width.multiple or 1) * past
        beyond = [(box[0] + step, box[1]) for box in exact if box[0] + step > 0]
        box = min(beyond, key=lambda box: (broken(box), abs(box[0] * box[1] - 1024 * 1024)))
        yield f"ratio-{box[0]}-{box[1]}", box, None
