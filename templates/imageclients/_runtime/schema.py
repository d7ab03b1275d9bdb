"""Checking a JSON value against a JSON Schema, in the subset of the spec language.

One walk serves both ways: requests turn each finding into a problem, answers into drift.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, cast

from .jsontypes import is_array, is_number, is_object

Path = tuple[str | int, ...]


class Finding(NamedTuple):
    """A keyword that a value breaks.

    `keyword` is the JSON Schema keyword, or `unknown` for a property that isn't described.
    """

    path: Path
    keyword: str
    message: str
    suggestion: str
    value: Any


def check(schema: Mapping[str, Any], value: Any, *, closed: bool = False) -> list[Finding]:
    """Everything in which the value breaks the schema; with `closed`, undescribed properties count too."""
    found: list[Finding] = []
    _walk(schema, value, (), found, closed)
    return found


def _walk(schema: Mapping[str, Any], value: Any, path: Path, found: list[Finding], closed: bool) -> None:
    kinds = schema.get("type")
    if kinds is not None:
        names = (kinds,) if isinstance(kinds, str) else tuple(cast("Iterable[str]", kinds))
        if not any(_TYPES[name](value) for name in names):
            hint = "give a list of them" if "array" in names and isinstance(value, str) else ""
            found.append(Finding(path, "type", f"must be {' or '.join(names)}, is {kind_of(value)}", hint, value))
            return
    if value is None:
        return
    if "specialValues" in schema and str(value) in schema["specialValues"] and not isinstance(value, bool):
        return
    allowed = schema.get("enum")
    if allowed is not None and not any(same(value, item) for item in allowed):
        found.append(
            Finding(path, "enum", f"{show(value)} isn't among {listed(allowed)}", nearest(value, allowed), value)
        )
    if isinstance(value, str):
        _text(schema, value, path, found)
    elif is_number(value):
        _number(schema, value, path, found)
    elif is_array(value):
        _array(schema, value, path, found, closed)
    elif is_object(value):
        _object(schema, value, path, found, closed)


def _text(schema: Mapping[str, Any], value: str, path: Path, found: list[Finding]) -> None:
    shortest, longest = schema.get("minLength"), schema.get("maxLength")
    unit = schema.get("lengthUnit", "codePoints")
    # Only the provider can count the tokens of its model.
    if (shortest is not None or longest is not None) and unit != "tokens":
        length = length_of(value, unit)
        if longest is not None and length > longest:
            message = f"has {length} of at most {longest} {_UNITS[unit]}"
            found.append(Finding(path, "maxLength", message, f"shorten it by {length - longest}", value))
        if shortest is not None and length < shortest:
            message = f"has {length} of at least {shortest} {_UNITS[unit]}"
            found.append(Finding(path, "minLength", message, "", value))
    pattern = schema.get("pattern")
    if pattern is not None and compiled(pattern).search(value) is None:
        found.append(Finding(path, "pattern", f"doesn't match {pattern}", "", value))


def _number(schema: Mapping[str, Any], value: float, path: Path, found: list[Finding]) -> None:
    broken = [
        (keyword, f"{show(value)} is {words} {schema[keyword]}")
        for keyword, holds, words in _BOUNDS
        if keyword in schema and not holds(value, schema[keyword])
    ]
    step = schema.get("multipleOf")
    if step is not None and not is_multiple(value, step):
        broken.append(("multipleOf", f"{show(value)} isn't a multiple of {step}"))
    if broken:
        hint = _nearest_number(schema, value)
        found.extend(Finding(path, keyword, message, hint, value) for keyword, message in broken)


def _nearest_number(schema: Mapping[str, Any], value: float) -> str:
    """The nearest number within minimum, maximum and multipleOf; empty where it can't be told in whole numbers."""
    low, high, step = schema.get("minimum"), schema.get("maximum"), schema.get("multipleOf")
    if step is not None:
        if not all(isinstance(number, int) for number in (step, low or 0, high or 0)):
            return ""
        value = round(value / step) * step
        low = None if low is None else -(-low // step) * step
        high = None if high is None else high // step * step
    near = max(value, low) if low is not None else value
    near = min(near, high) if high is not None else near
    return f"the nearest is {near}" if near != value or step is not None else ""


def _array(schema: Mapping[str, Any], value: list[Any], path: Path, found: list[Finding], closed: bool) -> None:
    fewest, most = schema.get("minItems"), schema.get("maxItems")
    if most is not None and len(value) > most:
        found.append(Finding(path, "maxItems", f"has {len(value)} of at most {most} elements", "", value))
    if fewest is not None and len(value) < fewest:
        found.append(Finding(path, "minItems", f"has {len(value)} of at least {fewest} elements", "", value))
    if schema.get("uniqueItems") and any(same(a, b) for i, a in enumerate(value) for b in value[:i]):
        found.append(Finding(path, "uniqueItems", "has an element twice", "", value))
    items = schema.get("items")
    if items is not None:
        for index, item in enumerate(value):
            _walk(items, item, (*path, index), found, closed)


def _object(schema: Mapping[str, Any], value: dict[str, Any], path: Path, found: list[Finding], closed: bool) -> None:
    properties: Mapping[str, Any] = schema.get("properties", {})
    missing = (name for name in schema.get("required", ()) if name not in value)
    found.extend(Finding((*path, name), "required", "is missing", "", None) for name in missing)
    shut = schema.get("additionalProperties") is False or (closed and bool(properties))
    for name, item in value.items():
        if name in properties:
            _walk(properties[name], item, (*path, name), found, closed)
        elif shut:
            hint = "" if closed else closest(name, properties)
            found.append(Finding((*path, name), "unknown", "isn't a field of the provider", hint, item))


_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: is_number(value) and value == value // 1,
    "number": lambda value: is_number(value) and (isinstance(value, int) or math.isfinite(value)),
    "boolean": lambda value: isinstance(value, bool),
    "array": is_array,
    "object": is_object,
    "null": lambda value: value is None,
}
_UNITS = {"codePoints": "characters", "utf16": "UTF-16 units", "bytes": "bytes of UTF-8"}
_BOUNDS: tuple[tuple[str, Callable[[float, float], bool], str], ...] = (
    ("minimum", lambda value, bound: value >= bound, "below the minimum"),
    ("maximum", lambda value, bound: value <= bound, "above the maximum"),
    ("exclusiveMinimum", lambda value, bound: value > bound, "not above"),
    ("exclusiveMaximum", lambda value, bound: value < bound, "not below"),
)


