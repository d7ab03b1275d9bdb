"""Hints for a body that was written as it is nested, where each value is to be a field of its own."""

from collections.abc import Mapping
from typing import Any

from clientsmith.diagnostics import meant, shown
from clientsmith.load.json_values import mapping
from clientsmith.oracle.pointers import written


def hint(name: str, known: Mapping[str, Any]) -> str:
    """Return the hint for an unknown field: where it stands inside a known one, else the name that was meant."""
    way = _way(name, known)
    if not way:
        return meant(name, map(str, known))
    return f"for a nested body write {shown(name)} beside {shown(way[0])}, with pointer: {written(way)}"


def is_inside(name: str, known: Mapping[str, Any]) -> bool:
    """Whether a field of this name stands inside a known one."""
    return bool(_way(name, known))


def _way(name: str, properties: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys that lead to a field of this name inside the others; the least nested first."""
    waiting: list[tuple[tuple[str, ...], Mapping[str, Any]]] = [((), properties)]
    while waiting:
        way, inside = waiting.pop(0)
        if way and name in inside:
            return (*way, name)
        waiting += [((*way, other), mapping(mapping(field).get("properties"))) for other, field in inside.items()]
    return ()
