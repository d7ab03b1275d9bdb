"""Limits in pixels, which sides keep or break, in whole numbers."""

from __future__ import annotations

from collections.abc import Iterator

from clientsmith.language.model import Bounds, PixelLimits, SizeLimit


def outside(limit: PixelLimits, width: int | None, height: int | None) -> Iterator[tuple[str, str, str, str]]:
    """Yield every limit that a size breaks: name, message, hint, side."""
    if isinstance(limit, SizeLimit) and limit.any_of:
        each = [next(outside(one, width, height), None) for one in limit.any_of]
        if all(each):
            reasons = " and ".join(broken[1] for broken in each if broken is not None)
            yield "anyOf", f"one of the alternatives must hold, but {reasons}", "", "width"
    for side, number, bounds in (("width", width, limit.width), ("height", height, limit.height)):
        if number is not None:
            yield from _bounds(bounds, side, number, f"the {side}", side)
    if width is None or height is None:
        return
    total = f"the total of {width} x {height} pixels"
    yield from _bounds(limit.pixels, "pixels", width * height, total, "width")
    for word, ratio, sign, name in (
        ("minimum", limit.ratio_minimum, 1, "at least"),
        ("maximum", limit.ratio_maximum, -1, "at most"),
    ):
        if ratio is not None:
            left, right = pair(ratio)
            if sign * (width * right - height * left) < 0:
                message = f"the ratio {width}:{height} must be {name} {ratio}"
                yield f"ratio-{word}", message, "change one of the sides", "width"


def _bounds(bounds: Bounds, word: str, number: int, what: str, side: str) -> Iterator[tuple[str, str, str, str]]:
    # No image has fewer pixels than one.
    low, high, step = bounds.minimum or 1, bounds.maximum, bounds.multiple or 1
    if number < low:
        yield f"{word}-minimum", f"{what} must be at least {low}, found {number}", f"take at least {low}", side
    if high is not None and number > high:
        yield f"{word}-maximum", f"{what} must be at most {high}, found {number}", f"take at most {high}", side
    if number % step:
        below = number - number % step
        near = below + step if below == 0 or number - below > step // 2 else below
        message = f"{what} must be a multiple of {step}, found {number}"
        yield f"{word}-multipleOf", message, f"the nearest is {near}", side


def pair(ratio: str) -> tuple[int, int]:
    """Return the two numbers of a ratio."""
    left, _, right = ratio.partition(":")
    return int(left), int(right)
