"""Chooses legal sizes: all documented ones, the one nearest to given pixels, and suggestions for messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from importlib import import_module
from itertools import product
from math import ceil, floor, inf
from typing import Any, cast

from .conditions import all_hold
from .describe import Field, Operation
from .messages import nearest as nearest_word
from .prepared import Prepared, prepared
from .rules import violations
from .size_limits import LARGEST_SIDE, Bounds, Limits, Size, merged
from .size_rules import limits_that_hold, meant_row, requested_size
from .sizes import PIXEL_FORMS, ArgumentsT, Axis, Choice, Row, Sizes, first_listed, separated

Arguments = dict[str, Any]
"""Arguments of a call, by wire name."""


class SizeChoices(Sizes[ArgumentsT]):
    """The sizes that an operation takes, and how to choose one."""

    def allowed(self, *, model: str | None = None) -> tuple[Choice[ArgumentsT], ...]:
        """The documented choices, in the order of the page; where the table isn't closed, others are legal too.

        With `model`, those that are legal with it; else those that any model takes.
        """
        ready = self._prepared()
        others = _with_model(ready, model)
        calls = [others | chosen for chosen in _unknown_models(ready, self, others)]
        return tuple(
            self._choice(ready, row, others)
            for row in self.table
            if any(_is_legal(ready, self, row, call, advisory=False) for call in calls)
        )

    def nearest(self, width: int, height: int, *, model: str | None = None) -> Choice[ArgumentsT]:
        """The legal choice nearest to these pixels, as arguments for the call.

        With limits, the size keeps its shape where they let it; with a closed table, the row of the nearest shape and
        then of the nearest pixels counts; with ratios alone, the nearest shape.

        Args:
            width: in pixels.
            height: in pixels.
            model: the model of the call. Without it the choice is legal with every model where there is such a one,
                else with some.

        Raises:
            ValueError: width or height isn't positive, or no legal size was found.
        """
        if not all(type(side) is int and 0 < side <= LARGEST_SIDE for side in (width, height)):
            raise ValueError(f"{width}x{height} isn't a size: both sides must be whole numbers from 1 to 999999")
        ready = self._prepared()
        others = _with_model(ready, model)
        row = _nearest_row(ready, self, Size(width, height), others)
        if row is None:
            if not self.table and not self.limits:
                raise ValueError("no size is documented")
            raise ValueError(f"no legal size was found near {self.written(Size(width, height))}")
        return self._choice(ready, row, others)

    def nearest_ratio(self, width: int, height: int) -> str | None:
        """The documented ratio that is nearest in proportion; None where none is documented."""
        return _nearest_ratio(self, Size(width, height))

    def _choice(self, ready: Prepared, row: Row, others: Arguments) -> Choice[ArgumentsT]:
        arguments = _arguments(ready, self, row)
        if row.size is None:
            given = {ready.names[name].wire: value for name, value in arguments.items() if name in ready.names}
            row = meant_row(ready, self, others | given) or row
        return Choice(cast("ArgumentsT", arguments), row.size, row.approximate)

    def _prepared(self) -> Prepared:
        """The operation that takes these sizes."""
        operations = import_module(f"{self.package}.operations").PROVIDER.operations.values() if self.package else ()
        for operation in operations:
            if operation.sizes is self:
                return prepared(operation)
        # Sizes of no package have no limits but their own.
        fields = tuple(Field(axis.name, axis.wire, {}) for axis in self.axes)
        return Prepared(Operation("", "POST", "/", fields, sizes=self))


def suggestion(ready: Prepared, rule: str, given: Mapping[str, Any]) -> str:
    """A suggestion for a size that breaks a rule: the nearest legal size, as arguments of the call."""
    sizes = ready.operation.sizes
    if sizes is None:
        return ""
    given = {**ready.constants, **given}
    wanted = requested_size(ready, sizes, given)
    if wanted.unread is not None:
        return _meant(ready, sizes, wanted.unread, given)
    if rule == "size-table":
        return (wanted.pixels and _nearest(ready, sizes, wanted.pixels, given)) or f"the table has {sizes.listed()}"
    near = merged(_all_limits(ready, sizes, given)).nearest(wanted.pixels) if wanted.pixels is not None else None
    if near is None:
        return ""
    # In the form of what was given, or by the arguments where a size is several of them.
    if any(form in PIXEL_FORMS for axis in sizes.axes for form in axis.forms):
        return f"the nearest is {sizes.written(near, wanted.form)}"
    return f"the nearest is {_listed_arguments(_arguments(ready, sizes, Row(size=near)))}"


def field_suggestion(ready: Prepared, wire: str, given: Mapping[str, Any]) -> str:
    """A suggestion for the value of a field: the nearest legal size; empty where the value wasn't meant as a size."""
    sizes = ready.operation.sizes
    axis = next((axis for axis in sizes.axes if axis.wire == wire), None) if sizes is not None else None
    return _meant(ready, sizes, axis, given) if sizes is not None and axis is not None else ""


