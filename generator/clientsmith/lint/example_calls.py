"""Every documented example call is one that the client would send."""

from collections.abc import Iterator

from clientsmith.lint.nested import hint, is_inside
from clientsmith.lint.spec import Spec
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import mapping
from clientsmith.oracle.calls import CallValidator

CODES = (
    "illegal-argument",
    "missing-argument",
    "unknown-argument",
    "illegal-size",
    "breaks-model-limit",
    "breaks-rule",
)

_CODE_OF_KIND = {
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
        view = spec.view(operation)
        if view is None:
            continue
        at, arguments = (*pointer, "arguments"), mapping(example["arguments"])
        is_open = mapping(operation.data.get("requestBody")).get("additionalProperties") is True
        for violation in CallValidator(view, documented=True).validate(arguments, strict=True):
            field = violation.fields[0]
            if violation.kind == "unknown" and is_open and field not in operation.fields:
                continue
            advice = violation.hint or "correct the call, or what it breaks; acknowledge it if the page has both"
            if violation.kind == "unknown":
                fields = {wire: node.data for wire, node in operation.fields.items()}
                advice = hint(field, fields) if is_inside(field, fields) else advice
            message = f"{field}: {violation.message}" if violation.kind in {"argument", "model"} else violation.message
            place = (*at, field, *violation.path) if field in arguments else at
            yield Finding(place, _CODE_OF_KIND[violation.kind], message, advice, on_key=violation.kind == "unknown")
