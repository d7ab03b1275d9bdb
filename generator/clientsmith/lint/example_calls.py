"""Every documented example call is one that the client would send."""

from collections.abc import Iterator

from clientsmith.lint.arguments import argument_findings
from clientsmith.lint.finding import Finding
from clientsmith.lint.spec import Spec, mapping

CODES = (
    "illegal-argument",
    "missing-argument",
    "unknown-argument",
    "illegal-size",
    "breaks-model-limit",
    "breaks-rule",
)

_CODE_OF = {
    "argument": "illegal-argument",
    "missing": "missing-argument",
    "unknown": "unknown-argument",
    "size": "illegal-size",
    "model": "breaks-model-limit",
    "rule": "breaks-rule",
}


def check(spec: Spec) -> Iterator[Finding]:
    """Find example calls that break fields, sizes, limits by model or rules."""
    for operation, example, pointer in spec.listed("examples"):
        at = (*pointer, "arguments")
        for found in argument_findings(operation, mapping(example["arguments"])):
            hint = found.hint or "correct the call, or what it breaks; acknowledge it if the page has both"
            message = found.message
            if found.part in {"argument", "model"}:
                message = f"{found.field}: {message}"
            there = found.field in example["arguments"]
            place = (*at, found.field, *found.path) if there else at
            yield Finding(place, _CODE_OF[found.part], message, hint, on_key=found.part == "unknown")