def _meant(ready: Prepared, sizes: Sizes[Any], axis: Axis, given: Mapping[str, Any]) -> str:
    """A suggestion for a size in a form that the field doesn't take: what was probably meant."""
    value = given.get(axis.wire)
    if not isinstance(value, str):
        return ""
    parsed = separated(value)
    if parsed is not None and parsed[1] == ":" and not any("W:H" in axis.forms for axis in sizes.axes):
        near = _nearest_ratio(sizes, parsed[0])
        if near is None or "ratio" in axis.forms:
            return f"the nearest is {near}" if near else ""
        # The field takes no ratio; the table says which pixels are meant.
        parsed = next((row.size for row in sizes.table if row.ratio == near and row.size), parsed[0]), "x"
    if parsed is not None:
        return _nearest(ready, sizes, parsed[0], given)
    forms = [form for form in ("ratio", "tier", "preset") if form in axis.forms]
    names = list(dict.fromkeys(str(key) for row in sizes.table for form in forms if (key := getattr(row, form))))
    return nearest_word(value, names) or (f"names are {first_listed(names)}" if names else "")


def _nearest(ready: Prepared, sizes: Sizes[Any], size: Size, given: Mapping[str, Any]) -> str:
    """The arguments nearest to a size beside the other arguments of a call; empty where there are none."""
    axes = {axis.wire for axis in sizes.axes}
    row = _nearest_row(ready, sizes, size, {name: value for name, value in given.items() if name not in axes})
    return "" if row is None else f"the nearest is {_listed_arguments(_arguments(ready, sizes, row))}"


def _listed_arguments(arguments: Mapping[str, Any]) -> str:
    return " with ".join(f"{name} {value}" for name, value in arguments.items())


def _nearest_ratio(sizes: Sizes[Any], size: Size) -> str | None:
    ratios = dict.fromkeys(row.ratio for row in sizes.table if row.ratio is not None)
    return min(ratios, key=lambda ratio: _distance(Row(ratio=ratio), size), default=None)


def _arguments(ready: Prepared, sizes: Sizes[Any], row: Row) -> Mapping[str, Any]:
    """The arguments that ask for a row, without the model if every request has the same."""
    arguments = sizes.arguments(row)
    return {name: value for name, value in arguments.items() if name in ready.names or name != sizes.model}


def _with_model(ready: Prepared, model: str | None) -> Arguments:
    return ready.constants if model is None else {**ready.constants, ready.model: model}


def _unknown_models(ready: Prepared, sizes: Sizes[Any], others: Arguments) -> list[dict[str, Any]]:
    """Each model that the call may still name, as an argument; one empty mapping if there is none to add."""
    field = ready.fields.get(ready.model)
    if field is None or ready.model in others or ready.model in ready.operation.defaults:
        return [{}]
    conditions = [dict(limits.when).get(ready.model, {}) for limits in sizes.limits]
    named = [value for test in conditions for value in (test.get("const"), *test.get("enum", ())) if value is not None]
    models = field.schema.get("enum") or dict.fromkeys([*(row.model for row in sizes.table if row.model), *named])
    return [{ready.model: model} for model in models if model is not None] or [{}]


def _nearest_row(ready: Prepared, sizes: Sizes[Any], size: Size, others: Arguments) -> Row | None:
    """The row nearest to a size that is legal beside the other arguments: one of the table, or one of pixels alone."""
    models = _unknown_models(ready, sizes, others)
    every, each = [[others | model for model in models]], [[others | model] for model in models]
    for advisory in (True, False):
        for groups in (every, each):
            rows = [row for calls in groups if (row := _legal_row(ready, sizes, size, calls, advisory)) is not None]
            if rows:
                return min(rows, key=lambda row: _distance(row, size))
    return None


def _legal_row(ready: Prepared, sizes: Sizes[Any], size: Size, calls: list[Arguments], advisory: bool) -> Row | None:
    """The row nearest to a size that every one of the calls may ask for.

    A row that names its model brings it along: only a call with that model asks for it.
    """
    for row in _rows_by_distance(ready, sizes, size, calls):
        asking = [call for call in calls if row.model in (None, call.get(ready.model, row.model))]
        if asking and all(_is_legal(ready, sizes, row, call, advisory=advisory) for call in asking):
            return row
    return None


