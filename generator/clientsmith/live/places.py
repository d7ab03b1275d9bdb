"""Finds the line of the spec, and the documented page, of a fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

from clientsmith.diagnostics import shown
from clientsmith.language.model import Provider, Response
from clientsmith.load import Pointer
from clientsmith.load.json_values import mapping, sequence
from clientsmith.oracle.pointers import steps, written

_LISTED = 5
_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength")
_MORE = ("pattern", "minItems", "maxItems", "uniqueItems")


class Spot(NamedTuple):
    """The place of a fact: JSON Pointer into the spec, `file:line`, and `page#place` with its evidence level."""

    key: str
    place: str
    source: str


def spot(provider: Provider, key: str) -> Spot:
    """Return the place of the fact with this key."""
    here: Any = provider.document.data
    pointer: Pointer = ()
    source = level = ""
    for step in steps(key):
        at: str | int = int(step) if isinstance(here, list) and step.isdecimal() else step
        try:
            here = cast("Any", here)[at]
        except (KeyError, IndexError, TypeError):
            break
        pointer = (*pointer, at)
        facts = mapping(here)
        if isinstance(facts.get("source"), str):
            source, level = facts["source"], ""
        level = str(facts.get("evidence", level))
    place = provider.document.key_place(pointer)
    sure = f", {level}" if level not in ("", "documented") else ""
    return Spot(written(pointer), f"{place.file}:{place.line}", f"{source}{sure}")


class Described(NamedTuple):
    """What the spec says about a place in a response: the closest key, and its schema."""

    key: str
    path: str
    facts: Mapping[str, Any]
    whole: bool


def described(provider: Provider, response: Response | None, otherwise: str, path: Sequence[str | int]) -> Described:
    """Follow steps into an answer through its description, as far as that goes; `otherwise` is the key without one."""
    if response is None:
        return Described(otherwise, written(path), {}, False)
    pointer: list[str] = [response.body_key]
    shown_path: list[str] = []
    here = _at(provider.document.data, response.body_key)
    whole = True
    for step in map(str, path):
        properties = mapping(here.get("properties"))
        inside = properties.get(step) if step in properties else None
        element = inside is None and step.isdecimal() and "items" in here
        shown_path.append("*" if step.isdecimal() and inside is None else step)
        if whole and element:
            pointer.append("/items")
            here = mapping(here["items"])
        elif whole and isinstance(inside, dict):
            pointer.append(written(("properties", step)))
            here = mapping(cast("Any", inside))
        else:
            whole = False
    return Described("".join(pointer), "".join(f"/{step}" for step in shown_path), here, whole)


def _at(data: Any, key: str) -> Mapping[str, Any]:
    for step in steps(key):
        data = sequence(data)[int(step)] if isinstance(data, list) else mapping(data).get(step)
    return mapping(data)


def expected(kind: str, facts: Mapping[str, Any]) -> str:
    """Return what the spec expects, in a few words, for a difference of this kind."""
    if kind == "unknown-field":
        return "no such field"
    if kind == "more":
        return ""
    if kind == "unknown-value":
        values = [shown(value, 30) for value in sequence(facts.get("enum"))]
        more = f" and {len(values) - _LISTED} more" if len(values) > _LISTED else ""
        return f"one of {', '.join(values[:_LISTED])}{more}"
    if kind == "out-of-range":
        return ", ".join(f"{word} {shown(facts[word], 30)}" for word in (*_BOUNDS, *_MORE) if word in facts)
    types = facts.get("type", "object" if "properties" in facts else "anything")
    return " or ".join(str(name) for name in ([types] if isinstance(types, str) else sequence(types)))


def shown_value(kind: str, value: Any) -> str:
    """Return the received value, in a few words."""
    return "nothing" if kind == "missing" else "more" if kind == "more" else shown(value)
