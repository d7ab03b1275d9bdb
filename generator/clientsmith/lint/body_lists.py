"""What a field appends to a list of the body, or spreads over numbered fields, can be read back."""

from collections.abc import Iterator
from itertools import combinations

from clientsmith.diagnostics import shown
from clientsmith.language.types import MULTIPART
from clientsmith.lint.spec import Node, OperationNode, Spec
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import mapping, sequence
from clientsmith.oracle.pointers import steps
from clientsmith.oracle.values import types_of

CODES = ("bad-element", "bad-beside", "elements-alike", "bad-expand")

_APPENDING = ("-", "*")


def check(spec: Spec) -> Iterator[Finding]:
    """Find elements that nobody can tell apart, and numbered fields without an end."""
    top = {node.pointer for operation in spec.operations.values() for node in operation.body.values()}
    for node in spec.fields:
        for word, code in (("beside", "bad-beside"), ("expand", "bad-expand")):
            if word in node.data and node.pointer not in top:
                message = f"{shown(node.name)} stands inside of another field"
                hint = f"only a field at the top of properties has {word}"
                yield Finding((*node.pointer, word), code, message, hint, on_key=True)
    for operation in spec.operations.values():
        yield from _elements(operation)
        yield from _numbered(operation)


def appends_at(node: Node) -> int:
    """The step of a field's pointer that appends to a list; 0 if there is none."""
    way = steps(str(node.data.get("pointer", "")))
    return next((at for at, step in enumerate(way) if at and step in _APPENDING), 0)


def _elements(operation: OperationNode) -> Iterator[Finding]:
    lists: dict[tuple[str, ...], list[Node]] = {}
    for node in operation.body.values():
        at = appends_at(node)
        if not at:
            if "beside" in node.data:
                hint = "write a pointer such as /content/-/text, or remove beside"
                message = f"{shown(node.name)} appends no element"
                yield Finding((*node.pointer, "beside"), "bad-beside", message, hint, on_key=True)
            continue
        way = steps(str(node.data["pointer"]))
        yield from _element(node, way[at], way[at + 1 :])
        yield from _empty(node, operation, "*") if way[at] == "*" else ()
        yield from _beside(node, way[at + 1 :])
        same = lists.setdefault(tuple(way[:at]), [])
        same.append(node)
    for one, other in (pair for nodes in lists.values() for pair in combinations(nodes, 2)):
        if not _differ(one, other):
            message = f"an element of {shown(other.name)} can't be told from one of {shown(one.name)}"
            hint = "put the values under different names, or constants that differ beside them, under one pointer"
            yield Finding((*other.pointer, "pointer"), "elements-alike", message, hint)


def _element(node: Node, step: str, rest: list[str]) -> Iterator[Finding]:
    at = (*node.pointer, "pointer")
    kinds = types_of(node.data)
    if any(one in _APPENDING or one.isdecimal() for one in rest):
        hint = "name what is inside of an element, as in /content/-/image/url"
        yield Finding(at, "bad-element", "an element that a field appends is an object of objects", hint)
    if step == "*" and kinds != ("array",):
        hint = "write - where the value is one element, or type: array"
        yield Finding(at, "bad-element", "* appends an element for each item of a list, and this is none", hint)
    if "const" in node.data:
        hint = "write it under beside of a field that appends; or number all elements"
        yield Finding(at, "bad-element", "a constant appends no element", hint)
    if "null" in kinds:
        hint = "leave null out of the types: what isn't given isn't sent"
        yield Finding((*node.pointer, "type"), "bad-element", "null appends no element", hint)


def _beside(node: Node, rest: list[str]) -> Iterator[Finding]:
    taken = [rest]
    for place in mapping(node.data.get("beside")):
        way = steps(place)
        at = (*node.pointer, "beside", place)
        if not way or not place.startswith("/") or any(not one or one in _APPENDING or one.isdecimal() for one in way):
            hint = "write a pointer of names within the element, such as /type"
            yield Finding(at, "bad-beside", f"{shown(place)} is no place in an element", hint, on_key=True)
        elif any(_nested(way, other) for other in taken):
            message = f"{shown(place)} overwrites something else in the element"
            yield Finding(at, "bad-beside", message, "correct one of the pointers", on_key=True)
        taken.append(way)


def _nested(one: list[str], other: list[str]) -> bool:
    length = min(len(one), len(other))
    return one[:length] == other[:length]


def _differ(one: Node, other: Node) -> bool:
    mine, others = mapping(one.data.get("beside")), mapping(other.data.get("beside"))
    if any(mine[place] != others[place] for place in mine.keys() & others.keys()):
        return True
    rest, rest_of_other = (steps(str(node.data["pointer"]))[appends_at(node) + 1 :] for node in (one, other))
    leaves, leaves_of_other = [rest, *map(steps, mine)], [rest_of_other, *map(steps, others)]
    return not any(_nested(rest, leaf) for leaf in leaves_of_other) and not any(
        _nested(rest_of_other, leaf) for leaf in leaves
    )


def _empty(node: Node, operation: OperationNode, word: str) -> Iterator[Finding]:
    if node.name in operation.required and not node.data.get("minItems"):
        code = "bad-element" if word == "*" else "bad-expand"
        message = "an empty list leaves nothing in the body, and this one must be given"
        yield Finding((*node.pointer, "type"), code, message, "write minItems: 1")


def _numbered(operation: OperationNode) -> Iterator[Finding]:
    is_multipart = mapping(operation.data.get("requestBody")).get("mediaType") == MULTIPART
    for node in operation.body.values():
        if "expand" not in node.data:
            continue
        at = (*node.pointer, "expand")
        if is_multipart or "pointer" in node.data:
            message = "only fields at the top of a JSON body are numbered"
            yield Finding(at, "bad-expand", message, "remove expand, or the pointer", on_key=True)
        if "maxItems" not in node.data:
            message = "nobody knows how many numbered fields there are"
            yield Finding(at, "bad-expand", message, "write maxItems, the number of fields", on_key=True)
        if "null" in types_of(node.data) or "null" in sequence(mapping(node.data.get("items")).get("type")):
            yield Finding((*node.pointer, "type"), "bad-expand", "null is in no field", "leave null out of the types")
        yield from _empty(node, operation, "expand")
