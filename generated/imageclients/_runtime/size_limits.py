# Made by `clientsmith generate` from templates/imageclients/_runtime/size_limits.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Limits of sizes in pixels, and the legal size nearest to a given one.

All arithmetic is on whole numbers; ratios are compared by cross-multiplication.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import reduce
from itertools import islice, product
from math import gcd, isqrt, lcm
from typing import Any, NamedTuple

LARGEST_SIDE = 999_999
"""More digits than these are no size."""
_MOST_ALTERNATIVES = 64
"""Alternatives that are tried of several limits together."""
_MOST_WIDTHS = 10_000
"""Widths that are tried around the wanted one."""


class Size(NamedTuple):
    """Width and height in pixels."""

    width: int
    height: int

    @property
    def pixels(self) -> int:
        """Width times height."""
        return self.width * self.height

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


class Bounds(NamedTuple):
    """Limits of a whole number."""

    minimum: int = 1
    maximum: int | None = None
    multiple: int = 1

    def broken_by(self, value: int) -> tuple[str, str] | None:
        """The keyword that the value breaks and a sentence about it, or None."""
        if value < self.minimum:
            return "minimum", f"{value} is below the minimum {self.minimum}"
        if self.maximum is not None and value > self.maximum:
            return "maximum", f"{value} is above the maximum {self.maximum}"
        if value % self.multiple:
            return "multipleOf", f"{value} isn't a multiple of {self.multiple}"
        return None

    def describe(self) -> str:
        """The limits in words; empty where there are none."""
        span = f"at least {self.minimum}" if self.minimum > 1 else ""
        if self.maximum is not None:
            span = f"{self.minimum} to {self.maximum}" if self.minimum > 1 else f"at most {self.maximum}"
        return f"{span} in steps of {self.multiple}".strip() if self.multiple > 1 else span

    def merged(self, other: Bounds) -> Bounds:
        """The bounds that hold where both do."""
        maximum = min((limit for limit in (self.maximum, other.maximum) if limit is not None), default=None)
        return Bounds(max(self.minimum, other.minimum), maximum, lcm(self.multiple, other.multiple))

    def clamp(self, value: int) -> int:
        """The legal value nearest to this one."""
        low = -(-self.minimum // self.multiple) * self.multiple
        nearest = max(low, (value + self.multiple // 2) // self.multiple * self.multiple)
        if self.maximum is not None and nearest > self.maximum:
            nearest = max(low, self.maximum // self.multiple * self.multiple)
        return nearest


class Limits(NamedTuple):
    """Limits of sizes given in pixels, under conditions on other fields by wire name.

    `ratio` holds the smallest and largest width:height as (width, height) pairs, or None; `any_of` alternatives, one of
    which must hold besides.
    """

    width: Bounds = Bounds()
    height: Bounds = Bounds()
    pixels: Bounds = Bounds()
    ratio: tuple[tuple[int, int] | None, tuple[int, int] | None] = (None, None)
    when: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    weak: bool = False
    any_of: tuple[Limits, ...] = ()

    def broken_by(self, width: int | None, height: int | None, shown: str = "") -> Iterator[tuple[str, str]]:
        """Rule and sentence for each limit that a size breaks; None for a side that isn't known.

        `shown` is the size in the form of the provider's fields.
        """
        if self.any_of and all(any(one.broken_by(width, height)) for one in self.any_of):
            yield (
                "size-anyOf",
                f"{shown or f'side {width or height}'} is neither within {self._alternatives(', nor within ')}",
            )
        for name, bounds, value in (("width", self.width, width), ("height", self.height, height)):
            if value is not None and (broken := bounds.broken_by(value)):
                yield f"size-{name}-{broken[0]}", f"{name} {broken[1]}"
        if width is None or height is None:
            return
        low, high = self.ratio
        if broken := self.pixels.broken_by(width * height):
            yield f"size-pixels-{broken[0]}", f"{shown}: {broken[1].replace(' ', ' pixels in total ', 1)}"
        if low is not None and width * low[1] < height * low[0]:
            yield "size-ratio-minimum", f"{shown} is narrower than {low[0]}:{low[1]}"
        if high is not None and width * high[1] > height * high[0]:
            yield "size-ratio-maximum", f"{shown} is wider than {high[0]}:{high[1]}"

    def describe(self) -> str:
        """The limits in one line."""
        named = (("width", self.width), ("height", self.height), ("pixels in total", self.pixels))
        parts = [f"{name} {text}" for name, bounds in named if (text := bounds.describe())]
        low, high = (None if ratio is None else f"{ratio[0]}:{ratio[1]}" for ratio in self.ratio)
        if low or high:
            span = f"{low} to {high}" if low and high else f"from {low}" if low else f"up to {high}"
            parts.append(f"ratio {span}")
        if self.any_of:
            parts.append(f"either {self._alternatives(', or ')}")
        return ", ".join(parts)

    def _alternatives(self, word: str) -> str:
        return word.join(one.describe() for one in self.any_of[:_MOST_ALTERNATIVES])

    def merged(self, other: Limits) -> Limits:
        """The limits that hold where both do."""
        low = max((ratio for ratio in (self.ratio[0], other.ratio[0]) if ratio), key=_proportion, default=None)
        high = min((ratio for ratio in (self.ratio[1], other.ratio[1]) if ratio), key=_proportion, default=None)
        sides = self.width.merged(other.width), self.height.merged(other.height)
        pairs = islice(product(self.any_of, other.any_of), _MOST_ALTERNATIVES)
        both = tuple(one.merged(another) for one, another in pairs) or self.any_of or other.any_of
        return Limits(*sides, self.pixels.merged(other.pixels), (low, high), any_of=both)

    def allow(self, size: Size) -> bool:
        """Whether a size breaks no limit."""
        return max(size) <= LARGEST_SIDE and not any(self.broken_by(*size))

    def nearest(self, size: Size) -> Size | None:
        """A legal size close to this one, of alternatives the closest; None where none was found."""
        if not self.any_of:
            return self._nearest(size)
        beside = self._replace(any_of=())
        near = [found for one in self.any_of if (found := beside.merged(one)._nearest(size)) is not None]
        return min(near, key=lambda found: _bent_and_moved(found, size), default=None)

    def _nearest(self, size: Size) -> Size | None:
        """A legal size close to this one, without alternatives.

        Single sides are moved into their limits if the shape changes by 1 % at most. Otherwise the size is first scaled
        as a whole, so that it keeps its shape if the limits allow that.
        """
        moved, fitted = self._moved(size), size
        if abs(moved.width * size.height - moved.height * size.width) * 100 > moved.height * size.width:
            fitted = self._fitted(size)
        for _ in range(8):
            if self.allow(fitted):
                return fitted
            fitted = self._shaped(self._moved(fitted))
            if fitted.pixels < self.pixels.minimum or fitted.pixels > (self.pixels.maximum or fitted.pixels):
                fitted = self._scaled(fitted, self.pixels.clamp(fitted.pixels))
        return self._of_nearest_width(size)

    def _of_nearest_width(self, size: Size) -> Size | None:
        """The legal size with the nearest width, and then the nearest height: for limits that scaling can't meet."""
        span = self._widths()
        start = span.clamp(size.width)
        for distance in range(0, _MOST_WIDTHS * span.multiple, span.multiple):
            for width in (start - distance, start + distance):
                if span.broken_by(width) is None:
                    near = Size(width, self._heights(width).clamp(size.height))
                    if self.allow(near):
                        return near
        return None

    def _widths(self) -> Bounds:
        """The widths for which the other limits, apart from multiples, allow a height."""
        (low, high), pixels, height = self.ratio, self.pixels, self.height
        least, most = [self.width.minimum], [self.width.maximum or LARGEST_SIDE]
        if height.maximum is not None:
            least.append(-(-pixels.minimum // height.maximum))
        if pixels.maximum is not None:
            most.append(pixels.maximum // height.minimum)
        if low is not None:
            least += [-(-height.minimum * low[0] // low[1]), isqrt(pixels.minimum * low[0] // low[1])]
        if high is not None and height.maximum is not None:
            most.append(height.maximum * high[0] // high[1])
        if high is not None and pixels.maximum is not None:
            most.append(isqrt(pixels.maximum * high[0] // high[1]))
        return Bounds(max(least), min(most), self.width.multiple)

    def _heights(self, width: int) -> Bounds:
        """The legal heights of an image of this width."""
        (low, high), pixels = self.ratio, self.pixels
        least = [self.height.minimum, -(-pixels.minimum // width)]
        most = [self.height.maximum or LARGEST_SIDE]
        if pixels.maximum is not None:
            most.append(pixels.maximum // width)
        if low is not None:
            most.append(width * low[1] // low[0])
        if high is not None:
            least.append(-(-width * high[1] // high[0]))
        return Bounds(max(least), min(most), lcm(self.height.multiple, pixels.multiple // gcd(pixels.multiple, width)))

    def _moved(self, size: Size) -> Size:
        return Size(self.width.clamp(size.width), self.height.clamp(size.height))

    def _fitted(self, size: Size) -> Size:
        """The size scaled as a whole, first down to the largest sides and then up to the smallest."""
        width, height = size
        for index, bounds in ((0, self.width), (1, self.height)):
            side = (width, height)[index]
            if bounds.maximum is not None and side > bounds.maximum:
                width, height = width * bounds.maximum // side, height * bounds.maximum // side
        for index, bounds in ((0, self.width), (1, self.height)):
            side = max(1, (width, height)[index])
            if side < bounds.minimum:
                width, height = -(-width * bounds.minimum // side), -(-height * bounds.minimum // side)
        return Size(max(1, width), max(1, height))

    def _shaped(self, size: Size) -> Size:
        """The size with its longer side cut to the limits of the ratio."""
        (width, height), (low, high) = size, self.ratio
        if low is not None and width * low[1] < height * low[0]:
            height = max(1, width * low[1] // low[0] // self.height.multiple * self.height.multiple)
        elif high is not None and width * high[1] > height * high[0]:
            width = max(1, height * high[0] // high[1] // self.width.multiple * self.width.multiple)
        return Size(width, height)

    def _scaled(self, size: Size, pixels: int) -> Size:
        """The size scaled to about so many pixels, with its sides rounded so that it is legal and keeps its shape."""
        sides: list[list[int]] = []
        for side, other, bounds in ((size.width, size.height, self.width), (size.height, size.width, self.height)):
            low = isqrt(pixels * side // other) // bounds.multiple * bounds.multiple
            sides.append([max(bounds.multiple, low), low + bounds.multiple])

        def distance(scaled: Size) -> tuple[bool, bool, int, int]:
            percent, apart = _bent_and_moved(scaled, size)
            bent = scaled.width * size.height != scaled.height * size.width
            return any(self.broken_by(*scaled)), bent, percent, apart

        return min((Size(width, height) for width in sides[0] for height in sides[1]), key=distance)


def merged(several: Iterable[Limits]) -> Limits:
    """The limits that hold where all do."""
    return reduce(Limits.merged, several, Limits())


def _bent_and_moved(scaled: Size, size: Size) -> tuple[int, int]:
    """How far a size is from another: its shape in percent, and its sides in pixels."""
    bent = abs(scaled.width * size.height - scaled.height * size.width)
    apart = abs(scaled.width - size.width) + abs(scaled.height - size.height)
    return bent * 100 // (scaled.height * size.width), apart


def _proportion(ratio: tuple[int, int]) -> Fraction:
    return Fraction(*ratio)
