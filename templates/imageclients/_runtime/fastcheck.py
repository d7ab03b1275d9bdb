"""Fast check that a value is valid. False means "unknown": `schema.checker` runs the full check then, and says why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from .schema import check as full_check

FastChecks = Mapping[type, Callable[[Any], bool]]
"""The fast check for values of each Python type; values of other types are unknown."""
LARGEST = 2**53
"""The largest integer that every reader of JSON can hold."""


def is_valid(checks: FastChecks, value: Any) -> bool:
    """Whether a value is certainly valid."""
    check = checks.get(value.__class__)
    return check is not None and check(value)


def fast_checks(schema: Mapping[str, Any], *, closed: bool = False) -> FastChecks:
    """The fast checks of a schema; with `closed`, objects with undescribed properties are unknown."""
    kinds = schema.get("type", ())
    names: tuple[str, ...] = (kinds,) if isinstance(kinds, str) else tuple(kinds)
    return {kind: check for name in names for kind, check in _of_type(name, schema, closed).items()}


def _of_type(name: str, schema: Mapping[str, Any], closed: bool) -> FastChecks:
    """The fast checks for one JSON Schema type; empty where a keyword needs the full check."""
    if name == "null":
        return {type(None): _always}
    if "enum" in schema:
        kinds: Mapping[str, type] = {"string": str, "integer": int, "number": int}
        rest = {word: limit for word, limit in schema.items() if word != "enum"}
        # True equals 1 in Python, so booleans are left out.
        known = frozenset(item for item in schema["enum"] if type(item) in (str, int) and not full_check(rest, item))
        return {kinds[name]: known.__contains__} if name in kinds else {}
    if not schema.keys() <= {"type", "specialValues", *_SIMPLE[name]}:
        return {}
    if name == "string":
        return _text(schema)
    if name in ("integer", "number"):
        return _number(schema, name)
    if name == "array":
        return _array(schema, closed)
    return _object(schema, closed) if name == "object" else {bool: _always}


_SIMPLE: Mapping[str, tuple[str, ...]] = {
    "string": ("minLength", "maxLength", "lengthUnit"),
    "integer": ("minimum", "maximum"),
    "number": ("minimum", "maximum"),
    "boolean": (),
    "array": ("items", "minItems", "maxItems"),
    "object": ("properties", "required", "additionalProperties"),
}
"""The keywords of each type that the fast check knows."""


def _always(_: Any) -> bool:
    return True


def _text(schema: Mapping[str, Any]) -> FastChecks:
    unit = schema.get("lengthUnit", "codePoints")
    if unit == "tokens":
        return {str: _always}
    shortest, longest = schema.get("minLength", 0), schema.get("maxLength", LARGEST)
    return {str: lambda value: shortest <= len(value) <= longest} if unit == "codePoints" else {}


def _number(schema: Mapping[str, Any], name: str) -> FastChecks:
    low, high = max(schema.get("minimum", -LARGEST), -LARGEST), min(schema.get("maximum", LARGEST), LARGEST)
    integer: FastChecks = {int: lambda value: low <= value <= high}
    # 2.0 is an integer too, and is written as one.
    return integer if name == "integer" else {**integer, float: lambda value: low <= value <= high and value % 1 != 0}


def _array(schema: Mapping[str, Any], closed: bool) -> FastChecks:
    fewest, most = schema.get("minItems", 0), schema.get("maxItems", LARGEST)
    valid = partial(is_valid, fast_checks(schema.get("items", {}), closed=closed))
    return {list: lambda value: fewest <= len(value) <= most and all(map(valid, value))}


def _object(schema: Mapping[str, Any], closed: bool) -> FastChecks:
    properties = {name: fast_checks(child, closed=closed) for name, child in schema.get("properties", {}).items()}
    required = frozenset(schema.get("required", ()))
    shut = schema.get("additionalProperties") is False or (closed and bool(properties))

    def run(value: dict[str, Any]) -> bool:
        if not required <= value.keys():
            return False
        for name, item in value.items():
            checks = properties.get(name)
            if shut if checks is None else not ((check := checks.get(item.__class__)) and check(item)):
                return False
        return True

    return {dict: run}
