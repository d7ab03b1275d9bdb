"""Rows of a size table: the arguments that ask for a row, and how far a size is from its ratio."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from clientsmith.language.model import Field, SizeAxis, SizeRow, SizeRule
from clientsmith.load.json_values import Json, sequence
from clientsmith.oracle.size_values import KEYS, pixels_in, written
from clientsmith.oracle.sizes import meant_row
from clientsmith.oracle.violation import Violation
from clientsmith.vectors.operation_under_test import Arguments, OperationUnderTest


def arguments_for(rule: SizeRule, row: Any) -> Arguments:
    """Return the arguments that ask for a row."""
    chosen = {axis.wire: _chosen(axis, row) for axis in rule.axes}
    return {wire: value for wire, value in chosen.items() if value is not None}


def is_possible(tested: OperationUnderTest, rule: SizeRule, row: SizeRow, model: str | None = None) -> bool:
    """Whether a call may ask for a row, with a model or with any, whatever else it must say."""
    return any(not any(map(_refuses, broken)) for broken in _broken(tested, rule, row, model))


def best_rows(tested: OperationUnderTest, rule: SizeRule) -> list[SizeRow]:
    """Return the rows to choose the nearest of: those that no model breaks anything with, else those that some model
    breaks nothing with, else those that no model refuses, else those that some model takes."""
    ranked: dict[int, list[SizeRow]] = {}
    for row in rule.table:
        each = _broken(tested, rule, row, None)
        refused = [any(map(_refuses, broken)) for broken in each]
        ways = (not any(each), not all(each), not any(refused), not all(refused))
        if True in ways:
            ranked.setdefault(ways.index(True), []).append(row)
    return ranked[min(ranked)] if ranked else []


def _broken(tested: OperationUnderTest, rule: SizeRule, row: SizeRow, model: str | None) -> list[list[Violation]]:
    """Return what a call that asks for a row breaks by that alone: with its model, or with each that it may have."""
    field, chosen, call = tested.model_field, model or row.model, arguments_for(rule, row)
    if field is None:
        calls = [call]
    elif chosen is not None:
        calls = [{**call, field.wire: chosen}]
    else:
        models = [] if field.default is not None else sequence(field.schema.get("enum")) or _named_models(rule, field)
        calls = [{**call, field.wire: name} for name in models if name is not None] or [call]
    # What another argument may still mend isn't the size's fault.
    return [
        [broken for broken in tested.validator.validate(asked) if all(wire in asked for wire in broken.fields)]
        for asked in calls
    ]


def _named_models(rule: SizeRule, field: Field) -> list[Any]:
    """Return the models that rows and limits of the size name."""
    tests = [limit.when.get(field.wire, {}) for limit in rule.limits]
    named = [value for test in tests for value in (test.get("const"), *test.get("enum", ()))]
    return list(dict.fromkeys([*(row.model for row in rule.table), *named]))


def _refuses(violation: Violation) -> bool:
    return not violation.advisory


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


def choice(tested: OperationUnderTest, rule: SizeRule, row: SizeRow, model: str | None = None) -> Json:
    """Return the Choice for a row, as `expect` has it; it is asked for with a model, or with none."""
    chooser = next((wire for wire, field in tested.fields.items() if field.name == rule.model), rule.model)
    named = {chooser: row.model} if row.model is not None else {}
    arguments = {**named, **arguments_for(rule, row)}
    if row.width is None:
        # A row of the model, or one that the defaults of other fields lead to, may say the pixels.
        row = meant_row(tested, {**({chooser: model} if model is not None else {}), **arguments}) or row
    pixels = None if row.width is None else [row.width, row.height]
    return {"arguments": arguments, "pixels": pixels, "approximate": row.approximate}


def shape_of(ratio: str) -> Fraction:
    """Return width divided by height."""
    return Fraction(*map(int, ratio.split(":")))


def distortion(shape: Fraction, width: int, height: int) -> Fraction:
    """Return how many times wider or taller than the shape a size is."""
    proportion = shape * height / width
    return max(proportion, 1 / proportion)
