"""Cases for sizes: every row of the table, every pair outside it, every bound, every notation."""

from __future__ import annotations

from itertools import product
from typing import Any

from clientsmith.language.model import SizeAxis, SizeLimit, SizeRule
from clientsmith.language.size_forms import PIXEL_FORMS
from clientsmith.oracle.conditions import meets
from clientsmith.oracle.size_values import KEYS, written
from clientsmith.vectors import sample
from clientsmith.vectors.case import Cases
from clientsmith.vectors.operation_under_test import NEW_MODEL, Arguments
from clientsmith.vectors.sample_values import MOST_ROWS, sampled
from clientsmith.vectors.size_bounds import Box, boxes
from clientsmith.vectors.size_lookups import lookup_cases
from clientsmith.vectors.size_rows import arguments_for, distortion, read, shape_of
from clientsmith.vectors.validation import verdict

_MOST_TOLD = 50  # names that a message has
_SEPARATORS = "x*:X,× "


def size_cases(cases: Cases) -> None:
    """Try everything that the operation says about sizes."""
    rule = cases.tested.operation.size
    if rule is None:
        return
    _rows(cases, rule)
    _outside(cases, rule)
    _closed_models(cases, rule)
    _forms(cases, rule)
    for limit in rule.limits:
        for name, box, nearest in boxes(limit):
            _box(cases, rule, limit, name, box, nearest)
            if limit.when and (model := cases.tested.model_field) is not None and model.wire in limit.when:
                _box(cases, rule, limit, f"{name} of a new model", box, nearest, {model.wire: NEW_MODEL})
    lookup_cases(cases, rule)


def _model(cases: Cases, row: Any) -> Arguments:
    field = cases.tested.model_field
    return {field.wire: row.model} if row.model is not None and field is not None else {}


def _rows(cases: Cases, rule: SizeRule) -> None:
    for row in sampled(rule.table):
        arguments = arguments_for(rule, row)
        name = " ".join(str(value) for value in (row.model, *arguments.values()) if value is not None)
        cases.call(f"size row {name}", row.key, sample.settled(cases.tested, {**arguments, **_model(cases, row)}))
        if row.width is None or row.height is None:
            continue
        # The same pixels in every other form that says them.
        for axis in rule.axes:
            for form in axis.forms:
                if form in PIXEL_FORMS or form == "object":
                    value = written(form, row.width, row.height)
                    call = sample.settled(cases.tested, {axis.wire: value, **_model(cases, row)})
                    cases.call(f"size row {row.width}x{row.height} as {form}", row.key, call)


def _closed_models(cases: Cases, rule: SizeRule) -> None:
    """Try the rows of all models, and sizes of none, on each model whose own rows are all there is."""
    chooser = cases.tested.model_field
    asked = [arguments_for(rule, row) for row in sampled(rule.table, 20)]
    for axis in rule.axes:
        form = next((form for form in axis.forms if form in PIXEL_FORMS or form == "object"), None)
        asked += [{axis.wire: written(form, 1000, 1000)}] if form is not None else []
        asked += [{axis.wire: value} for value in sample.values(cases.tested, cases.tested.fields[axis.wire])[:3]]
    names = [*sampled(rule.closed_models, 20), NEW_MODEL, None] if rule.closed_models else []
    for model in names if chooser is not None else ():
        chosen = {chooser.wire: model} if chooser is not None and model is not None else {}
        without = [chooser.wire] if chooser is not None and not chosen else []
        for arguments in asked:
            call = sample.settled(cases.tested, {**chosen, **arguments}, but=without)
            shown = " ".join(str(value) for value in arguments.values())
            cases.call(f"size {shown} of {model or 'no model'}", rule.key, call)


