"""Validates one JSON value by the keywords of its schema, with exact arithmetic."""

import json
import math
import re
from collections.abc import Hashable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any, cast

from clientsmith.diagnostics import KINDS, closest, shown
from clientsmith.load.json_values import Json, mapping, sequence, several
from clientsmith.load.scalars import number_name
from clientsmith.oracle import media
from clientsmith.oracle.regex import compiled
from clientsmith.oracle.violation import Violation

_LISTED = 12
_KEPT = 256  # lists of a spec that are kept as sets, far more than it has
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNITS = {"codePoints": "characters", "utf16": "UTF-16 code units", "bytes": "bytes"}


class Same:
    """Makes a value a cache key, by its identity; the value must not be changed afterwards."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.value is other.value


def listed(values: Any, value: Any) -> bool:
    """Whether a list has a scalar, compared as JSON does: true is not 1, but 1 is 1.0."""
    if not values or not isinstance(value, str | int | float | None):
        return False
    return _key(value) in _members(Same(values))


def _key(value: Any) -> Hashable:
    return isinstance(value, bool), value


@lru_cache(maxsize=_KEPT)
def _members(values: Same) -> frozenset[Hashable]:
    return frozenset(_key(member) for member in sequence(values.value) if not isinstance(member, dict | list))


def kind_of(value: Any) -> str:
    """Return the JSON Schema type of a value; a bool is never an integer."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number" if math.isfinite(value) else "not JSON"
    if isinstance(value, str):
        return "string"
    if isinstance(value, list):
        return "array"
    return "object" if isinstance(value, dict) else "not JSON"


def types_of(schema: Json) -> tuple[str, ...]:
    """Return the types that a value may have; an empty tuple means any."""
    stated = schema.get("type")
    if isinstance(stated, str):
        return (stated,)
    if isinstance(stated, list):
        return tuple(str(name) for name in sequence(cast(Any, stated)))
    return (kind_of(schema["const"]),) if "const" in schema else ()


def has_type(types: tuple[str, ...], value: Any) -> bool:
    """Whether a value is of one of the types."""
    kind = kind_of(value)
    return not types or kind in types or (kind == "integer" and "number" in types)


def same(left: Any, right: Any) -> bool:
    """Compare as JSON does: true is not 1, but 1 is 1.0."""
    return left == right and isinstance(left, bool) == isinstance(right, bool)


def exact(value: Any) -> tuple[type, Any]:
    """Return a scalar as a key that tells true from 1, and 1 from 1.0."""
    return value.__class__, value


def text_of(value: Any) -> str:
    """Write a scalar as it is written as a key of specialValues."""
    return value if isinstance(value, str) else json.dumps(value)


def violations(schema: Json, value: Any, *, documented: bool = False) -> Iterator[Violation]:
    """Yield a violation for every keyword that a value breaks; a value of the wrong type breaks only its type.

    With `documented` the value comes from a document, where an image may be a placeholder.
    """
    types = tuple(several(schema.get("type")))
    if not has_type(types, value) or kind_of(value) == "not JSON":
        wanted = " or ".join(KINDS[kind] for kind in types) or "a JSON value"
        hint = "write it in quotes" if types == ("string",) and not isinstance(value, dict | list) else ""
        yield Violation("type", f"must be {wanted}, found {_seen(value)}", hint)
        return
    if "const" in schema:
        if not same(schema["const"], value):
            yield Violation("const", f"must be {shown(schema['const'])}, found {shown(value)}")
        return
    if value is None or is_special(schema, value):
        return
    if "enum" in schema and not listed(schema["enum"], value):
        yield _not_listed(sequence(schema["enum"]), value)
    if listed(schema.get("notEnum"), value):
        yield Violation("notEnum", f"must not be {shown(value)}")
    if isinstance(value, bool):
        return
    if isinstance(value, int | float):
        yield from _number(schema, value)
    elif isinstance(value, str):
        yield from _text(schema, value, documented)
    elif isinstance(value, list):
        yield from _list(schema, sequence(cast(Any, value)), documented)
    elif isinstance(value, dict):
        yield from _object(schema, mapping(cast(Any, value)), documented)


def is_special(schema: Json, value: Any) -> bool:
    """Whether a value is one of specialValues, which are legal whatever the limits say."""
    special = mapping(schema.get("specialValues"))
    if not special or isinstance(value, dict | list):
        return False
    text = text_of(value)
    return text in special or (not isinstance(value, str) and text in map(number_name, special))


def length(schema: Json, value: str) -> int:
    """Measure a text in the unit that the field counts."""
    unit = schema.get("lengthUnit", "codePoints")
    if unit == "bytes":
        return len(value.encode("utf-8", "surrogatepass"))
    return len(value.encode("utf-16-le", "surrogatepass")) // 2 if unit == "utf16" else len(value)


