"""Judge one JSON value by the keywords of a field, with whole-number and exact arithmetic.

Independent of the generated clients: the test vectors are derived from it.
"""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

from clientsmith.diagnostics import KINDS, closest, shown
from clientsmith.lint.by_content import listed
from clientsmith.lint.regex_cost import compiled
from clientsmith.lint.spec import Json, mapping, sequence
from clientsmith.load import Pointer
from clientsmith.load.scalars import number_name
from clientsmith.oracle.equality import exact, same

__all__ = ["Fault", "exact", "faults", "has_type", "is_special", "kind_of", "length", "same", "text_of", "types_of"]

_LISTED = 12
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNITS = {"codePoints": "characters", "utf16": "UTF-16 code units", "bytes": "bytes"}
_MEDIA = {
    "url": (re.compile(r"https?://[^/\s]"), "an http(s) link"),
    "dataUri": (re.compile(r"data:[^,]*,"), "a data URI"),
    "base64": (re.compile(r"[A-Za-z0-9+/\s]+={0,2}\s*\Z"), "base64"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A keyword that a value breaks; `path` leads to the value inside the value judged."""

    path: Pointer
    keyword: str
    message: str
    hint: str = ""


def kind_of(value: Any) -> str:
    """Name the JSON Schema type of a value; a bool is never an integer."""
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


def types_of(rule: Json) -> tuple[str, ...]:
    """Give the types that a field may have; none stated, and no constant, means any."""
    stated = rule.get("type")
    if isinstance(stated, str):
        return (stated,)
    if isinstance(stated, list):
        return tuple(str(one) for one in sequence(cast(Any, stated)))
    return (kind_of(rule["const"]),) if "const" in rule else ()


def has_type(types: tuple[str, ...], value: Any) -> bool:
    """Tell whether a value is of one of the types."""
    kind = kind_of(value)
    return not types or kind in types or (kind == "integer" and "number" in types)


def text_of(value: Any) -> str:
    """Write a scalar as a key of specialValues names it."""
    return value if isinstance(value, str) else json.dumps(value)


def faults(rule: Json, value: Any) -> Iterator[Fault]:
    """Give every keyword that a value breaks; a value of the wrong type breaks only its type."""
    types = types_of(rule)
    if not has_type(types, value) or kind_of(value) == "not JSON":
        wanted = " or ".join(KINDS[one] for one in types) or "a JSON value"
        hint = "write it in quotes" if types == ("string",) and not isinstance(value, dict | list) else ""
        yield Fault((), "type", f"must be {wanted}, found {_seen(value)}", hint)
        return
    if value is None or is_special(rule, value):
        return
    if "const" in rule and not same(rule["const"], value):
        yield Fault((), "const", f"must be {shown(rule['const'])}, found {shown(value)}")
    if "enum" in rule and not listed(rule["enum"], value):
        yield _not_listed(sequence(rule["enum"]), value)
    if isinstance(value, bool):
        return
    if isinstance(value, int | float):
        yield from _number(rule, value)
    elif isinstance(value, str):
        yield from _text(rule, value)
    elif isinstance(value, list):
        yield from _list(rule, sequence(cast(Any, value)))
    elif isinstance(value, dict):
        yield from _mapping(rule, mapping(cast(Any, value)))


def is_special(rule: Json, value: Any) -> bool:
    """Tell whether a value is one of specialValues, which are legal whatever the limits say."""
    special = mapping(rule.get("specialValues"))
    if not special or isinstance(value, dict | list):
        return False
    text = text_of(value)
    return text in special or (not isinstance(value, str) and text in map(number_name, special))


def length(rule: Json, value: str) -> int:
    """Measure a text in the unit that the field counts."""
    unit = rule.get("lengthUnit", "codePoints")
    if unit == "bytes":
        return len(value.encode("utf-8", "surrogatepass"))
    return len(value.encode("utf-16-le", "surrogatepass")) // 2 if unit == "utf16" else len(value)


def _seen(value: Any) -> str:
    return f"the text {shown(value)}" if isinstance(value, str) else shown(value)


def _not_listed(values: list[Any], value: Any) -> Fault:
    words = [shown(one) for one in values]
    more = len(words) - _LISTED
    tail = f" and {more} more" if more > 0 else ""
    near = closest(value, [one for one in values if isinstance(one, str)]) if isinstance(value, str) else None
    hint = f"did you mean {near}?" if near else ""
    return Fault((), "enum", f"{shown(value)} is none of {', '.join(words[:_LISTED])}{tail}", hint)


def _number(rule: Json, value: float) -> Iterator[Fault]:
    if (low := rule.get("minimum")) is not None and value < low:
        yield Fault((), "minimum", f"must be at least {shown(low)}, found {shown(value)}")
    if (high := rule.get("maximum")) is not None and value > high:
        yield Fault((), "maximum", f"must be at most {shown(high)}, found {shown(value)}")
    if (low := rule.get("exclusiveMinimum")) is not None and value <= low:
        yield Fault((), "exclusiveMinimum", f"must be larger than {shown(low)}, found {shown(value)}")
    if (high := rule.get("exclusiveMaximum")) is not None and value >= high:
        yield Fault((), "exclusiveMaximum", f"must be smaller than {shown(high)}, found {shown(value)}")
    # As written in decimal: 0.3 is a multiple of 0.1.
    if (step := rule.get("multipleOf")) is not None and Fraction(str(value)) % Fraction(str(step)):
        yield Fault((), "multipleOf", f"must be a multiple of {shown(step)}, found {shown(value)}")


def _text(rule: Json, value: str) -> Iterator[Fault]:
    if not value.isascii() and _SURROGATE.search(value) is not None:
        yield Fault((), "encoding", "has half of a character, which can't be sent")
    # Only the provider can count the tokens of its model.
    unit = _UNITS.get(rule.get("lengthUnit", "codePoints"))
    if unit is not None and ("minLength" in rule or "maxLength" in rule):
        count = length(rule, value)
        if count < rule.get("minLength", 0):
            yield Fault((), "minLength", f"must have at least {rule['minLength']} {unit}, found {count}")
        if count > rule.get("maxLength", count):
            yield Fault((), "maxLength", f"must have at most {rule['maxLength']} {unit}, found {count}")
    if (pattern := rule.get("pattern")) is not None:
        search = compiled(pattern)
        if search is not None and search.search(value) is None:
            yield Fault((), "pattern", f"{shown(value)} doesn't match the pattern {pattern}")
    kinds = [str(one) for one in sequence(mapping(rule.get("media")).get("kinds"))]
    if kinds and not any(_MEDIA[kind][0].match(value) for kind in kinds):
        wanted = " or ".join(_MEDIA[kind][1] for kind in kinds)
        yield Fault((), "media", f"must be {wanted}, found {shown(value)}")


def _list(rule: Json, value: list[Any]) -> Iterator[Fault]:
    if len(value) < rule.get("minItems", 0):
        yield Fault((), "minItems", f"must have at least {rule['minItems']} elements, found {len(value)}")
    if len(value) > rule.get("maxItems", len(value)):
        yield Fault((), "maxItems", f"must have at most {rule['maxItems']} elements, found {len(value)}")
    if rule.get("uniqueItems"):
        for index, one in enumerate(value):
            if any(same(one, other) for other in value[:index]):
                yield Fault((index,), "uniqueItems", f"{_seen(one)} stands twice in the list")
    if isinstance(rule.get("items"), dict):
        for index, one in enumerate(value):
            yield from _inside(index, faults(mapping(rule["items"]), one))


def _mapping(rule: Json, value: Json) -> Iterator[Fault]:
    known = mapping(rule.get("properties"))
    for name in sequence(rule.get("required")):
        if name not in value and "const" not in mapping(known.get(name)):
            yield Fault((str(name),), "required", f"{shown(name)} is missing")
    for name, one in value.items():
        if name in known:
            yield from _inside(name, faults(mapping(known[name]), one))
        elif rule.get("additionalProperties") is False:
            near = closest(name, known)
            hint = f"did you mean {near}?" if near else ""
            yield Fault((name,), "additionalProperties", f"{shown(name)} is not known here", hint)


def _inside(step: str | int, found: Iterator[Fault]) -> Iterator[Fault]:
    for fault in found:
        yield Fault((step, *fault.path), fault.keyword, fault.message, fault.hint)
