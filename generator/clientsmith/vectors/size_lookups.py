"""Cases for the sizes module: rows by name, all rows, and rows by pixels."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from clientsmith.language.model import Rule, SizeLimit, SizeRow, SizeRule
from clientsmith.language.size_forms import PIXEL_FORMS
from clientsmith.load.json_values import mapping
from clientsmith.oracle.pixels import outside
from clientsmith.oracle.size_values import KEYS, written
from clientsmith.vectors import sample
from clientsmith.vectors.case import Cases
from clientsmith.vectors.operation_under_test import Json, OperationUnderTest
from clientsmith.vectors.sample_values import sampled
from clientsmith.vectors.size_bounds import boxes
from clientsmith.vectors.size_rows import best_rows, choice, is_possible, read
from clientsmith.vectors.validation import verdict


def lookup_cases(cases: Cases, rule: SizeRule) -> None:
    """Try every row by its names, all rows in order, and rows by their pixels."""

    def look(name: str, source: str, value: Any, **given: Any) -> None:
        cases.add("size", name, source, {"action": "size", **given}, {"value": value, "error": None})

    tested = cases.tested
    models = dict.fromkeys(
        [
            *(row.model for row in rule.table if row.model is not None),
            *rule.closed_models,
            *_limited_models(tested, rule),
        ]
    )
    for model in (None, *sampled([*models], 20)):
        rows = [row for row in rule.table if model is None or row.model in (None, model)]
        fitting = [choice(tested, rule, row, model) for row in rows if is_possible(tested, rule, row, model)]
        look(f"all {model or ''}", rule.key, fitting, model=model)
    forms = {form for axis in rule.axes for form in axis.forms}
    for row in sampled(rule.table):
        keys = {key: name_in_row for key in KEYS if (name_in_row := getattr(row, key)) is not None and key in forms}
        keys = keys or {key: name_in_row for key in KEYS if (name_in_row := getattr(row, key)) is not None}
        if row.model is not None:
            keys["model"] = row.model
        # A model alone may have several rows, and a field that has a default.
        if keys.keys() - {"model"}:
            first = next(other for other in rule.table if _matches(other, keys))
            pixels = None if first.width is None else [first.width, first.height]
            look(f"of {' '.join(keys.values())}", row.key, pixels, keys=keys)
    _defaults(look, rule, forms)
    if rule.closed:
        by_shape: dict[tuple[Any, ...], Any] = {}
        for row in best_rows(tested, rule):
            if row.width is not None:
                by_shape.setdefault((row.width, row.height), row)
        for (width, height), row in sampled([*by_shape.items()]):
            look(f"nearest to {width}x{height}", row.key, choice(tested, rule, row), nearest=[width, height])
    _proposals(cases, rule)
    _proposals_of_models(cases, rule, [*models])
    _refused(cases, rule)
    for axis in rule.axes:
        for form in axis.forms:
            if form in PIXEL_FORMS:
                look(f"parsed from {form}", rule.key, [1024, 768], text=written(form, 1024, 768))


def _matches(row: SizeRow, keys: Json) -> bool:
    """Whether a row has these names; a row without a model is one of every model."""
    return all(getattr(row, key) == name or (key == "model" and row.model is None) for key, name in keys.items())


def _defaults(look: Any, rule: SizeRule, forms: set[str]) -> None:
    usual = {
        form: axis.default
        for axis in rule.axes
        for form in axis.forms
        if form in KEYS and any(getattr(row, form) == axis.default for row in rule.table)
    }
    for given in (
        {},
        *({form: name} for row in sampled(rule.table) for form in KEYS if (name := getattr(row, form)) is not None),
    ):
        keys = {**usual, **given}
        if not set(keys) <= forms or not keys or any(row.model is not None for row in rule.table):
            continue
        row = next((row for row in rule.table if all(getattr(row, form) == name for form, name in keys.items())), None)
        if row is not None:
            pixels = None if row.width is None else [row.width, row.height]
            look(f"by default with {' '.join(given.values()) or 'nothing'}", rule.key, pixels, keys=given)
    texts = [axis.default for axis in rule.axes if isinstance(axis.default, str)]
    if not usual and texts and (box := read(texts[0])) is not None:
        look("by default with nothing", rule.key, list(box), keys={})


_TRIES = (
    *(
        (width, height)
        for width in (1, 63, 255, 700, 1024, 1537, 4096, 99_999)
        for height in (1, 300, 1025, 2049, 50_000)
    ),
    (999_999, 999_999),
)


def _proposals(cases: Cases, rule: SizeRule) -> None:
    """Add calls with the choice nearest to some pixels: it must be valid, so it is sent."""
    tested = cases.tested
    wires = [axis.wire for axis in rule.axes]
    usual = {wire: sample.first(sample.values(tested, tested.fields[wire])) for wire in wires[:1]}
    call = sample.legal(tested, usual)
    if (
        call is None
        or verdict(tested, call).warnings
        or any(limit.when for limit in rule.limits)
        or not (rule.table or rule.limits)
    ):
        return
    if rule.closed_models or any(row.model is not None for row in rule.table) or _is_ruled(tested, wires):
        return
    if len(wires) > 1 and any(tested.fields[wire].required for wire in wires):
        return  # a choice may leave one of them out
    method = tested.operation.id if tested.operation.task is None else f"begin_{tested.operation.id}"
    rest = {wire: value for wire, value in call.items() if wire not in wires}
    for width, height in _TRIES:
        given = {"action": "size", "nearest": [width, height], "method": method, "arguments": rest}
        expect: Json = {"error": None, "warnings": [], "unknownStatuses": []}
        source = rule.key
        cases.add(
            "size", f"nearest to {width}x{height} is sent", source, {**given, "answers": [tested.operation.id]}, expect
        )
    for limit in rule.limits:
        for box in _legal(rule, limit):
            form = next((form for axis in rule.axes for form in axis.forms if form in PIXEL_FORMS), None)
            if form is not None and len(rule.limits) == 1:
                arguments = {wires[0]: written(form, *box)}
                value = {"arguments": arguments, "pixels": list(box), "approximate": False}
                given = {"action": "size", "nearest": list(box)}
                cases.add(
                    "size", f"nearest to the legal {box[0]}x{box[1]}", limit.key, given, {"value": value, "error": None}
                )


def _limited_models(tested: OperationUnderTest, rule: SizeRule) -> list[str]:
    """Return the models whose sizes are limited in another way than those of others."""
    chooser, wires = tested.operation.chooser, {axis.wire for axis in rule.axes}
    rules = [one for one in tested.operation.rules if one.kind == "modelLimits" and not wires.isdisjoint(one.fields)]
    limits = [one.when[chooser] for one in rule.limits if chooser in one.when]
    tests = [*(one.when[chooser] for one in rules), *limits]
    return [model for test in tests for model in (*test.get("enum", ()), test.get("const")) if isinstance(model, str)]


def _proposals_of_models(cases: Cases, rule: SizeRule, models: list[str]) -> None:
    """Add calls of each model with the choice nearest to some pixels, where it has a legal size at all."""
    tested, field = cases.tested, cases.tested.model_field
    wires = [axis.wire for axis in rule.axes]
    if field is None or field.wire not in tested.fields or any(tested.fields[wire].required for wire in wires[1:]):
        return
    each = [[{wire: value} for value in sample.values(tested, tested.fields[wire])[:12]] for wire in wires]
    ruled = [one for one in tested.operation.rules if one.kind != "modelLimits" and _touches(one, wires)]
    if ruled or any(map(_excludes_pixels, tested.operation.rules)):
        return
    for model in sampled(models, 20):
        chosen = {field.wire: model}
        sizes = [dict(pair for part in parts for pair in part.items()) for parts in product(*each)]
        call = next((call for one in sizes if (call := sample.legal(tested, {**chosen, **one})) is not None), None)
        others = {wire: value for wire, value in (call or {}).items() if wire not in wires}
        if call is None:
            continue
        method = tested.operation.id if tested.operation.task is None else f"begin_{tested.operation.id}"
        for width, height in _TRIES[::7]:
            given: Json = {"action": "size", "nearest": [width, height], "model": model, "method": method}
            given |= {"arguments": others, "answers": [tested.operation.id]}
            expect: Json = {"error": None, "warnings": [], "unknownStatuses": []}
            cases.add("size", f"nearest to {width}x{height} of {model} is sent", rule.key, given, expect)


def _excludes_pixels(rule: Rule) -> bool:
    """Whether single sizes in pixels are excluded, beside which none is looked for."""
    properties = mapping(rule.then.get("properties")).values()
    return any(read(value) is not None for limit in properties for value in limit.get("notEnum", ()))


def _is_ruled(tested: OperationUnderTest, wires: list[str]) -> bool:
    """Whether rules depend on the size, or on which of its fields are given."""
    return any(_touches(rule, wires) for rule in tested.operation.rules)


def _touches(rule: Rule, wires: list[str]) -> bool:
    limited = {*rule.when, *mapping(rule.then.get("properties"))}
    return not limited.isdisjoint(wires) or (len(wires) > 1 and not set(rule.fields).isdisjoint(wires))


def _legal(rule: SizeRule, limit: SizeLimit) -> Iterator[tuple[int, int]]:
    for _, box, _ in boxes(limit):
        if not any(outside(limit, *box)) and not rule.closed:
            yield box


def _refused(cases: Cases, rule: SizeRule) -> None:
    wrong: Json = {"error": {"class": "ValueError"}, "sent": []}
    for nearest in ([0, 512], [512, 0], [-1, 5], [512, 1_000_000], [True, 512]):
        given = {"action": "size", "nearest": nearest}
        cases.add("size", f"nearest to {nearest[0]}x{nearest[1]}", rule.key, given, wrong)
    for text in ("", "1024", "1024x", "x1024", "1024 x 768", "0x0", "1024x768x1", "big"):
        cases.add("size", f"parsed from {text}", rule.key, {"action": "size", "text": text}, wrong)
    for form in KEYS:
        cases.add("size", f"of no {form}", rule.key, {"action": "size", "keys": {form: "no-such-name"}}, wrong)
