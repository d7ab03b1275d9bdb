# Made by `clientsmith generate` from templates/imageclients/_runtime/schema.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Checking a JSON value against a JSON Schema, in the subset of the spec language.

One walk serves both ways: requests turn each finding into a problem, answers into drift.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

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


Checker = Callable[[Any, Path, list[Finding]], None]
"""Adds to the findings everything in which a value, at a path, breaks a schema."""


LONGEST_SHOWN = 60
"""Characters of a value in a message."""
LONGEST_TEXT = 10_000
"""Characters of a text of an answer that a pattern is tried on."""


class Full(Exception):
    """As many findings as are wanted were made."""


class FirstFindings(list[Finding]):
    """The first findings of a check, but for those of one keyword; the check ends with Full when there is one more."""

    def __init__(self, most: int, but_for: str = "") -> None:
        super().__init__()
        self._most = most
        self._but_for = but_for

    def append(self, finding: Finding) -> None:
        """Add a finding.

        Raises:
            Full: it is one too many, and is the last.
        """
        if finding.keyword != self._but_for:
            super().append(finding)
            if len(self) > self._most:
                raise Full


def check(schema: Mapping[str, Any], value: Any) -> list[Finding]:
    """Everything in which the value breaks the schema."""
    found: list[Finding] = []
    checker(schema)(value, (), found)
    return found


def checker(schema: Mapping[str, Any], *, closed: bool = False) -> Checker:
    """A schema made ready for many values; with `closed`, undescribed properties are findings too."""
    kinds = schema.get("type", ())
    names: tuple[str, ...] = (kinds,) if isinstance(kinds, str) else tuple(kinds)
    special, allowed, number = schema.get("specialValues", ()), schema.get("enum"), _number(schema, closed)
    known = frozenset(item for item in allowed or () if isinstance(item, str))
    limits = {
        str: _text(schema, closed),
        int: number,
        float: number,
        list: _array(schema, closed),
        dict: _object(schema, closed),
    }

    def run(value: Any, path: Path, found: list[Finding]) -> None:
        if names and not any(_TYPES[name](value) for name in names):
            hint = "give a list of them" if "array" in names and isinstance(value, str) else ""
            found.append(Finding(path, "type", f"must be {' or '.join(names)}, is {kind_of(value)}", hint, value))
        elif value is not None and not (special and _is_special(value, special)):
            if allowed is not None and not (value in known if isinstance(value, str) else among(value, allowed)):
                message = f"{show(value)} isn't among {listed(allowed)}"
                # Nobody corrects an answer, and looking for similar words takes long.
                hint = "" if closed else nearest(value, allowed)
                found.append(Finding(path, "enum", message, hint, value))
            if (limit := limits.get(value.__class__)) is not None:
                limit(value, path, found)

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

    def run(value: str, path: Path, found: list[Finding]) -> None:
        length = length_of(value, unit) if counted else 0
        if counted and longest is not None and length > longest:
            message = f"has {length} of at most {longest} {_UNITS[unit]}"
            found.append(Finding(path, "maxLength", message, f"shorten it by {length - longest}", value))
        if counted and shortest is not None and length < shortest:
            message = f"has {length} of at least {shortest} {_UNITS[unit]}"
            found.append(Finding(path, "minLength", message, "", value))
        tried = pattern is not None and not (closed and len(value) > LONGEST_TEXT)
        if tried and compiled(pattern).search(value) is None:
            found.append(Finding(path, "pattern", f"doesn't match {pattern}", "", value))

    return run


def _number(schema: Mapping[str, Any], closed: bool) -> Checker | None:
    bounds = [(keyword, holds, words, schema[keyword]) for keyword, holds, words in _BOUNDS if keyword in schema]
    if not bounds:
        return None

    def run(value: float, path: Path, found: list[Finding]) -> None:
        for keyword, holds, words, bound in bounds:
            if not holds(value, bound):
                message = f"{show(value)} {words} {bound}"
                hint = "" if closed else _nearest_number(schema, value)
                found.append(Finding(path, keyword, message, hint, value))

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

    def run(value: list[Any], path: Path, found: list[Finding]) -> None:
        if most is not None and len(value) > most:
            found.append(Finding(path, "maxItems", f"has {len(value)} of at most {most} elements", "", value))
        if fewest is not None and len(value) < fewest:
            found.append(Finding(path, "minItems", f"has {len(value)} of at least {fewest} elements", "", value))
        if unique and len({_written(item) for item in value}) < len(value):
            found.append(Finding(path, "uniqueItems", "has an element twice", "", value))
        if item is not None:
            for index, one in enumerate(value):
                item(one, (*path, index), found)

    return run


