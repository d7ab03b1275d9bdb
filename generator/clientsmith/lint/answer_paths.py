"""Follow a pointer through a described answer."""

from collections.abc import Iterable
from typing import Any, cast

from clientsmith.diagnostics import KINDS, meant, shown
from clientsmith.load.json_values import Json, mapping
from clientsmith.oracle.pointers import steps
from clientsmith.oracle.values import types_of

_STEP = "is a step into a"


def described(rule: Json, pointer: str) -> tuple[list[Json], str, str]:
    """Follow a pointer through a description: what stands there, or why nothing can, and a hint.

    Nothing and no reason means that the description ends before the pointer does.
    """
    for step in steps(pointer):
        types = types_of(rule)
        inside: Any = None
        if step == "*" or (step.isdecimal() and "array" in types):
            if types and "array" not in types:
                return [], f"{shown(step)} {_STEP} list, but there is {_kinds(types)}", "remove it"
            inside = rule.get("items")
        else:
            if types and "object" not in types:
                hint = "go through its elements with *" if "array" in types else "end the pointer before"
                return [], f"{shown(step)} {_STEP} mapping, but there is {_kinds(types)}", hint
            known = mapping(rule.get("properties"))
            inside = known.get(step)
            if known and inside is None:
                return [], f"there is no {shown(step)}", meant(step, known)
        if not isinstance(inside, dict):
            return [], "", ""
        rule = mapping(cast(Any, inside))
    return [rule], "", ""


def among(rules: Iterable[Json], pointer: str) -> tuple[list[Json], str, str]:
    """Follow a pointer through several descriptions; the first that has it counts.

    Where one says nothing of it, anything may stand there, unless another has a value of another kind on the way.
    """
    ways = [described({"type": "object", **rule}, pointer) for rule in rules]
    has_it = [way for way in ways if way[0]]
    clashes = [way for way in ways if _STEP in way[1]]
    unsaid = [way for way in ways if not way[1]]
    nowhere: tuple[list[Json], str, str] = ([], "", "")
    return next(iter([*has_it, *clashes, *unsaid, *ways]), nowhere)


def _kinds(types: tuple[str, ...]) -> str:
    return " or ".join(KINDS[kind] for kind in types)
