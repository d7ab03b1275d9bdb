"""Rules across fields name fields of their operation, and conditions that some call can meet."""

from collections.abc import Iterator
from typing import Any

from clientsmith.diagnostics import shown
from clientsmith.lint.finding import Finding, meant
from clientsmith.lint.spec import Operation, Spec, mapping, sequence
from clientsmith.load import Pointer
from clientsmith.oracle.values import violations

CODES = ("unknown-field", "bad-rule-value")


def check(spec: Spec) -> Iterator[Finding]:
    """Find unknown fields in rules and limits of sizes, and values that their fields can't have."""
    for operation, rule, at in spec.listed("rules"):
        for name, others in mapping(rule.get("requires")).items():
            yield from _known(operation, name, (*at, "requires", name), on_key=True)
            yield from _all_known(operation, others, (*at, "requires", name))
        for word in ("conflicts", "atLeastOne", "exactlyOne"):
            yield from _all_known(operation, rule.get(word), (*at, word))
        yield from conditions(operation, rule.get("when"), (*at, "when"))
        then = mapping(rule.get("then"))
        for word in ("required", "forbidden", "ignored"):
            yield from _all_known(operation, then.get(word), (*at, "then", word))
        for name, limits in mapping(then.get("properties")).items():
            place = (*at, "then", "properties", name)
            yield from _known(operation, name, place, on_key=True)
            if name in operation.fields:
                for index, value in enumerate(sequence(mapping(limits).get("enum"))):
                    yield from _possible(operation, name, value, (*place, "enum", index))
    for operation, limit, at in spec.listed("size", "limits"):
        yield from conditions(operation, limit.get("when"), (*at, "when"))


def conditions(operation: Operation, when: Any, at: Pointer) -> Iterator[Finding]:
    """Find what is wrong with a `when`."""
    for name, test in mapping(when).items():
        place = (*at, name)
        yield from _known(operation, name, place, on_key=True)
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


def _known(operation: Operation, name: str, at: Pointer, *, on_key: bool = False) -> Iterator[Finding]:
    if name not in operation.fields:
        message = f"{operation.id} has no field {shown(name)}"
        yield Finding(at, "unknown-field", message, meant(name, operation.fields), on_key=on_key)


def _all_known(operation: Operation, names: Any, at: Pointer) -> Iterator[Finding]:
    for index, name in enumerate(sequence(names)):
        yield from _known(operation, name, (*at, index))


def _possible(operation: Operation, name: str, value: Any, at: Pointer) -> Iterator[Finding]:
    for one in violations(operation.fields[name].data, value, documented=True):
        message = f"{shown(name)} can never be {shown(value)}: {one.message}"
        hint = one.hint or "correct it, or the field"
        yield Finding(at, "bad-rule-value", message, hint)
