"""How many images a call asks for, and of what size, by the spec alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple, cast

from clientsmith.language.model import Operation, SizeRow
from clientsmith.live.picture import Box

KEYS = ("ratio", "tier", "preset")
_PIXELS = re.compile(r"([1-9][0-9]{0,5})[x*:]([1-9][0-9]{0,5})", re.ASCII)


class Asked(NamedTuple):
    """The size that a call asks for.

    Attributes:
        box: pixels, or None where the page doesn't say them.
        shape: width and height in proportion, or None where nothing is known.
        exact: whether the pixels are meant to the pixel.
        key: where the spec says so, as a JSON Pointer.
        rough: about how many pixels that is, to tell the cheap from the dear.
    """

    box: Box | None
    shape: Box | None
    exact: bool
    key: str
    rough: int = 1 << 20

    def fits(self, came: Box) -> bool:
        """Whether an image is what was asked for; a shape may be 2 % off, as sides are rounded."""
        if self.box is not None and self.exact:
            return came == self.box
        if self.shape is None:
            return True
        left, right = came[0] * self.shape[1], came[1] * self.shape[0]
        return abs(left - right) * 50 <= max(left, right)

    def __str__(self) -> str:
        if self.box is not None and self.exact:
            return f"{self.box[0]}x{self.box[1]}"
        return f"the shape {self.shape[0]}:{self.shape[1]}" if self.shape is not None else "any size"


def images(operation: Operation, arguments: Mapping[str, Any]) -> int:
    """How many images a call asks for, by wire name of its arguments; one where nothing says more."""
    wire = operation.results.count if operation.results is not None else None
    told = [one for one in operation.arguments if one.wire == wire or (wire is None and one.role == "count")]
    for field in told:
        value = arguments.get(field.wire, field.default)
        if isinstance(value, int) and not isinstance(value, bool):
            return max(1, value)
    return 1


def size(operation: Operation, arguments: Mapping[str, Any]) -> Asked:
    """The size that a call asks for, or gets where it doesn't ask."""
    rule = operation.size
    if rule is None:
        return Asked(None, None, False, operation.key)
    names: dict[str, Any] = {}
    sides: dict[str, int] = {}
    for axis in rule.axes:
        value = arguments.get(axis.wire, axis.default)
        if isinstance(value, dict):
            sides |= {name: side for name, side in cast("dict[str, Any]", value).items() if isinstance(side, int)}
        elif isinstance(value, int) and not isinstance(value, bool):
            sides |= {form: value for form in axis.forms if form in ("width", "height")}
        elif isinstance(value, str):
            form = _form(axis.forms, value, rule.table)
            if form in KEYS:
                names[form] = value
            elif form and (found := _PIXELS.fullmatch(value)):
                sides = {"width": int(found[1]), "height": int(found[2])}
    if {"width", "height"} <= sides.keys():
        box = (sides["width"], sides["height"])
        return Asked(box, box, True, rule.key, box[0] * box[1])
    return _of_row(operation, names, arguments)


def _form(forms: tuple[str, ...], value: str, table: tuple[SizeRow, ...]) -> str:
    """Which of the forms of a field a text has."""
    for form in forms:
        if form in KEYS and any(getattr(row, form) == value for row in table):
            return form
    for form in forms:
        if len(form) == 3 and form[0] == "W" and form[1] in value and _PIXELS.fullmatch(value):
            return form
    return next((form for form in forms if form == "ratio" and _PIXELS.fullmatch(value)), "")


def _of_row(operation: Operation, names: Mapping[str, Any], arguments: Mapping[str, Any]) -> Asked:
    rule = operation.size
    if rule is not None and names:
        models = [arguments.get(one.wire, one.fixed) for one in operation.arguments if one.name == rule.model]
        for row in rule.table:
            known = all(getattr(row, key) == value for key, value in names.items())
            if known and (row.model is None or row.model in models):
                box = (row.width, row.height) if row.width is not None and row.height is not None else None
                exact = box is not None and not row.approximate
                return Asked(box, _shape(names), exact, row.key, box[0] * box[1] if box is not None else _rough(names))
    return Asked(None, _shape(names), False, rule.key if rule is not None else operation.key, _rough(names))


def _shape(names: Mapping[str, Any]) -> Box | None:
    found = _PIXELS.fullmatch(str(names.get("ratio", "")))
    return (int(found[1]), int(found[2])) if found else None


def _rough(names: Mapping[str, Any]) -> int:
    """Tiers are named after the longer side: 2K has four times as many pixels as 1K."""
    found = re.fullmatch(r"([1-9])K", str(names.get("tier", "")), re.ASCII | re.IGNORECASE)
    return (int(found[1]) if found else 1) ** 2 << 20
