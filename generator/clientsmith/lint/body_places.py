"""Every field has a place of its own in the body."""

from collections.abc import Iterator
from typing import TypeAlias

from clientsmith.diagnostics import shown
from clientsmith.language.model import Expand
from clientsmith.lint.body_lists import appends_at
from clientsmith.lint.spec import Node, OperationNode, Spec
from clientsmith.load import Pointer
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import mapping
from clientsmith.oracle.pointers import steps, written

CODES = ("bad-body-place", "body-places-clash")

_LAST_INDEX = 99  # of a list in a body, whose elements before are null
_MOST_NUMBERED = 1000
Place: TypeAlias = tuple[str, ...]


def check(spec: Spec) -> Iterator[Finding]:
    """Find pointers that lead nowhere, and two fields of which one would overwrite the other."""
    for node in spec.fields:
        if node.kind == "field" and "pointer" in node.data and len(node.pointer) > 5:
            message = f"{shown(node.name)} stands inside of another field, and has its place there"
            yield Finding((*node.pointer, "pointer"), "bad-body-place", message, "remove the pointer")
    for operation in spec.operations.values():
        yield from _places(operation)


def _places(operation: OperationNode) -> Iterator[Finding]:
    taken: dict[Place, Node] = {}  # every place on the way, with the first that needs it
    ends: dict[Place, Node] = {}
    kinds: dict[str, dict[Place, Node]] = {"index": {}, "name": {}, "append": {}}  # lists and objects, by how
    for node in operation.body.values():
        place = tuple(steps(node.data["pointer"])) if "pointer" in node.data else (node.name,)
        at = (*node.pointer, "pointer") if "pointer" in node.data else node.pointer
        if "pointer" in node.data and (finding := _is_no_place(node.data["pointer"], place, at)):
            yield finding
            continue
        appends = appends_at(node)
        for way in [place[: appends or len(place)]] if "expand" not in node.data else _numbered(node):
            above = [way[:length] for length in range(1, len(way))]
            first = ends.get(way) if appends else taken.get(way)
            first = first or next((ends[parent] for parent in above if parent in ends), None)
            if first is not None:
                message = f"{shown(node.name)} and {shown(first.name)} go to the same place in the body"
                hint = "correct one of the pointers" if "expand" not in node.data else "name the fields otherwise"
                yield Finding(at, "body-places-clash", message, hint, on_key="pointer" not in node.data)
                break
            uses = [(parent, "index" if place[len(parent)].isdecimal() else "name") for parent in above]
            uses += [(way, "append")] if appends else []
            if clash := _clash(node, uses, kinds):
                yield Finding(at, "body-places-clash", *clash)
            if not appends:
                ends[way] = node
            for parent in (*above, way):
                taken.setdefault(parent, node)


def _clash(node: Node, uses: list[tuple[Place, str]], kinds: dict[str, dict[Place, Node]]) -> tuple[str, str] | None:
    """Message and hint for the first list or object that another field takes for something else."""
    for parent, kind in uses:
        kinds[kind].setdefault(parent, node)
        for other, places in kinds.items():
            if other == kind or parent not in places:
                continue
            names = f"one of {shown(places[parent].name)} and {shown(node.name)}"
            if "name" in (kind, other):
                message = f"{shown(written(parent))} is a list for {names}, and an object for the other"
                return message, "number all of its elements, or name all of its properties"
            message = f"{shown(written(parent))} has numbered elements for {names}, and appended ones for the other"
            return message, "append all of its elements with - and *, in the order of the fields; or number all"
    return None


def _numbered(node: Node) -> Iterator[Place]:
    """Yield the places of the numbered fields of a list."""
    rule = mapping(node.data["expand"])
    expand = Expand(first=str(rule.get("first", "")), rest=str(rule["rest"]), start=int(rule.get("from", 1)))
    for name in expand.names(min(int(node.data.get("maxItems", 1)), _MOST_NUMBERED)):
        yield (name,)


def _is_no_place(pointer: str, place: tuple[str, ...], at: Pointer) -> Finding | None:
    hint = ""
    if not place or place[0] == "*" or "" in place:
        hint = "write such as /input/prompt"
    elif wrong := next((step for step in place[1:] if step.isdecimal() and not _is_index(step)), None):
        hint = f"{shown(wrong)} is no index: write a number from 0 to {_LAST_INDEX} without zeros before it"
    if not hint:
        return None
    return Finding(at, "bad-body-place", f"{shown(pointer)} is no place for a value in the body", hint)


def _is_index(step: str) -> bool:
    return step.isascii() and len(step) <= len(str(_LAST_INDEX)) and str(int(step)) == step