def _seen(value: Any) -> str:
    return f"the text {shown(value)}" if isinstance(value, str) else shown(value)


def _not_listed(values: list[Any], value: Any) -> Violation:
    words = [shown(allowed) for allowed in values]
    more = len(words) - _LISTED
    tail = f" and {more} more" if more > 0 else ""
    near = (
        closest(value, [allowed for allowed in values if isinstance(allowed, str)]) if isinstance(value, str) else None
    )
    hint = f"did you mean {near}?" if near else ""
    return Violation("enum", f"{shown(value)} is none of {', '.join(words[:_LISTED])}{tail}", hint)


def _number(schema: Json, value: float) -> Iterator[Violation]:
    if (low := schema.get("minimum")) is not None and value < low:
        yield Violation("minimum", f"must be at least {shown(low)}, found {shown(value)}")
    if (high := schema.get("maximum")) is not None and value > high:
        yield Violation("maximum", f"must be at most {shown(high)}, found {shown(value)}")
    if (low := schema.get("exclusiveMinimum")) is not None and value <= low:
        yield Violation("exclusiveMinimum", f"must be larger than {shown(low)}, found {shown(value)}")
    if (high := schema.get("exclusiveMaximum")) is not None and value >= high:
        yield Violation("exclusiveMaximum", f"must be smaller than {shown(high)}, found {shown(value)}")
    # As written in decimal: 0.3 is a multiple of 0.1.
    if (step := schema.get("multipleOf")) is not None and Fraction(str(value)) % Fraction(str(step)):
        yield Violation("multipleOf", f"must be a multiple of {shown(step)}, found {shown(value)}")


def _text(schema: Json, value: str, documented: bool) -> Iterator[Violation]:
    if not value.isascii() and _SURROGATE.search(value) is not None:
        yield Violation("encoding", "has half of a character, which can't be sent")
    # Only the provider can count the tokens of its model.
    unit = _UNITS.get(schema.get("lengthUnit", "codePoints"))
    if unit is not None and ("minLength" in schema or "maxLength" in schema):
        count = length(schema, value)
        if count < schema.get("minLength", 0):
            yield Violation("minLength", f"must have at least {schema['minLength']} {unit}, found {count}")
        if count > schema.get("maxLength", count):
            yield Violation("maxLength", f"must have at most {schema['maxLength']} {unit}, found {count}")
    if (pattern := schema.get("pattern")) is not None:
        search = compiled(pattern)
        if search is not None and search.search(value) is None:
            yield Violation("pattern", f"{shown(value)} doesn't match the pattern {pattern}")
    if image := mapping(schema.get("media")):
        wrong = media.placeholder_fault(image, value) if documented else media.fault(image, value)
        if wrong:
            yield Violation("media", wrong)


def _list(schema: Json, value: list[Any], documented: bool) -> Iterator[Violation]:
    if len(value) < schema.get("minItems", 0):
        yield Violation("minItems", f"must have at least {schema['minItems']} elements, found {len(value)}")
    if len(value) > schema.get("maxItems", len(value)):
        yield Violation("maxItems", f"must have at most {schema['maxItems']} elements, found {len(value)}")
    if schema.get("uniqueItems"):
        for index, item in enumerate(value):
            if any(same(item, other) for other in value[:index]):
                yield Violation("uniqueItems", f"{_seen(item)} stands twice in the list", path=(index,))
    if isinstance(schema.get("items"), dict):
        for index, item in enumerate(value):
            yield from _inside(index, violations(mapping(schema["items"]), item, documented=documented))


def _object(schema: Json, value: Json, documented: bool) -> Iterator[Violation]:
    known = mapping(schema.get("properties"))
    for name in sequence(schema.get("required")):
        if name not in value and "const" not in mapping(known.get(name)):
            yield Violation("required", f"{shown(name)} is missing", path=(str(name),))
    for name, item in value.items():
        if name in known:
            yield from _inside(name, violations(mapping(known[name]), item, documented=documented))
        elif schema.get("additionalProperties") is False:
            near = closest(name, known)
            hint = f"did you mean {near}?" if near else ""
            yield Violation("additionalProperties", f"{shown(name)} is not known here", hint, path=(name,))


def _inside(step: str | int, violations: Iterator[Violation]) -> Iterator[Violation]:
    for violation in violations:
        yield replace(violation, path=(step, *violation.path))


def with_constants(schema: Json, value: Any) -> Any:
    """Return the value with the schema's constants put first into each object that is given."""
    if isinstance(value, list):
        inner = mapping(schema.get("items"))
        return [with_constants(inner, item) for item in sequence(cast(Any, value))]
    if not isinstance(value, dict):
        return value
    known, box = mapping(schema.get("properties")), mapping(cast(Any, value))
    constants = {name: item["const"] for name, item in known.items() if "const" in item}
    return constants | {name: with_constants(mapping(known.get(name)), item) for name, item in box.items()}
