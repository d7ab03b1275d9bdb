"""Rules across fields have conditions that some call can meet, and values that their fields can have."""

from collections.abc import Iterator
from typing import Any

from clientsmith.diagnostics import shown
from clientsmith.lint.spec import OperationNode, Spec
from clientsmith.load import Pointer
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import mapping, sequence
from clientsmith.oracle.values import violations

CODES = ("bad-rule-value",)


def check(spec: Spec) -> Iterator[Finding]:
    """Find values in rules and limits of sizes that their fields can't have."""
    for operation, rule, at in spec.listed("rules"):
        yield from _conditions(operation, rule.get("when"), (*at, "when"))
        for name, limits in mapping(mapping(rule.get("then")).get("properties")).items():
            for index, value in enumerate(sequence(mapping(limits).get("enum"))):
                yield from _possible(operation, name, value, (*at, "then", "properties", name, "enum", index))
    for operation, limit, at in spec.listed("size", "limits"):
        yield from _conditions(operation, limit.get("when"), (*at, "when"))


def _conditions(operation: OperationNode, when: Any, at: Pointer) -> Iterator[Finding]:
    for name, test in mapping(when).items():
        place = (*at, name)
        if name not in operation.fields:
            continue
        tests = mapping(test)
        if "const" in tests:
            yield from _possible(operation, name, tests["const"], (*place, "const"))
        for word in ("enum", "notEnum"):
            for index, value in enumerate(sequence(tests.get(word))):
                yield from _possible(operation, name, value, (*place, word, index))
        types = operation.fields[name].data.get("type", "")
        for word in ("minimum", "maximum"):
            if word in tests and "integer" not in types and "number" not in types:
                message = f"{word} says nothing about {shown(name)}, which is no number"
                yield Finding((*place, word), "bad-rule-value", message, "write const, enum or notEnum")


def _possible(operation: OperationNode, name: str, value: Any, at: Pointer) -> Iterator[Finding]:
    known = violations(operation.fields[name].data, value, documented=True) if name in operation.fields else ()
    for field in known:
        message = f"{shown(name)} can never be {shown(value)}: {field.message}"
        hint = field.hint or "correct it, or the field"
        yield Finding(at, "bad-rule-value", message, hint)
