"""`required` lists only properties that are defined."""

from collections.abc import Iterator

from clientsmith.diagnostics import shown
from clientsmith.rules.finding import Finding, meant
from clientsmith.rules.spec import Spec, mapping, sequence

CODES = ("required-undefined",)


def check(spec: Spec) -> Iterator[Finding]:
    """Find required names without a property."""
    for node in spec.nodes:
        if node.kind == "parameter" or "required" not in node.data:
            continue
        if node.kind not in {"body", "field", "answer", "response"}:
            continue
        known = mapping(node.data.get("properties"))
        for index, name in enumerate(sequence(node.data["required"])):
            if name not in known:
                at = (*node.pointer, "required", index)
                message = f"{shown(name)} is required, but not among the properties"
                yield Finding(at, "required-undefined", message, meant(name, known))
