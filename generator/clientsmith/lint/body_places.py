"""Every field has a place of its own in the body."""

from collections.abc import Iterator

from clientsmith.diagnostics import shown
from clientsmith.lint.spec import Node, OperationNode, Spec
from clientsmith.load import Pointer
from clientsmith.load.finding import Finding
from clientsmith.oracle.pointers import steps, written

CODES = ("bad-body-place", "body-places-clash")

_LAST_INDEX = 99  # of a list in a body, whose elements before are null


def check(spec: Spec) -> Iterator[Finding]:
    """Find pointers that lead nowhere, and two fields of which one would overwrite the other."""
    for node in spec.fields:
        if node.kind == "field" and "pointer" in node.data and len(node.pointer) > 5:
            message = f"{shown(node.name)} stands inside of another field, and has its place there"
            yield Finding((*node.pointer, "pointer"), "bad-body-place", message, "remove the pointer")
    for operation in spec.operations.values():
        yield from _places(operation)


def _places(operation: OperationNode) -> Iterator[Finding]:
    taken: dict[tuple[str, ...], Node] = {}  # every place on the way, with the first that needs it
    ends: dict[tuple[str, ...], Node] = {}
    indexed: dict[tuple[str, ...], Node] = {}  # lists, with the first that needs an element
    named: dict[tuple[str, ...], Node] = {}  # objects inside of the body, with the first that needs a name
    for node in operation.body.values():
        place = tuple(steps(node.data["pointer"])) if "pointer" in node.data else (node.name,)
        at = (*node.pointer, "pointer") if "pointer" in node.data else node.pointer
        if "pointer" in node.data and (finding := _is_no_place(node.data["pointer"], place, at)):
            yield finding
            continue
        above = [place[:length] for length in range(1, len(place))]
        first = taken.get(place) or next((ends[parent] for parent in above if parent in ends), None)
        if first is not None:
            message = f"{shown(node.name)} and {shown(first.name)} go to the same place in the body"
            hint = "correct one of the pointers"
            yield Finding(at, "body-places-clash", message, hint, on_key="pointer" not in node.data)
            continue
        for parent in above:
            mine, others = (indexed, named) if place[len(parent)].isdecimal() else (named, indexed)
            mine.setdefault(parent, node)
            if parent in others:
                message = (
                    f"{shown(written(parent))} is a list for one of {shown(others[parent].name)} and {shown(node.name)}"
                )
                hint = "number all of its elements, or name all of its properties"
                yield Finding(at, "body-places-clash", f"{message}, and an object for the other", hint)
                break
        ends[place] = node
        for parent in (*above, place):
            taken.setdefault(parent, node)


def _is_no_place(pointer: str, place: tuple[str, ...], at: Pointer) -> Finding | None:
    hint = ""
    if not place or "*" in place or "" in place:
        hint = "write such as /input/prompt"
    elif "-" in place[1:]:
        hint = "there is no appending yet: number the elements, as in /content/0/text and /content/1/text"
    elif wrong := next((step for step in place[1:] if step.isdecimal() and not _is_index(step)), None):
        hint = f"{shown(wrong)} is no index: write a number from 0 to {_LAST_INDEX} without zeros before it"
    if not hint:
        return None
    return Finding(at, "bad-body-place", f"{shown(pointer)} is no place for a value in the body", hint)


def _is_index(step: str) -> bool:
    return step.isascii() and len(step) <= len(str(_LAST_INDEX)) and str(int(step)) == step
