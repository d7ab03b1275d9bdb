"""Rows of a size table: the arguments that ask for a row, and how far a size is from its ratio."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from clientsmith.language.model import SizeAxis, SizeRow, SizeRule
from clientsmith.load.json_values import Json, sequence
from clientsmith.oracle.size_values import KEYS, pixels_in, written
from clientsmith.oracle.violation import Violation
from clientsmith.vectors.operation_under_test import Arguments, OperationUnderTest


def arguments_for(rule: SizeRule, row: Any) -> Arguments:
    """Return the arguments that ask for a row."""
    chosen = {axis.wire: _chosen(axis, row) for axis in rule.axes}
    return {wire: value for wire, value in chosen.items() if value is not None}


def is_possible(tested: OperationUnderTest, rule: SizeRule, row: SizeRow, model: str | None = None) -> bool:
    """Whether a call may ask for a row, with a model or with any, whatever else it must say."""
    field, chosen, call = tested.model_field, model or row.model, arguments_for(rule, row)
    if field is None:
        calls = [call]
    elif chosen is not None:
        calls = [{**call, field.wire: chosen}]
    else:
        models = [] if field.default is not None else sequence(field.schema.get("enum"))
        calls = [{**call, field.wire: name} for name in models if name is not None] or [call]
    return any(not any(_refuses(violation, call) for violation in tested.validator.validate(call)) for call in calls)


def _refuses(violation: Violation, call: Arguments) -> bool:
    return not violation.advisory and all(wire in call for wire in violation.fields)


def _chosen(axis: SizeAxis, row: Any) -> Any:
    """Return the value of a field that asks for a row; None if the row has nothing in the field's forms."""
    for form in sorted(axis.forms, key=lambda one: one not in ("tier", "preset")):
        if form in KEYS and getattr(row, form) is not None:
            return getattr(row, form)
        if form not in KEYS and row.width is not None:
            return written(form, row.width, row.height)
    return None


def read(value: Any) -> tuple[int, int] | None:
    """Return width and height of a text in any form of pixels."""
    sizes = pixels_in(value) if isinstance(value, str) else ()
    return next(((width, height) for _, width, height in sizes), None)


def choice(tested: OperationUnderTest, rule: SizeRule, row: SizeRow) -> Json:
    """Return the Choice for a row, as `expect` has it."""
    chooser = next((wire for wire, field in tested.fields.items() if field.name == rule.model), rule.model)
    model = {chooser: row.model} if row.model is not None else {}
    pixels = None if row.width is None else [row.width, row.height]
    return {"arguments": {**model, **arguments_for(rule, row)}, "pixels": pixels, "approximate": row.approximate}


def shape_of(ratio: str) -> Fraction:
    """Return width divided by height."""
    return Fraction(*map(int, ratio.split(":")))


def distortion(shape: Fraction, width: int, height: int) -> Fraction:
    """Return how many times wider or taller than the shape a size is."""
    proportion = shape * height / width
    return max(proportion, 1 / proportion)
