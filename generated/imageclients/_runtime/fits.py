# Made by `clientsmith generate` from templates/imageclients/_runtime/fits.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Telling at first sight that a value fits its schema.

A yes is sure, a no isn't: then `schema.checker` has the last word, and says why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from .schema import check

Looks = Mapping[type, Callable[[Any], bool]]
"""A first look at the values of each Python type that may fit."""
LARGEST = 2**53
"""Up to here every integer is a number of JSON to every reader."""


def fits(looks: Looks, value: Any) -> bool:
    """Whether a value surely fits."""
    look = looks.get(value.__class__)
    return look is not None and look(value)


def looks_at(schema: Mapping[str, Any], *, closed: bool = False) -> Looks:
    """A schema made ready for a first look at many values; with `closed`, undescribed properties don't fit."""
    kinds = schema.get("type", ())
    names: tuple[str, ...] = (kinds,) if isinstance(kinds, str) else tuple(kinds)
    return {kind: look for name in names for kind, look in _looks(name, schema, closed).items()}


def _looks(name: str, schema: Mapping[str, Any], closed: bool) -> Looks:
    """The part of one JSON Schema type; none where a keyword stands beside it that takes more than a look."""
    if name == "null":
        return {type(None): _always}
    if "enum" in schema:
        kinds: Mapping[str, type] = {"string": str, "integer": int, "number": int}
        rest = {word: limit for word, limit in schema.items() if word != "enum"}
        # True is 1 to Python.
        known = frozenset(item for item in schema["enum"] if type(item) in (str, int) and not check(rest, item))
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
"""The keywords of each type that a look can tell."""


def _always(_: Any) -> bool:
    return True


def _text(schema: Mapping[str, Any]) -> Looks:
    unit = schema.get("lengthUnit", "codePoints")
    if unit == "tokens":
        return {str: _always}
    shortest, longest = schema.get("minLength", 0), schema.get("maxLength", LARGEST)
    return {str: lambda value: shortest <= len(value) <= longest} if unit == "codePoints" else {}


def _number(schema: Mapping[str, Any], name: str) -> Looks:
    low, high = max(schema.get("minimum", -LARGEST), -LARGEST), min(schema.get("maximum", LARGEST), LARGEST)
    integer: Looks = {int: lambda value: low <= value <= high}
    # 2.0 is an integer too, and is written as one.
    return integer if name == "integer" else {**integer, float: lambda value: low <= value <= high and value % 1 != 0}


def _array(schema: Mapping[str, Any], closed: bool) -> Looks:
    fewest, most = schema.get("minItems", 0), schema.get("maxItems", LARGEST)
    fit = partial(fits, looks_at(schema.get("items", {}), closed=closed))
    return {list: lambda value: fewest <= len(value) <= most and all(map(fit, value))}


def _object(schema: Mapping[str, Any], closed: bool) -> Looks:
    properties = {name: looks_at(one, closed=closed) for name, one in schema.get("properties", {}).items()}
    required = frozenset(schema.get("required", ()))
    shut = schema.get("additionalProperties") is False or (closed and bool(properties))

    def run(value: dict[str, Any]) -> bool:
        if not required <= value.keys():
            return False
        for name, item in value.items():
            looks = properties.get(name)
            if shut if looks is None else not ((look := looks.get(item.__class__)) and look(item)):
                return False
        return True

    return {dict: run}
