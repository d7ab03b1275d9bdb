"""Checking a JSON value against a JSON Schema, in the subset of the spec language.

The same check serves requests, whose violations become problems, and answers, whose violations become drift.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from . import messages
from .jsontypes import ANSWER_TYPES, TYPES, is_array, is_number, is_object

Path = tuple[str | int, ...]


class Violation(NamedTuple):
    """A rule that a value, or the arguments of a call, break.

    Attributes:
        path: where in the value; empty for a rule across fields.
        rule: the JSON Schema keyword, `unknown` for a property that isn't described, or the id of the rule.
        value: what breaks the rule.
        fields: wire names of the fields of a rule across fields.
        advisory: whether the rule is only inferred or assumed, so that it warns and doesn't refuse.
    """

    path: Path
    rule: str
    message: str
    suggestion: str
    value: Any = None
    fields: tuple[str, ...] = ()
    source: str = ""
    advisory: bool = False


Checker = Callable[[Any, Path, list[Violation]], None]
"""Adds to a list everything in which a value, at a path, breaks a schema."""


LONGEST_TEXT = 10_000
"""Characters of a text of an answer that a pattern is tried on."""


class Full(Exception):
    """A list of violations has more than are wanted."""


class FirstViolations(list[Violation]):
    """The first violations of a check, without those of one rule; one too many raises Full and so ends the check."""

    def __init__(self, most: int, but_for: str = "") -> None:
        super().__init__()
        self._most = most
        self._but_for = but_for

    def append(self, violation: Violation) -> None:
        """Add a violation.

        Raises:
            Full: the list now has one too many.
        """
        if violation.rule != self._but_for:
            super().append(violation)
            if len(self) > self._most:
                raise Full


def check(schema: Mapping[str, Any], value: Any) -> list[Violation]:
    """Everything in which the value breaks the schema."""
    violations: list[Violation] = []
    checker(schema)(value, (), violations)
    return violations


def checker(schema: Mapping[str, Any], *, closed: bool = False) -> Checker:
    """A schema made ready for many values; with `closed`, undescribed properties are violations too."""
    kinds = schema.get("type", ())
    names: tuple[str, ...] = (kinds,) if isinstance(kinds, str) else tuple(kinds)
    special, allowed, number = schema.get("specialValues", ()), schema.get("enum"), _number(schema, closed)
    refused = schema.get("notEnum")
    known = frozenset(item for item in allowed or () if isinstance(item, str))
    constant, types = schema.get("const", ...), ANSWER_TYPES if closed else TYPES
    limits = {
        str: _text(schema, closed),
        int: number,
        float: number,
        list: _array(schema, closed),
        dict: _object(schema, closed),
    }

    def run(value: Any, path: Path, violations: list[Violation]) -> None:
        if names and not any(types[name](value) for name in names):
            hint = "give a list of them" if "array" in names and isinstance(value, str) else ""
            message = f"must be {' or '.join(names)}, is {messages.kind_of(value)}"
            violations.append(Violation(path, "type", message, hint, value))
        elif constant is not ... and not same(value, constant):
            message = f"must be {messages.show(constant)}, is {messages.show(value)}"
            violations.append(Violation(path, "const", message, "leave it out: the client fills it in", value))
        elif value is not None and not (special and _is_special(value, special)):
            if allowed is not None and not (value in known if isinstance(value, str) else among(value, allowed)):
                message = f"{messages.show(value)} isn't among {messages.listed(allowed)}"
                # Nobody corrects an answer, and looking for similar words takes long.
                hint = "" if closed else messages.nearest(value, allowed)
                violations.append(Violation(path, "enum", message, hint, value))
            if refused is not None and among(value, refused):
                violations.append(Violation(path, "notEnum", f"mustn't be {messages.show(value)}", "", value))
            if (limit := limits.get(value.__class__)) is not None:
                limit(value, path, violations)

    return run


def _is_special(value: Any, special: Any) -> bool:
    """Whether a value stands for itself beside those of the schema; a number may be written as one."""
    if isinstance(value, str):
        return value in special
    return is_number(value) and abs(value) < 1e300 and str(value) in special


def _text(schema: Mapping[str, Any], closed: bool) -> Checker | None:
    shortest, longest, pattern = schema.get("minLength"), schema.get("maxLength"), schema.get("pattern")
    unit = schema.get("lengthUnit", "codePoints")
    # Only the provider can count the tokens of its model.
    counted = (shortest is not None or longest is not None) and unit != "tokens"
    if not counted and pattern is None:
        return None

    def run(value: str, path: Path, violations: list[Violation]) -> None:
        length = length_of(value, unit) if counted else 0
        if counted and longest is not None and length > longest:
            message = f"has {length} of at most {longest} {_UNITS[unit]}"
            violations.append(Violation(path, "maxLength", message, f"shorten it by {length - longest}", value))
        if counted and shortest is not None and length < shortest:
            message = f"has {length} of at least {shortest} {_UNITS[unit]}"
            violations.append(Violation(path, "minLength", message, "", value))
        tried = pattern is not None and not (closed and len(value) > LONGEST_TEXT)
        if tried and compiled(pattern).search(value) is None:
            violations.append(Violation(path, "pattern", f"doesn't match {pattern}", "", value))

    return run


def _number(schema: Mapping[str, Any], closed: bool) -> Checker | None:
    bounds = [(keyword, holds, words, schema[keyword]) for keyword, holds, words in _BOUNDS if keyword in schema]
    if not bounds:
        return None

    def run(value: float, path: Path, violations: list[Violation]) -> None:
        for keyword, holds, words, bound in bounds:
            if not holds(value, bound):
                message = f"{messages.show(value)} {words} {bound}"
                hint = "" if closed else _nearest_number(schema, value)
                violations.append(Violation(path, keyword, message, hint, value))

    return run


def _nearest_number(schema: Mapping[str, Any], value: float) -> str:
    """The nearest number within minimum, maximum and multipleOf; empty where it can't be told in whole numbers."""
    low, high, step = schema.get("minimum"), schema.get("maximum"), schema.get("multipleOf")
    if step is not None:
        if not all(isinstance(number, int) for number in (step, low or 0, high or 0)):
            return ""
        # A whole number of hundreds of digits can't be divided into a float.
        value = round(value / step) * step if abs(value) < 2**53 else int(value) // step * step
        low = None if low is None else -(-low // step) * step
        high = None if high is None else high // step * step
    near = max(value, low) if low is not None else value
    near = min(near, high) if high is not None else near
    return f"the nearest is {near}" if near != value or step is not None else ""


def _array(schema: Mapping[str, Any], closed: bool) -> Checker | None:
    fewest, most, unique = schema.get("minItems"), schema.get("maxItems"), schema.get("uniqueItems")
    item = checker(schema["items"], closed=closed) if "items" in schema else None

    def run(value: list[Any], path: Path, violations: list[Violation]) -> None:
        if most is not None and len(value) > most:
            violations.append(Violation(path, "maxItems", f"has {len(value)} of at most {most} elements", "", value))
        if fewest is not None and len(value) < fewest:
            violations.append(Violation(path, "minItems", f"has {len(value)} of at least {fewest} elements", "", value))
        if unique and len({_written(item) for item in value}) < len(value):
            violations.append(Violation(path, "uniqueItems", "has an element twice", "", value))
        if item is not None:
            for index, element in enumerate(value):
                item(element, (*path, index), violations)

    return run


def _object(schema: Mapping[str, Any], closed: bool) -> Checker | None:
    properties = {name: checker(child, closed=closed) for name, child in schema.get("properties", {}).items()}
    required = schema.get("required", ())
    shut = schema.get("additionalProperties") is False or (closed and bool(properties))

    def run(value: dict[str, Any], path: Path, violations: list[Violation]) -> None:
        for name in required:
            if name not in value:
                violations.append(Violation((*path, name), "required", "is missing", "", None))
        for name, item in value.items():
            if name in properties:
                properties[name](item, (*path, name), violations)
            elif shut:
                hint = "" if closed else messages.closest(name, properties)
                violations.append(Violation((*path, name), "unknown", "isn't a field of the provider", hint, item))

    return run


_UNITS = {"codePoints": "characters", "utf16": "UTF-16 units", "bytes": "bytes of UTF-8"}


def is_multiple(value: float, step: float) -> bool:
    """Whether value is a multiple of step, as the decimal numbers that were written."""
    if isinstance(value, int) and isinstance(step, int):
        return value % step == 0
    from fractions import Fraction  # noqa: PLC0415 - rare, and slow to import

    return (Fraction(value) if isinstance(value, int) else Fraction(str(value))) % Fraction(str(step)) == 0


_BOUNDS: tuple[tuple[str, Callable[[Any, Any], bool], str], ...] = (
    ("minimum", operator.ge, "is below the minimum"),
    ("maximum", operator.le, "is above the maximum"),
    ("exclusiveMinimum", operator.gt, "is not above"),
    ("exclusiveMaximum", operator.lt, "is not below"),
    ("multipleOf", is_multiple, "isn't a multiple of"),
)


def _written(value: Any) -> str:
    """A text that is the same for equal JSON values only: 1 and 1.0 have the same one."""
    if is_array(value):
        return f"[{','.join(map(_written, value))}]"
    if is_object(value):
        return f"{{{','.join(sorted(f'{name!a}:{_written(item)}' for name, item in value.items()))}}}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    # Hexadecimal digits, because writing long decimal numbers takes the square of their length.
    return hex(value) if isinstance(value, int) and not isinstance(value, bool) else ascii(value)


def same(left: Any, right: Any) -> bool:
    """Equality of JSON: true isn't 1."""
    return isinstance(left, bool) == isinstance(right, bool) and left == right


def among(value: Any, allowed: Any) -> bool:
    """Whether a value is one of these, by JSON's equality."""
    return value in allowed and (isinstance(value, str) or any(same(value, item) for item in allowed))


def length_of(text: str, unit: str) -> int:
    """Length in code points, UTF-16 code units, or bytes of UTF-8."""
    if unit == "utf16":
        return len(text.encode("utf-16-le", "surrogatepass")) // 2
    return len(text.encode("utf-8", "surrogatepass")) if unit == "bytes" else len(text)


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern as ECMAScript reads it: digits and word characters are ASCII, $ is the very end."""
    parts = re.sub(r"\\.|\[(?:\\.|[^\]])*\]|\$", lambda part: part[0] if part[0] != "$" else r"\Z", pattern)
    return re.compile(parts, re.ASCII)
