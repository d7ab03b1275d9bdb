"""JSON Pointers with `*`: finding values in answers and putting values into bodies."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any

from .jsontypes import is_array

_APPENDING = ("-", "*")
_NOTHING: Mapping[str, Any] = {}


@lru_cache(maxsize=512)
def steps(pointer: str) -> tuple[str, ...]:
    """The steps of a pointer, unescaped; the empty pointer has none."""
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])


def find(value: Any, pointer: str) -> list[Any]:
    """Every value at a pointer; none where a step leads nowhere."""
    return _follow(value, steps(pointer))


def _follow(value: Any, way: tuple[str, ...]) -> list[Any]:
    for index, step in enumerate(way):
        if value.__class__ is dict:
            if step not in value:
                return []
            value = value[step]
        elif not is_array(value):
            return []
        elif step == "*":
            rest = way[index + 1 :]
            return [inner for item in value for inner in _follow(item, rest)] if rest else value
        elif step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return []
    return [value]


def first(value: Any, pointers: tuple[str, ...]) -> Any:
    """The first value that is neither absent nor null, or None."""
    for pointer in pointers:
        for item in find(value, pointer):
            if item is not None:
                return item
    return None


def first_text(value: Any, pointers: tuple[str, ...]) -> str | None:
    """The first text that isn't empty, or None."""
    return next((item for pointer in pointers for item in find(value, pointer) if isinstance(item, str) and item), None)


def put(body: dict[str, Any], pointer: str, value: Any, beside: Mapping[str, Any] = _NOTHING) -> None:
    """Set the value at the pointer, making objects, and arrays for steps that are numbers, on the way.

    A step `-` appends an element to an array, and `*` one for each item of the value, with the constants beside it.
    """
    way = steps(pointer)
    at = next((at for at, step in enumerate(way) if at and step in _APPENDING), 0)
    if not at:
        _put(body, way, value)
        return
    items: list[Any] = value if way[at] == "*" and is_array(value) else [value]
    array: list[Any] = _put(body, way[:at], []) if items else items
    for item in items:
        array.append(_element(way[at + 1 :], item, beside))


def _element(way: tuple[str, ...], item: Any, beside: Mapping[str, Any]) -> Any:
    if not way:
        return item
    element: dict[str, Any] = {}
    for place, constant in beside.items():
        _put(element, steps(place), constant)
    _put(element, way, item)
    return element


def _put(here: Any, way: tuple[str, ...], value: Any) -> Any:
    """Set the value unless there is one; return what stands there."""
    for step, following in pairwise(way):
        here = _child(here, step, [] if following.isdecimal() else {})
    return _child(here, way[-1], value)


def _child(parent: Any, step: str, fresh: Any) -> Any:
    """The element of the parent at the step, set to `fresh` if there is none yet."""
    if is_array(parent):
        parent.extend([None] * (int(step) + 1 - len(parent)))
        if parent[int(step)] is None:
            parent[int(step)] = fresh
        return parent[int(step)]
    return parent.setdefault(step, fresh)
