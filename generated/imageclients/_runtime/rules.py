# Made by `clientsmith generate` from templates/imageclients/_runtime/rules.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Judging the arguments of a call as a whole: sizes, limits by model and rules across fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, cast

from . import schema, sizes
from .describe import Operation, Rule
from .jsontypes import is_object
from .prepared import Prepared
from .sizes import PIXEL_FORMS, Axis, Row, Size, Sizes


class Breach(NamedTuple):
    """A rule that the arguments break. `fields` are wire names."""

    fields: tuple[str, ...]
    rule: str
    message: str
    suggestion: str
    source: str
    weak: bool


def breaches(ready: Prepared, given: Mapping[str, Any]) -> list[Breach]:
    """Every rule of the operation that the arguments (wire name to value) break."""
    operation = ready.operation
    if ready.constants:
        given = {**ready.constants, **given}
    found: list[Breach] = []
    for rule in operation.rules:
        found += _rule(ready, rule, given)
    if operation.sizes is not None:
        # Programs ask for the same few sizes; what broke no rule once breaks none.
        asked = repr([given.get(name, ...) for name in ready.size_names])
        if asked not in ready.legal_sizes:
            broken = list(_size(ready, operation.sizes, given))
            if not broken and len(ready.legal_sizes) < 1000:
                ready.legal_sizes.add(asked)
            found += broken
    return found


def holds(condition: Mapping[str, Any], name: str, given: Mapping[str, Any], ready: Prepared) -> bool:
    """Whether a condition on one field holds; a field that isn't given counts with its default."""
    if "present" in condition:
        return (name in given) == bool(condition["present"])
    defaults = ready.operation.defaults
    if name not in given and name not in defaults:
        return False
    value = given.get(name, defaults.get(name))
    if "notEnum" in condition:
        return not schema.among(value, condition["notEnum"])
    if "const" in condition:
        return schema.same(value, condition["const"])
    if "enum" in condition:
        return schema.among(value, condition["enum"])
    return not ready.check(condition, value)


def _all_hold(when: Mapping[str, Mapping[str, Any]], ready: Prepared, given: Mapping[str, Any]) -> bool:
    for name, condition in when.items():  # noqa: SIM110 - every call comes here, and all() takes twice as long
        if not holds(condition, name, given, ready):
            return False
    return True


def _rule(ready: Prepared, rule: Rule, given: Mapping[str, Any]) -> Iterable[Breach]:
    if rule.kind == "when":
        return _consequences(ready, rule, given) if _all_hold(rule.when, ready, given) else ()
    if rule.kind == "requires":
        return [
            _breach(rule, (name, *missing), f"give {_listed(ready, missing)} too")._replace(
                message=f"{_named(ready, name)} needs {_listed(ready, needed)}"
            )
            for name, needed in rule.requires.items()
            if name in given and (missing := [other for other in needed if other not in given])
        ]
    present = tuple([name for name in rule.fields if name in given])
    if rule.kind == "conflicts":
        return [_breach(rule, present, "give only one of them")] if len(present) > 1 else ()
    if rule.kind == "atLeastOne":
        return () if present else [_breach(rule, rule.fields, "give one of them")]
    return () if len(present) == 1 else [_breach(rule, present or rule.fields, "give exactly one of them")]


def _named(ready: Prepared, wire: str) -> str:
    """What the user calls a field."""
    return ready.fields[wire].name if wire in ready.fields else wire


def _listed(ready: Prepared, wires: Iterable[str]) -> str:
    *names, last = [_named(ready, wire) for wire in wires]
    return f"{', '.join(names)} and {last}" if names else last


def _breach(rule: Rule, fields: tuple[str, ...], suggestion: str) -> Breach:
    return Breach(fields, rule.id, rule.sentence.rstrip("."), suggestion, rule.source, rule.weak)


def _consequences(ready: Prepared, rule: Rule, given: Mapping[str, Any]) -> Iterator[Breach]:
    """What arguments break that all conditions of a rule hold for."""
    for name in cast("tuple[str, ...]", rule.then.get("required", ())):
        if name not in given:
            yield _breach(rule, (name,), f"give {_named(ready, name)}")
    for name in cast("tuple[str, ...]", rule.then.get("forbidden", ())):
        if name in given:
            yield _breach(rule, (name,), f"leave {_named(ready, name)} out")
    for name in cast("tuple[str, ...]", rule.then.get("ignored", ())):
        if name in given:
            yield _breach(rule, (name,), f"leave {_named(ready, name)} out")._replace(weak=True)
    yield from _narrowed(ready, rule, given)


def _narrowed(ready: Prepared, rule: Rule, given: Mapping[str, Any]) -> Iterator[Breach]:
    for name, limit in rule.then.get("properties", {}).items():
        if name in given:
            for finding in ready.check(limit, given[name]):
                condition = " and ".join(
                    f"{_named(ready, other)} {schema.show(given[other])}"
                    for other in rule.when
                    if other in given and other != name
                )
                message = f"{finding.message} with {condition}" if condition else finding.message
                yield Breach((name,), rule.id, message, finding.suggestion, rule.source, rule.weak)