def _object(schema: Mapping[str, Any], closed: bool) -> Checker | None:
    properties = {name: checker(one, closed=closed) for name, one in schema.get("properties", {}).items()}
    required = schema.get("required", ())
    shut = schema.get("additionalProperties") is False or (closed and bool(properties))

    def run(value: dict[str, Any], path: Path, found: list[Finding]) -> None:
        for name in required:
            if name not in value:
                found.append(Finding((*path, name), "required", "is missing", "", None))
        for name, item in value.items():
            if name in properties:
                properties[name](item, (*path, name), found)
            elif shut:
                hint = "" if closed else closest(name, properties)
                found.append(Finding((*path, name), "unknown", "isn't a field of the provider", hint, item))

    return run


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


def kind_of(value: Any) -> str:
    """What a value is, in JSON's words where it has one, for messages."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    for name in ("null", "boolean", "integer", "number", "string", "array", "object"):
        if _TYPES[name](value):
            return name if name in ("null", "array", "object") else f"{name} {show(value)}"
    return type(value).__name__


def show(value: Any, longest: int = LONGEST_SHOWN) -> str:
    """A value in a message: ASCII, and short; of a large value only the beginning is looked at."""
    text = ""
    for piece in _pieces(value, longest):
        text += piece
        if len(text) > longest:
            return f"{text[: longest - 3]}..."
    return text


def _pieces(value: Any, longest: int) -> Iterator[str]:
    """The value as Python writes it, piece by piece."""
    if isinstance(value, str):
        # What follows the ? of a link may be a signature.
        text = value.partition("?")[0] if "://" in value[:20] else value
        yield ascii(text[:longest])
        yield "" if len(text) <= longest else "..."
    elif is_array(value) or is_object(value):
        opening, closing = "[]" if is_array(value) else "{}"
        yield opening
        for index, item in enumerate(value):
            yield ", " if index else ""
            yield from _pieces(item, longest)
            if is_object(value):
                yield ": "
                yield from _pieces(value[item], longest)
        yield closing
    else:
        yield _digits(value) if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _digits(value: int) -> str:
    """A whole number as text; Python refuses to write very long ones."""
    return str(value) if value.bit_length() < 2000 else f"of {value.bit_length()} bits"


def listed(values: Iterable[Any]) -> str:
    """Values in a message."""
    known = list(values)
    return ", ".join(map(show, known[:20])) + (f" and {len(known) - 20} more" if len(known) > 20 else "")


def _written(value: Any) -> str:
    """A text that equal values of JSON share, and no others: the same number is the same however it is written."""
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


def nearest(value: Any, allowed: Iterable[Any]) -> str:
    """A sentence that proposes the legal value that was probably meant; empty where none is near."""
    if isinstance(value, str):
        folded = {str(item).casefold(): str(item) for item in allowed}
        if value.strip().casefold() in folded:
            return f"did you mean {folded[value.strip().casefold()]!r}?"
        return closest(value, [item for item in allowed if isinstance(item, str)])
    return ""


def closest(word: str, candidates: Iterable[str], cutoff: float = 0.6, *, contained: bool = False) -> str:
    """`did you mean ...?` with the most similar candidate; empty where none is similar.

    A word that the other contains is no misspelling of it but another one, such as prompt and negative_prompt, unless
    it lacks a letter or two; with `contained` it counts all the same.
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only for messages

    likely = [other for other in candidates if contained or not _contained(word, other)]
    matches = get_close_matches(word[:100], likely, cutoff=cutoff)
    return f"did you mean {matches[0]!r}?" if matches else ""


def _contained(left: str, right: str) -> bool:
    return (left in right or right in left) and abs(len(left) - len(right)) > 2


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern as ECMAScript reads it: digits and word characters are ASCII, $ is the very end."""
    parts = re.sub(r"\\.|\[(?:\\.|[^\]])*\]|\$", lambda part: part[0] if part[0] != "$" else r"\Z", pattern)
    return re.compile(parts, re.ASCII)
