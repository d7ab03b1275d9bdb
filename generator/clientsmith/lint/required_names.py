"""`required` lists only properties that are defined."""

from collections.abc import Iterator

from clientsmith.diagnostics import shown
from clientsmith.lint.nested import hint
from clientsmith.lint.spec import Spec
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import mapping, sequence

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
                yield Finding(at, "required-undefined", message, hint(str(name), known))