def kind_of(value: Any) -> str:
    """What a value is, in JSON's words where it has one, for messages."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    for name in ("null", "boolean", "integer", "number", "string", "array", "object"):
        if _TYPES[name](value):
            return name if name in ("null", "array", "object") else f"{name} {show(value)}"
    return type(value).__name__


def show(value: Any) -> str:
    """A value in a message: ASCII, and short."""
    # What follows the ? of a link may be a signature.
    text = ascii(value.partition("?")[0] if "://" in value[:20] else value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def listed(values: Iterable[Any]) -> str:
    """Values in a message."""
    texts = [show(value) for value in values]
    return ", ".join(texts[:20]) + (f" and {len(texts) - 20} more" if len(texts) > 20 else "")


def same(left: Any, right: Any) -> bool:
    """Equality of JSON: true isn't 1."""
    return isinstance(left, bool) == isinstance(right, bool) and left == right


def length_of(text: str, unit: str) -> int:
    """Length in code points, UTF-16 code units, or bytes of UTF-8."""
    if unit == "utf16":
        return len(text.encode("utf-16-le", "surrogatepass")) // 2
    return len(text.encode("utf-8", "surrogatepass")) if unit == "bytes" else len(text)


def is_multiple(value: float, step: float) -> bool:
    """Whether value is a multiple of step, as the decimal numbers that were written."""
    if isinstance(value, int) and isinstance(step, int):
        return value % step == 0
    from decimal import Decimal  # noqa: PLC0415 - rare, and slow to import

    return Decimal(str(value)) % Decimal(str(step)) == 0


def nearest(value: Any, allowed: Iterable[Any]) -> str:
    """A sentence that proposes the legal value that was probably meant; empty where none is near."""
    if isinstance(value, str):
        folded = {str(item).casefold(): str(item) for item in allowed}
        if value.strip().casefold() in folded:
            return f"did you mean {folded[value.strip().casefold()]!r}?"
        return closest(value, [item for item in allowed if isinstance(item, str)])
    return ""


def closest(word: str, candidates: Iterable[str], cutoff: float = 0.6) -> str:
    """`did you mean ...?` with the most similar candidate; empty where none is similar."""
    from difflib import get_close_matches  # noqa: PLC0415 - only for messages

    matches = get_close_matches(word[:100], list(candidates), n=1, cutoff=cutoff)
    return f"did you mean {matches[0]!r}?" if matches else ""


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern as ECMAScript reads it: digits and word characters are ASCII, $ is the very end."""
    parts = re.sub(r"\\.|\[(?:\\.|[^\]])*\]|\$", lambda part: part[0] if part[0] != "$" else r"\Z", pattern)
    return re.compile(parts, re.ASCII)