def _size(ready: Prepared, rule: Sizes[Any], given: Mapping[str, Any]) -> Iterator[Breach]:
    names = tuple(axis.wire for axis in rule.axes if axis.wire in given)
    asked: dict[str, Any] = {}
    written = ""
    usual: dict[str, Any] = {}
    for axis in rule.axes:
        value = given.get(axis.wire, axis.default)
        field = ready.fields.get(axis.wire)
        if field is None or value is None or str(value) in field.schema.get("specialValues", ()):
            continue
        form = form_of(rule, axis, value, listed=value in field.schema.get("enum", ()))
        if form is None:
            if axis.wire in given:
                message, hint = f"{schema.show(value)} isn't {rule.expected(axis)}", _hint(rule, axis, value)
                yield Breach((axis.wire,), "size-form", message, hint, rule.source, rule.weak)
            return
        if form in PIXEL_FORMS:
            written, value = form, rule.parse(value)._asdict()
        (asked if axis.wire in given else usual).update(value if is_object(value) else {form: value})
    # Both sides say it all; anything else is completed by what the other fields usually say.
    told = asked if {"width", "height"} <= asked.keys() else usual | asked
    width, height = told.get("width"), told.get("height")
    shown = rule.written(Size(width, height), written) if width and height else ""
    if asked and rule.closed and not _in_table(told, ready, rule, given):
        hint = _choice(rule, width, height) or f"the table has {rule.listed()}"
        message = f"{shown or ' with '.join(map(str, told.values()))} isn't in the size table"
        yield Breach(names, "size-table", message, hint, rule.source, rule.weak)
    holding = [limits for limits in rule.limits if asked and _all_hold(dict(limits.when), ready, given)]
    for limits in holding:
        for keyword, message in limits.broken_by(width, height, shown):
            near = sizes.merged(holding).nearest(Size(width, height)) if width and height else None
            hint = _nearest(rule, near, written) if near is not None else ""
            yield Breach(names, keyword, message, hint, rule.source, limits.weak)


def _in_table(told: Mapping[str, Any], ready: Prepared, rule: Sizes[Any], given: Mapping[str, Any]) -> bool:
    """Whether a row, of the model that is asked for where it is of one, has all that is told of a size."""
    field = ready.names.get(rule.model)
    asked = None if field is None else given.get(field.wire, ready.operation.defaults.get(field.wire))
    for model, row in ready.rows:
        if model in (None, asked):
            for name, value in told.items():
                if row.get(name) != value:
                    break
            else:
                return True
    return False


def form_of(rule: Sizes[Any], axis: Axis, value: Any, *, listed: bool) -> str | None:
    """The form in which a value gives a size, or None where it is in none that the field takes.

    A name that no row has is one where the table has no such names, or is open and the field itself lists the value.
    """
    for form in axis.forms:
        if form in PIXEL_FORMS:
            found = sizes.separated(value) if isinstance(value, str) else None
            if found is not None and sizes.encode(found[0], form) == value:
                return form
        elif form in ("ratio", "tier", "preset"):
            names = {getattr(row, form) for row in rule.table} - {None}
            if not isinstance(value, str):
                continue
            named = value in names or (listed and not rule.closed)
            if named or (sizes.is_ratio(value) if form == "ratio" else not names):
                return form
        elif form == "object":
            if is_object(value) and all(type(value.get(side)) is int for side in ("width", "height")):
                return form
        elif isinstance(value, int):
            return form
    return None


def size_hint(operation: Operation, wire: str, value: Any) -> str:
    """The nearest legal arguments for a value that was meant as a size; empty where it wasn't one."""
    rule = operation.sizes
    axis = next((axis for axis in rule.axes if axis.wire == wire), None) if rule is not None else None
    return _hint(rule, axis, value) if rule is not None and axis is not None else ""


def _hint(rule: Sizes[Any], axis: Axis, value: Any) -> str:
    """What was probably meant by a size that the field doesn't take in this form."""
    if not isinstance(value, str):
        return ""
    found = sizes.separated(value)
    if found is not None and found[1] == ":" and not any("W:H" in axis.forms for axis in rule.axes):
        near = rule.nearest_ratio(*found[0])
        if near is None or "ratio" in axis.forms:
            return f"the nearest is {near}" if near else ""
        # The field takes no ratio; the table says which pixels are meant.
        found = next((row.size for row in rule.table if row.ratio == near and row.size), Size(*found[0])), "x"
    if found is not None:
        return _choice(rule, *found[0])
    forms = [form for form in ("ratio", "tier", "preset") if form in axis.forms]
    names = list(dict.fromkeys(str(key) for row in rule.table for form in forms if (key := getattr(row, form))))
    return schema.nearest(value, names) or (f"names are {sizes.first_listed(names)}" if names else "")


def _nearest(rule: Sizes[Any], size: Size, form: str) -> str:
    """The nearest legal size: in the form of what was given, or by the arguments where a size is several of them."""
    if any(own in PIXEL_FORMS for axis in rule.axes for own in axis.forms):
        return f"the nearest is {rule.written(size, form)}"
    return f"the nearest is {_listed_arguments(rule.arguments(Row(size=size)))}"


def _choice(rule: Sizes[Any], width: Any, height: Any) -> str:
    """The nearest legal arguments; empty where there are none, or a side isn't known."""
    try:
        near: Mapping[str, Any] = rule.nearest(width, height).arguments
    except ValueError:
        return ""
    return f"the nearest is {_listed_arguments(near)}"


def _listed_arguments(arguments: Mapping[str, Any]) -> str:
    return " with ".join(f"{name} {value}" for name, value in arguments.items())
