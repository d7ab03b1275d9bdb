"""Ids of rules, examples and discrepancies are given once each."""

from collections.abc import Iterator

from clientsmith.diagnostics import shown
from clientsmith.lint.spec import Spec
from clientsmith.load import Pointer
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import Json, mapping, sequence

CODES = ("duplicate-id",)


def check(spec: Spec) -> Iterator[Finding]:
    """Find ids that stand twice in one list."""
    yield from _twice(spec.data, ("discrepancies",))
    for operation in spec.operations.values():
        for word in ("rules", "examples"):
            yield from _twice(operation.data, (*operation.pointer, word))
    for node in spec.nodes:
        if node.kind == "response":
            yield from _twice(node.data, (*node.pointer, "examples"))


def _twice(data: Json, at: Pointer) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, entry in enumerate(sequence(data.get(str(at[-1])))):
        name = str(mapping(entry)["id"])
        if name in seen:
            message = f"the id {shown(name)} is taken already"
            yield Finding((*at, index, "id"), "duplicate-id", message, "choose another")
        seen.add(name)
