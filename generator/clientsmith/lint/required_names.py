"""`required` lists only properties that are defined."""

from collections.abc import Iterator, Mapping

from clientsmith.diagnostics import meant, shown
from clientsmith.lint.spec import Spec
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import Json, mapping, sequence

CODES = ("required-undefined",)


def check(spec: Spec) -> Iterator[Finding]:
    """Find required names without a property."""
    for node in spec.nodes:
        if node.kind == "parameter" or "required" not in node.data:
            continue
        if node.kind not in {"requestBody", "field", "answerField", "response"}:
            continue
        known = mapping(node.data.get("properties"))
        for index, name in enumerate(sequence(node.data["required"])):
            if name not in known:
                at = (*node.pointer, "required", index)
                message = f"{shown(name)} is required, but not among the properties"
                yield Finding(at, "required-undefined", message, _hint(str(name), known))


def _hint(name: str, known: Mapping[str, Json]) -> str:
    """A body that was written as it is nested has the name further inside."""
    outer = next((other for other, child in known.items() if name in mapping(mapping(child).get("properties"))), None)
    if outer is None:
        return meant(name, known)
    return f"for a nested body write {shown(name)} beside {shown(outer)}, with pointer: /{outer}/{name}"
