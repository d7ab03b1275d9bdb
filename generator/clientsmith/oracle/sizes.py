"""Validates sizes by forms, table and limits, and finds the pixels that a call gets, in integer arithmetic."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clientsmith.diagnostics import closest, meant, shown
from clientsmith.language.model import SizeAxis, SizeRow, SizeRule
from clientsmith.oracle.conditions import holds
from clientsmith.oracle.operation import OperationView, Values
from clientsmith.oracle.pixels import outside, pair
from clientsmith.oracle.size_values import KEYS, SizeValue, read, table_of
from clientsmith.oracle.values import is_special, listed
from clientsmith.oracle.violation import Violation

_SHOWN_ROWS = 8
_EXAMPLES = {"WxH": "1024x768", "W*H": "1024*768", "W:H": "1024:768", "ratio": "4:3", "width": "1024"}


def size_violations(view: OperationView, arguments: Values, *, alone: bool = False) -> Iterator[Violation]:
    """Validate the size of a call; with `alone`, defaults, the model and limits with a condition don't count."""
    rule = view.operation.size
    if rule is None:
        return
    values = arguments if alone else view.effective(arguments)
    read_values: dict[str, SizeValue] = {}
    for axis in rule.axes:
        value = values.get(axis.wire)
        if value is None or is_special(view.schema(axis.wire), value):
            continue
        size = read(rule, axis.forms, value, known=listed(view.schema(axis.wire).get("enum"), value))
        if size is not None:
            read_values[axis.wire] = size
        elif axis.wire in arguments:
            yield _unread(view, rule, axis, value)
    given = tuple(axis.wire for axis in rule.axes if axis.wire in arguments)
    read_given = [wire for wire in read_values if wire in arguments]
    if not read_given:
        return
    model = None if alone else view.model(arguments)
    by_model = not rule.closed and not alone and _is_closed_for(view, rule, model)
    if rule.closed or by_model:
        chosen = {wire: read_values[wire] for wire in read_given}
        # Both sides say it all; anything else is completed by the defaults of the others.
        exact = all(
            any(getattr(choice, side) is not None for choice in chosen.values()) for side in ("width", "height")
        )
        weak = rule.closed_weakly if by_model else rule.evidence.weak
        yield from _not_in_table(view, rule, chosen if exact else read_values, model, given, weak)
    sides, sent = _sides(read_values), view.given(arguments)
    for limit in rule.limits:
        if limit.when and (alone or not holds(limit.when, values, sent)):
            continue
        width, height = sides.get("width"), sides.get("height")
        for word, message, hint, side in outside(limit, width and width[1], height and height[1]):
            wire = sides[side][0] if side in sides else read_given[0]
            yield _violation(view, rule, f"size-{word}", message, hint, limit.evidence.weak, (wire, *given))


def _is_closed_for(view: OperationView, rule: SizeRule, model: Any) -> bool:
    """Whether the rows of a model are all there is; without a known model, whether they are for every model."""
    if model is not None:
        return model in rule.closed_models
    field = view.model_field
    models = field.schema.get("enum", ()) if field is not None else ()
    return bool(models) and all(name in rule.closed_models for name in models if name is not None)


def _violation(
    view: OperationView, rule: SizeRule, word: str, message: str, hint: str, weak: bool, wires: tuple[str, ...]
) -> Violation:
    """Return a violation that points at the first field and names all fields of the size."""
    named = [axis.wire for axis in rule.axes if axis.wire in wires]
    source, fields = rule.evidence.source, tuple(dict.fromkeys(wires))
    return Violation(word, message, hint, "size", fields, (), view.names(named), source, weak)


def _sides(values: Mapping[str, SizeValue]) -> dict[str, tuple[str, int]]:
    sides: dict[str, tuple[str, int]] = {}
    for wire, choice in values.items():
        for side, number in (("width", choice.width), ("height", choice.height)):
            if number is not None:
                sides[side] = (wire, number)
    return sides


def _unread(view: OperationView, rule: SizeRule, axis: SizeAxis, value: Any) -> Violation:
    table = table_of(rule)
    forms = " or ".join(axis.forms)
    says = () if rule.closed else (forms,)
    named = [name for form in axis.forms if form in KEYS for name in table.names(form)]
    if named and set(KEYS).issuperset(axis.forms):
        message, hint = f"the table has no {forms} {shown(value)}", meant(str(value), named)
    else:
        examples = " or ".join(_example(rule, form) for form in axis.forms)
        message = f"{shown(value)} is not written as {examples}"
        hint = _respelt(rule, axis, value) if isinstance(value, str) else ""
    name, evidence = view.names([axis.wire]), rule.evidence
    return Violation("size-form", message, hint, "size", (axis.wire,), (), name, evidence.source, evidence.weak, says)


def _example(rule: SizeRule, form: str) -> str:
    if form in {"tier", "preset"} and (known := table_of(rule).names(form)):
        return f"a {form} such as {known[0]}"
    return {"object": "{width: 1024, height: 768}"}.get(form) or _EXAMPLES.get(form, f"a {form}")


def _respelt(rule: SizeRule, axis: SizeAxis, value: str) -> str:
    hint = ""
    changed = value.replace("×", "x")
    for mark in "xX*:":
        for form in ("W*H", "WxH", "W:H"):
            other = changed.replace(mark, form[1])
            if form in axis.forms and other != value and read(rule, (form,), other) is not None:
                hint = f"did you mean {other}?"
    near = closest(value, [name for form in ("tier", "preset", "ratio") for name in table_of(rule).names(form)])
    return hint or (f"did you mean {near}?" if near else "")


