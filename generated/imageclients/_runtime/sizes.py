# Made by `clientsmith generate` from templates/imageclients/_runtime/sizes.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Sizes: the forms in which a provider takes them, its table, its limits, and the nearest legal one.

All arithmetic is on whole numbers; ratios are compared by cross-multiplication.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from math import inf, isqrt, lcm
from typing import Any, Generic, NamedTuple, TypeVar, cast

ArgumentsT = TypeVar("ArgumentsT")

MOST_LISTED = 20
"""Rows of a table that a message names."""
PIXEL_FORMS: Mapping[str, str] = {"WxH": "x", "W*H": "*", "W:H": ":"}
_PIXELS = re.compile(r"([1-9][0-9]{0,5})([x*:])([1-9][0-9]{0,5})", re.ASCII)


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


class Row(NamedTuple):
    """A row of the size table: keys to pixels; `size` is None where the page doesn't say."""

    ratio: str | None = None
    tier: str | None = None
    preset: str | None = None
    model: str | None = None
    size: Size | None = None
    approximate: bool = False


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
        most = [bound for bound in (self.maximum, other.maximum) if bound is not None]
        return Bounds(max(self.minimum, other.minimum), min(most, default=None), lcm(self.multiple, other.multiple))

    def clamp(self, value: int) -> int:
        """The legal value nearest to this one."""
        low = -(-self.minimum // self.multiple) * self.multiple
        nearest = max(low, (value + self.multiple // 2) // self.multiple * self.multiple)
        if self.maximum is not None and nearest > self.maximum:
            nearest = max(low, self.maximum // self.multiple * self.multiple)
        return nearest


class Limits(NamedTuple):
    """Limits of sizes given in pixels, under conditions on other fields by wire name.

    `ratio` holds the smallest and largest width:height as (width, height) pairs, or None.
    """

    width: Bounds = Bounds()
    height: Bounds = Bounds()
    pixels: Bounds = Bounds()
    ratio: tuple[tuple[int, int] | None, tuple[int, int] | None] = (None, None)
    when: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    weak: bool = False

    def broken_by(self, width: int | None, height: int | None, shown: str = "") -> Iterator[tuple[str, str]]:
        """Rule and sentence for each limit that a size breaks; None for a side that isn't known.

        `shown` is the size as the provider's fields are given it.
        """
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
        return ", ".join(parts)

    def merged(self, other: Limits) -> Limits:
        """The limits that hold where both do."""
        low = max((one.ratio[0] for one in (self, other) if one.ratio[0]), key=_proportion, default=None)
        high = min((one.ratio[1] for one in (self, other) if one.ratio[1]), key=_proportion, default=None)
        sides = self.width.merged(other.width), self.height.merged(other.height)
        return Limits(*sides, self.pixels.merged(other.pixels), (low, high))

    def nearest(self, size: Size) -> Size | None:
        """A legal size close to this one; None where none was found.

        Single sides are moved into their limits where that bends the image by 1 % at most; otherwise it is scaled as a
        whole first, so that it keeps its shape where the limits let it.
        """
        moved = self._moved(size)
        if abs(moved.width * size.height - moved.height * size.width) * 100 > moved.height * size.width:
            size = self._fitted(size)
        for _ in range(8):
            if not any(self.broken_by(*size)):
                return size
            size = self._shaped(self._moved(size))
            if size.pixels < self.pixels.minimum or size.pixels > (self.pixels.maximum or size.pixels):
                size = self._scaled(size, self.pixels.clamp(size.pixels))
        return None

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
        """The size scaled to about so many pixels: of the roundings of its sides a legal one that keeps its shape."""
        near: list[list[int]] = []
        for side, other, bounds in ((size.width, size.height, self.width), (size.height, size.width, self.height)):
            low = isqrt(pixels * side // other) // bounds.multiple * bounds.multiple
            near.append([max(bounds.multiple, low), low + bounds.multiple])

        def distance(one: Size) -> tuple[bool, bool, int, int]:
            bent = abs(one.width * size.height - one.height * size.width)
            apart = abs(one.width - size.width) + abs(one.height - size.height)
            return any(self.broken_by(*one)), bent > 0, bent * 100 // (one.height * size.width), apart

        return min((Size(width, height) for width in near[0] for height in near[1]), key=distance)


class Choice(NamedTuple, Generic[ArgumentsT]):
    """A way to ask for a size: the arguments for the call, and the pixels where they are known, if only roughly."""

    arguments: ArgumentsT
    size: Size | None
    approximate: bool = False


class Axis(NamedTuple):
    """A field that says something about the size, in one of some forms; `name` is the argument."""

    name: str
    wire: str
    forms: tuple[str, ...]
    default: Any = None


class Sizes(NamedTuple, Generic[ArgumentsT]):
    """What an operation lets one say about the size of an image.

    Attributes:
        axes: the fields that together choose the size.
        table: the documented sizes.
        closed: whether the table is all there is.
        limits: limits of sizes given in pixels.
        weak: whether the table is only inferred or assumed, so that it warns and doesn't refuse.
        model: the argument that chooses the model, for rows by model.
    """

    axes: tuple[Axis, ...]
    table: tuple[Row, ...] = ()
    closed: bool = False
    limits: tuple[Limits, ...] = ()
    source: str = ""
    weak: bool = False
    model: str = "model"

    def allowed(self, *, model: str | None = None) -> tuple[Choice[ArgumentsT], ...]:
        """The documented choices, in the order of the page; where the table isn't closed, others are legal too."""
        return tuple(
            Choice(self.arguments(row), row.size, row.approximate)
            for row in self.table
            if model is None or row.model in (None, model)
        )

    def pixels(
        self, *, ratio: str | None = None, tier: str | None = None, preset: str | None = None, model: str | None = None
    ) -> Size | None:
        """The pixels of a ratio, tier or preset; what isn't given has the provider's default.

        None where the page doesn't say the pixels.

        Raises:
            ValueError: the table has no such row, the message lists what it has; or nothing is given and the provider's
                default is no size in pixels.
        """
        given = {"ratio": ratio, "tier": tier, "preset": preset}
        for axis in self.axes:
            forms = [form for form in axis.forms if form in given]
            if all(given[form] is None for form in forms):
                for form in forms:
                    if any(getattr(row, form) == axis.default for row in self.table):
                        given[form] = axis.default
        if not any(given.values()):
            default = next((axis.default for axis in self.axes if isinstance(axis.default, str)), "")
            if not default:
                raise ValueError("give a ratio, a tier or a preset: no default is documented")
            try:
                return self.parse(default)
            except ValueError:
                message = (
                    f"give a ratio, a tier or a preset: the provider's default is {default!a}, of no documented size"
                )
                raise ValueError(message) from None
        for row in self.table:
            if row.model not in (None, model) and model is not None:
                continue
            if all(value is None or getattr(row, key) == value for key, value in given.items()):
                return row.size
        asked = ", ".join(f"{key} {value}" for key, value in given.items() if value is not None)
        known = sorted({_name(row) for row in self.table})
        listed = first_listed(known) or "none"
        raise ValueError(f"no size is documented for {asked or 'that'}; documented: {listed}")

    def parse(self, text: str) -> Size:
        """The size that a text such as 1024*768 means, in any of the pixel forms that the provider takes.

        Raises:
            ValueError: it isn't such a text.
        """
        separators = {PIXEL_FORMS[form] for axis in self.axes for form in axis.forms if form in PIXEL_FORMS}
        found = _PIXELS.fullmatch(text)
        if not separators:
            raise ValueError(f"{text!a}: no argument takes a size in pixels as text; give {self._example()}")
        if found is None or found[2] not in separators:
            raise ValueError(f"{text!a} isn't a size in pixels such as {self.written(self._usual())}")
        return Size(int(found[1]), int(found[3]))

    def nearest(self, width: int, height: int) -> Choice[ArgumentsT]:
        """The legal choice nearest to these pixels, as arguments for the call.

        With limits, the size keeps its shape where they let it; with a closed table, the row of the nearest shape and
        then of the nearest pixels counts; with ratios alone, the nearest shape.

        Raises:
            ValueError: width or height isn't positive, or no legal size was found.
        """
        if not all(type(side) is int and 0 < side < 10**6 for side in (width, height)):
            raise ValueError(f"{width}x{height} isn't a size: both sides must be whole numbers from 1 to 999999")
        size = Size(width, height)
        pixel_axis = any(
            form in PIXEL_FORMS or form in ("width", "object") for axis in self.axes for form in axis.forms
        )
        if pixel_axis and not self.closed:
            legal = merged([limits for limits in self.limits if not limits.when]).nearest(size)
            if legal is None:
                raise ValueError(f"no legal size was found near {self.written(size)}")
            return Choice(self.arguments(Row(size=legal)), legal)
        if not self.table:
            raise ValueError("no size is documented")
        row = min(self.table, key=lambda row: _distance(row, size))
        return Choice(self.arguments(row), row.size, row.approximate)

    def nearest_ratio(self, width: int, height: int) -> str | None:
        """The documented ratio that is nearest in proportion; None where none is documented."""
        ratios = dict.fromkeys(row.ratio for row in self.table if row.ratio is not None)
        return min(ratios, key=lambda ratio: _distance(Row(ratio=ratio), Size(width, height)), default=None)

    def describe(self) -> str:
        """What is legal, in one line."""
        if self.closed:
            return self.listed(len(self.table))
        forms = [_forms(axis) for axis in self.axes]
        if len(forms) > 1:
            forms = [axis.name if axis.forms == (axis.name,) else f"{axis.name}: {_forms(axis)}" for axis in self.axes]
        limits = merged(limits for limits in self.limits if not limits.when).describe()
        example = self._example()
        return ", ".join(filter(None, [" with ".join(forms), example and f"such as {example}", limits]))

    def expected(self, axis: Axis) -> str:
        """What a field may be, for messages: the values of a closed table, else the forms with an example."""
        if not self.closed:
            example = self._examples().get(axis.name)
            return _forms(axis) if example is None else f"{_forms(axis)}, such as {example}"
        values = (_written(row, form) for row in self.table for form in axis.forms)
        texts = list(dict.fromkeys(str(value) for value in values if value is not None))
        return f"one of {first_listed(texts)}"

    def listed(self, most: int = MOST_LISTED) -> str:
        """The rows of the table in one line, the sizes as the fields are given them."""
        texts: list[str] = []
        for row in self.table[:most]:
            name, size = _name(row), "" if row.size is None else self.written(row.size)
            texts.append(f"{name} ({size})" if name and size else name or size or "a size that isn't documented")
        return ", ".join(texts) + (f" and {len(self.table) - most} more" if len(self.table) > most else "")

    def written(self, size: Size, form: str = "") -> str:
        """A size as its field writes it, for messages: in this form, else in the first that the field takes."""
        forms = [own for axis in self.axes for own in axis.forms if own in PIXEL_FORMS]
        return encode(size, form if form in forms else forms[0]) if forms else str(size)

    def _example(self) -> str:
        examples = self._examples()
        if len(self.axes) == 1:
            return str(next(iter(examples.values()), ""))
        return " with ".join(f"{name} {value}" for name, value in examples.items())

    def _usual(self) -> Size:
        usual = Size(1024, 1024)
        legal = merged(limits for limits in self.limits if not limits.when).nearest(usual) or usual
        return next((row.size for row in self.table if row.size is not None), legal)

    def _examples(self) -> Mapping[str, Any]:
        """A legal size, by argument."""
        row = next(iter(self.table), Row())
        if row.size is None:
            row = row._replace(size=self._usual())
        return cast("Mapping[str, Any]", self.arguments(row._replace(model=None)))

    def arguments(self, row: Row) -> ArgumentsT:
        """The arguments that ask for a row: by its name where the field takes names, else by its pixels."""
        arguments: dict[str, Any] = {self.model: row.model} if row.model is not None else {}
        for axis in self.axes:
            forms = sorted(axis.forms, key=lambda form: form not in ("tier", "preset"))
            values = [value for form in forms if (value := _written(row, form)) is not None]
            arguments |= {axis.name: values[0]} if values else {}
        return cast("ArgumentsT", arguments)


def merged(several: Iterable[Limits]) -> Limits:
    """The limits that hold where all do."""
    return reduce(Limits.merged, several, Limits())


def _proportion(ratio: tuple[int, int]) -> Fraction:
    return Fraction(*ratio)


def encode(size: Size, form: str) -> str:
    """The size as text, in a pixel form such as W*H."""
    return f"{size.width}{PIXEL_FORMS[form]}{size.height}"


def first_listed(words: Sequence[str]) -> str:
    """The first of many words in one line, for messages."""
    more = f" and {len(words) - MOST_LISTED} more" if len(words) > MOST_LISTED else ""
    return ", ".join(words[:MOST_LISTED]) + more


def separated(text: str) -> tuple[Size, str] | None:
    """The size and the separator in a text like 1024x768, whatever the separator, or None."""
    found = _PIXELS.fullmatch(text.replace("×", "x").replace("X", "x").replace(" ", ""))
    return (Size(int(found[1]), int(found[3])), found[2]) if found else None


def is_ratio(value: Any) -> bool:
    """Whether a value is written as a ratio such as 16:9."""
    return isinstance(value, str) and _PIXELS.fullmatch(value) is not None and ":" in value


def _forms(axis: Axis) -> str:
    return " or ".join("object with width and height" if form == "object" else form for form in axis.forms)


def _written(row: Row, form: str) -> Any:
    """What a field of this form is given to ask for the row; None where the row has nothing for it."""
    if form in ("ratio", "tier", "preset"):
        return getattr(row, form)
    if row.size is None or form in ("width", "height"):
        return getattr(row.size, form, None)
    return encode(row.size, form) if form in PIXEL_FORMS else row.size._asdict()


def _name(row: Row) -> str:
    return " ".join(word for word in (row.model, row.ratio, row.tier, row.preset) if word is not None)


def _distance(row: Row, size: Size) -> tuple[Fraction | float, float]:
    """How far a row is from a size: first in shape, by its label where it has one, then in pixels of its sides.

    What isn't known is as far as can be.
    """
    label = tuple(map(int, row.ratio.split(":"))) if row.ratio is not None else row.size
    if label is None:
        return inf, inf
    proportion = Fraction(label[0] * size.height, label[1] * size.width)
    sides = abs(row.size.width - size.width) + abs(row.size.height - size.height) if row.size is not None else inf
    return max(proportion, 1 / proportion), sides
