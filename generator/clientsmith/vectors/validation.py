"""Validate the arguments of a case: which violations refuse it, or what is sent with which warnings.

The oracle validates JSON, so arguments are first converted to JSON as far as possible.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from clientsmith.language.model import Field
from clientsmith.language.size_forms import PIXEL_FORMS
from clientsmith.load.json_values import Json, mapping, sequence, several
from clientsmith.oracle import media
from clientsmith.oracle.requests import is_header, whole
from clientsmith.oracle.values import with_constants
from clientsmith.oracle.violation import Violation
from clientsmith.vectors.operation_under_test import Arguments, OperationUnderTest, key_of, plain, special, unkeyed
from clientsmith.vectors.paths import is_step

_BITS = 1024
"""Integers of this many bits are refused: no JSON reader takes them."""


@dataclass(frozen=True)
class Verdict:
    """Violations that refuse the call, violations that only warn, and the values to send."""

    problems: tuple[Violation, ...]
    warnings: tuple[Violation, ...]
    values: Mapping[str, Any]


def verdict(tested: OperationUnderTest, arguments: Mapping[str, Any]) -> Verdict:
    """Validate a call; results are cached, as most calls are validated several times."""
    key = ("verdict", key_of(arguments))
    if key not in tested.found:
        tested.found[key] = _verdict(tested, arguments)
    return cast("Verdict", tested.found[key])


def _verdict(tested: OperationUnderTest, arguments: Mapping[str, Any]) -> Verdict:
    values, unsendable = _understood(tested, arguments)
    violations = tested.validator.validate(
        values, broken={violation.fields[0] for violation in unsendable if violation.fields}
    )
    # What can't be sent is reported alone with what else refuses; warnings come with a call that goes out.
    refusing = [violation for violation in violations if not violation.advisory]
    return Verdict((*unsendable, *refusing), tuple(violation for violation in violations if violation.advisory), values)


def _understood(tested: OperationUnderTest, arguments: Mapping[str, Any]) -> tuple[Arguments, list[Violation]]:
    """Return the values to send, and violations of arguments that can't be sent at all."""
    problems = [Violation("unknown", name=name) for name in arguments if name not in tested.fields]
    values: Arguments = {}
    for wire in tested.ordered((*arguments, *tested.filled)):
        field, value = tested.fields[wire], arguments.get(wire)
        if value is None:
            if wire in arguments and "null" in several(field.schema.get("type")):
                values[wire] = None
            elif field.fixed is not None:
                values[wire] = field.fixed
            continue
        schema = tested.schema(wire)
        value, fault = _sendable(tested, field, schema, value)
        values[wire] = with_constants(schema, whole(value))
        if fault:
            place = field.evidence.source
            problems.append(Violation(fault, fields=(wire,), name=field.name, source=place))
        elif field.location == "header" and not is_header(value):
            problems.append(Violation("header", name=field.name))
    return values, problems


def _sendable(tested: OperationUnderTest, field: Field, schema: Json, value: Any) -> tuple[Any, str]:
    """Return the value as JSON, and the rule that it breaks if it has no JSON form."""
    word = special(value)
    if word == "$repeat":
        return plain(value), ""
    if word in ("$bytes", "$file"):
        image = mapping(schema.get("media"))
        encoded = media.encoded_as(image, value[word]) if image else None
        return encoded, ("" if encoded is not None else "media" if image else "type")
    if word == "$size":
        return _written(tested, field.wire, value[word])
    if word or (isinstance(value, int) and value.bit_length() >= _BITS):
        return None, "type"
    if isinstance(value, list):
        inner = mapping(schema.get("items"))
        items = [_sendable(tested, field, inner, item) for item in sequence(cast("Any", value))]
        return [item for item, _ in items], next((fault for _, fault in items if fault), "")
    if isinstance(value, dict):
        known = mapping(schema.get("properties"))
        inside = {
            name: _sendable(tested, field, mapping(known.get(name)), item)
            for name, item in unkeyed(mapping(cast("Any", value))).items()
        }
        fault = next((fault for _, fault in inside.values() if fault), "")
        return {name: item for name, (item, _) in inside.items()}, fault
    if field.location == "path" and isinstance(value, str) and value.strip():
        steps = value.split("/") if field.greedy else [value]
        return value, ("" if all(step and is_step(step) for step in steps) else "path")
    return value, ""


def _written(tested: OperationUnderTest, wire: str, sides: list[int]) -> tuple[Any, str]:
    """Return a Size in the field's first form that takes pixels."""
    rule = tested.operation.size
    axis = next((axis for axis in rule.axes if axis.wire == wire), None) if rule is not None else None
    for form in axis.forms if axis is not None else ():
        if form in PIXEL_FORMS:
            return f"{sides[0]}{form[1]}{sides[1]}", ""
        if form == "object":
            return {"width": sides[0], "height": sides[1]}, ""
    return None, "type"