def _rows_by_distance(ready: Prepared, sizes: Sizes[Any], size: Size, calls: list[Arguments]) -> Iterator[Row]:
    """Rows that may be legal, the nearest first; sizes within the limits come before listed ones."""
    pixel_forms = {*PIXEL_FORMS, "width", "object"}
    if not sizes.closed and any(form in pixel_forms for axis in sizes.axes for form in axis.forms):
        near = merged(limits for call in calls for limits in _all_limits(ready, sizes, call)).nearest(size)
        if near is not None:
            yield Row(size=near)
    yield from sorted((*sizes.table, *_listed_sizes(ready, sizes, calls)), key=lambda row: _distance(row, size))


def _all_limits(ready: Prepared, sizes: Sizes[Any], call: Arguments) -> Iterator[Limits]:
    """All limits of a size in a call: its own, those of its fields, and those that rules set."""
    yield from limits_that_hold(ready, sizes, call)
    for axis in sizes.axes:
        for described in _described(ready, axis, [call]):
            inside: Mapping[str, Any] = described.get("properties", {})
            sides = inside if "object" in axis.forms else dict.fromkeys(axis.forms, described)
            bounds = {side: _bounds(sides[side]) for side in ("width", "height") if side in sides}
            yield Limits(bounds.get("width", Bounds()), bounds.get("height", Bounds()))


def _described(ready: Prepared, axis: Axis, calls: list[Arguments]) -> Iterator[Mapping[str, Any]]:
    """The schemas of a field: its own, and those of rules for any of the calls."""
    if axis.wire in ready.fields:
        yield ready.fields[axis.wire].schema
    for rule in ready.operation.rules:
        limited = rule.then.get("properties", {}).get(axis.wire) if rule.kind == "when" else None
        if limited is not None and any(all_hold(rule.when, ready, call) for call in calls):
            yield limited


def _bounds(described: Mapping[str, Any]) -> Bounds:
    low = max(1, ceil(described.get("minimum", 1)), floor(described.get("exclusiveMinimum", 0)) + 1)
    high = floor(described.get("maximum", LARGEST_SIDE)), ceil(described.get("exclusiveMaximum", LARGEST_SIDE + 1)) - 1
    step = described.get("multipleOf", 1)
    return Bounds(low, min(high), step if isinstance(step, int) else 1)


def _listed_sizes(ready: Prepared, sizes: Sizes[Any], calls: list[Arguments]) -> Iterator[Row]:
    """The sizes that the fields themselves list, or a rule for one of the calls."""
    sides: dict[str, list[Any]] = {}
    for axis in sizes.axes:
        values = [value for described in _described(ready, axis, calls) for value in described.get("enum", ())]
        sides |= {form: list(values) for form in axis.forms if form in ("width", "height")}
        if any(form in PIXEL_FORMS for form in axis.forms):
            yield from (Row(size=parsed[0]) for value in values if (parsed := separated(str(value))) is not None)
    yield from (Row(size=Size(*pair)) for pair in product(sides.get("width", ()), sides.get("height", ())))


def _is_legal(ready: Prepared, sizes: Sizes[Any], row: Row, call: Arguments, *, advisory: bool) -> bool:
    """Whether a call may ask for a row; with `advisory`, what only warns counts too."""
    if row.model not in (None, call.get(ready.model, row.model)):
        return False
    names = ready.names
    given = {names[name].wire: value for name, value in _arguments(ready, sizes, row).items() if name in names}
    if any(_refuses(ready.fields[wire], ready, value, advisory) for wire, value in given.items()):
        return False
    given = {**call, **given}
    # What another argument of the call may still mend isn't the size's fault.
    return not any(
        (advisory or not violation.advisory) and given.keys() >= {*violation.fields}
        for violation in violations(ready, given)
    )


def _refuses(field: Field, ready: Prepared, value: Any, advisory: bool) -> bool:
    return any(advisory or violation.rule not in field.weak for violation in ready.check(field.schema, value))


def _distance(row: Row, size: Size) -> tuple[Fraction | float, float]:
    """How far a row is from a size: first in shape, which is the row's ratio if it has one, then in pixels.

    What isn't known counts as infinitely far.
    """
    label = tuple(map(int, row.ratio.split(":"))) if row.ratio is not None else row.size
    if label is None:
        return inf, inf
    proportion = Fraction(label[0] * size.height, label[1] * size.width)
    sides = abs(row.size.width - size.width) + abs(row.size.height - size.height) if row.size is not None else inf
    return max(proportion, 1 / proportion), sides