def _not_in_table(
    view: OperationView, rule: SizeRule, values: Mapping[str, SizeValue], model: Any, given: tuple[str, ...], weak: bool
) -> Iterator[Violation]:
    keys = _keys(values)
    sides = {side: number for side, (_, number) in _sides(values).items()}
    table = table_of(rule)
    if table.has({**keys, **sides}, model):
        return
    rows = [row for row in table.rows if model is None or row.model in (None, model)]
    words = [*keys.values(), *([" x ".join(str(number) for number in sides.values())] if sides else [])]
    for_model = f" for the model {model}" if isinstance(model, str) and table.by_model else ""
    message = f"the table has no row with {' and '.join(words)}{for_model}"
    near = [row for row in rows if any(getattr(row, word) == keys[word] for word in keys)] or rows
    options = [
        f"{row.width}x{row.height}" if sides else row_name(vars(row))
        for row in near
        if not sides or row.width is not None
    ]
    hint = f"take one of {', '.join(list(dict.fromkeys(options))[:_SHOWN_ROWS])}" if options else ""
    yield _violation(view, rule, "size-table", message, hint, weak, given)


def meant_row(view: OperationView, arguments: Values) -> SizeRow | None:
    """Return the first row with pixels that a call by names may mean, where all such have the same."""
    rule, values = view.operation.size, view.effective(arguments)
    axes = rule.axes if rule is not None else ()
    said = {axis.wire: read(rule, axis.forms, values.get(axis.wire), known=True) for axis in axes if rule is not None}
    known = {wire: value for wire, value in said.items() if value is not None}
    keys = _keys(known)
    if rule is None or not keys or _sides(known):
        return None
    rows = [row for row in table_of(rule).matching(keys, view.model(arguments)) if row.width is not None]
    return (
        min(rows, key=lambda row: int(row.key.rpartition("/")[2]))
        if len({(row.width, row.height) for row in rows}) == 1
        else None
    )


def _keys(values: Mapping[str, SizeValue]) -> dict[str, str]:
    return dict(key for choice in values.values() for key in choice.keys)


def row_name(row: Mapping[str, Any]) -> str:
    """Name a row by its keys, or else by its pixels."""
    words = [str(row[word]) for word in ("model", *KEYS) if row.get(word) is not None]
    return " ".join(words) or f"{row.get('width')}x{row.get('height')}"


@dataclass(frozen=True)
class RequestedSize:
    """The size that a call asks for, or gets where it doesn't ask.

    Attributes:
        pixels: width and height, or None where the page doesn't say them.
        ratio: width and height in proportion, or None where nothing is known.
        tier: the tier that is asked for; empty for none.
        exact: whether the image must have exactly these pixels.
        key: where the spec says so, as a JSON Pointer.
    """

    pixels: tuple[int, int] | None
    ratio: tuple[int, int] | None
    tier: str
    exact: bool
    key: str

    def fits(self, image: tuple[int, int]) -> bool:
        """Whether an image is what was requested; a ratio may be 2 % off, as sides are rounded."""
        if self.pixels is not None and self.exact:
            return image == self.pixels
        ratio = self.ratio or self.pixels
        if ratio is None:
            return True
        left, right = image[0] * ratio[1], image[1] * ratio[0]
        return abs(left - right) * 50 <= max(left, right)

    @property
    def area(self) -> int:
        """About how many pixels a tier such as 2K has: it is named after the longer side."""
        if self.pixels is not None:
            return self.pixels[0] * self.pixels[1]
        tier = re.fullmatch(r"([1-8])K", self.tier, re.ASCII | re.IGNORECASE)
        return (int(tier[1]) if tier else 1) ** 2 << 20

    def __str__(self) -> str:
        if self.pixels is not None and self.exact:
            return f"{self.pixels[0]}x{self.pixels[1]}"
        ratio = self.ratio or self.pixels
        return f"the shape {ratio[0]}:{ratio[1]}" if ratio is not None else "any size"


def requested_size(view: OperationView, arguments: Values) -> RequestedSize:
    """Return the size that a call asks for, directly or by the table; where it asks for none, defaults count."""
    rule = view.operation.size
    if rule is None:
        return RequestedSize(None, None, "", exact=False, key=view.operation.key)
    effective = view.effective(arguments)
    values = {axis.wire: read(rule, axis.forms, effective.get(axis.wire), known=True) for axis in rule.axes}
    known = {wire: value for wire, value in values.items() if value is not None}
    sides = {side: number for side, (_, number) in _sides(known).items()}
    if len(sides) == 2:
        sides_given = (sides["width"], sides["height"])
        return RequestedSize(sides_given, sides_given, "", exact=True, key=rule.key)
    keys = _keys(known)
    rows = table_of(rule).matching(keys, view.model(arguments)) if keys else []
    row = rows[0] if rows else None
    pixels = (row.width, row.height) if row is not None and row.width is not None and row.height is not None else None
    # Without a model the rows of several may match, of which any may be meant.
    alike = len({(match.width, match.height) for match in rows}) == 1
    exact = pixels is not None and alike and row is not None and not row.approximate
    ratio = keys.get("ratio") or (row.ratio if row is not None and alike else None)
    return RequestedSize(
        pixels, pair(ratio) if ratio else None, keys.get("tier", ""), exact, row.key if row is not None else rule.key
    )