def _outside(cases: Cases, rule: SizeRule) -> None:
    keyed = [(axis, form) for axis in rule.axes for form in axis.forms if form in KEYS]
    known = {
        form: dict.fromkeys(hint for row in rule.table if (hint := getattr(row, form)) is not None) for _, form in keyed
    }
    rows = {tuple(getattr(row, form) for _, form in keyed) for row in rule.table}
    if rule.closed and len(keyed) > 1:
        # Of two names each 200 pairs at most, that is 14 of each, so that there are a few hundred cases at most.
        pairs = product(*(sampled([*known[form]], 14 if len(rows) > MOST_ROWS else MOST_ROWS) for _, form in keyed))
        for values in pairs:
            if values not in rows:
                call = {axis.wire: value for (axis, _), value in zip(keyed, values, strict=True)}
                cases.call(f"size pair {' '.join(values)}", rule.key, sample.settled(cases.tested, call))
    for axis, form in keyed:
        if form == "ratio" or known[form]:
            for name in ("7:5", "9K", "no-such-name"):
                if name not in known[form]:
                    call = sample.settled(cases.tested, {axis.wire: name})
                    hint = f"names are {', '.join(_names(rule, axis)[:_MOST_TOLD])}" if name == "no-such-name" else ""
                    nearest = {"enum": hint, "size-form": hint} if hint != "names are " else None
                    cases.call(f"size {form} {name}", rule.key, call, nearest=nearest)
        if form == "ratio" and known[form] and not any("W:H" in other_axis.forms for other_axis in rule.axes):
            for width, height in ((1920, 1080), (1000, 1000), (500, 2000)):
                near = min(
                    (distortion(shape_of(ratio), width, height), at, ratio) for at, ratio in enumerate(known[form])
                )[2]
                call = sample.settled(cases.tested, {axis.wire: f"{width}:{height}"})
                nearest = {"enum": f"the nearest is {near}", "size-form": f"the nearest is {near}"}
                cases.call(f"size {form} of {width} and {height}", rule.key, call, nearest=nearest)


def _names(rule: SizeRule, axis: SizeAxis) -> list[str]:
    forms = [form for form in KEYS if form in axis.forms]
    return list(dict.fromkeys(str(name) for row in rule.table for form in forms if (name := getattr(row, form))))


def _forms(cases: Cases, rule: SizeRule) -> None:
    for axis in rule.axes:
        if not set(axis.forms) & set(PIXEL_FORMS):
            continue
        usual = sample.values(cases.tested, cases.tested.fields[axis.wire])
        width, height = next((box for value in usual if (box := read(value)) is not None), (1024, 1024))
        for mark in _SEPARATORS:
            call = sample.settled(cases.tested, {axis.wire: f"{width}{mark}{height}"})
            cases.call(f"size separator {ord(mark)}", rule.key, call)
        mark = PIXEL_FORMS[next(form for form in axis.forms if form in PIXEL_FORMS)]
        for text in (
            f"0{mark}{height}",
            f"{width}{mark}",
            f"{width}",
            f"-{width}{mark}{height}",
            f"{width}.0{mark}{height}",
            f" {width}{mark}{height}",
            f"0{width}{mark}{height}",
            f"{width}{mark}{height}{mark}1",
            f"１{width}{mark}{height}",
        ):
            cases.call(f"size written {text}", rule.key, sample.settled(cases.tested, {axis.wire: text}))
        cases.call("size of two numbers", rule.key, sample.settled(cases.tested, {axis.wire: f"{width}{mark}{height}"}))
        call = sample.settled(cases.tested, {axis.wire: f"{width}{mark}{height}"})
        cases.call("size as a pair", rule.key, {**call, axis.wire: {"$size": [width, height]}})


def _box(
    cases: Cases,
    rule: SizeRule,
    limit: SizeLimit,
    name: str,
    box: Box,
    nearest: Box | None,
    others: Arguments | None = None,
) -> None:
    for axis in rule.axes:
        form = next((form for form in axis.forms if form in PIXEL_FORMS or form == "object"), None)
        if form is not None:
            forced: Arguments = {axis.wire: written(form, *box)}
            break
    else:
        forced = {
            axis.wire: box[axis.forms != ("width",)] for axis in rule.axes if set(axis.forms) & {"width", "height"}
        }
        form = ""
        if len(forced) < 2:
            return
    call = sample.settled(cases.tested, {**forced, **_when(cases, limit), **(others or {})})
    checked = verdict(cases.tested, call)
    text = {}
    if nearest is not None and form in PIXEL_FORMS:
        text = {
            violation.rule: written(form, *nearest)
            for violation in checked.problems
            if violation.rule.startswith("size-")
        }
    cases.call(f"size-{name}", limit.key, call, nearest=text)


def _when(cases: Cases, limit: SizeLimit) -> Arguments:
    arguments: Arguments = {}
    for wire, test in limit.when.items():
        if wire not in cases.tested.fields:
            continue
        for value in sample.values(cases.tested, cases.tested.fields[wire]):
            if meets(test, value):
                arguments[wire] = value
                break
    return arguments
