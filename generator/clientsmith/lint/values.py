"""Default, constant, examples and recommendations of a field are legal by its own limits."""

from collections.abc import Iterator

from clientsmith.diagnostics import KINDS, shown
from clientsmith.lint.spec import Node, Spec
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import mapping, sequence
from clientsmith.load.scalars import number_name
from clientsmith.oracle.values import has_type, kind_of, types_of, violations
from clientsmith.oracle.violation import Violation

CODES = (
    "bad-default",
    "bad-const",
    "bad-example",
    "bad-recommended",
    "bad-enum-value",
    "bad-special-value",
    "unreachable-value",
)


def check(spec: Spec) -> Iterator[Finding]:
    """Find values of fields that break the fields' own limits."""
    for node in spec.fields:
        rule = node.data
        yield from _enum(node)
        if "const" in rule:
            limits = {word: limit for word, limit in rule.items() if word not in {"const", "media"}}
            for violation in violations(limits, rule["const"]):
                yield _finding(node, ("const",), "bad-const", "the constant", violation)
        # A default of null says that nothing is used.
        if rule.get("default") is not None:
            for violation in violations(rule, rule["default"], documented=True):
                yield _finding(node, ("default",), "bad-default", "the default", violation)
        for word, code in (("examples", "bad-example"), ("recommended", "bad-recommended")):
            for index, value in enumerate(sequence(rule.get(word))):
                for violation in violations(rule, value, documented=True):
                    yield _finding(node, (word, index), code, f"{shown(value)}", violation)
        for word in mapping(rule.get("specialValues")):
            if not _can_be(word, types_of(rule)):
                at = (*node.pointer, "specialValues", word)
                kinds = " or ".join(KINDS[kind] for kind in types_of(rule))
                message = f"the special value {shown(word)} is not {kinds}"
                yield Finding(at, "bad-special-value", message, "correct it, or the type", on_key=True)


def _enum(node: Node) -> Iterator[Finding]:
    rule, types = node.data, types_of(node.data)
    limits = {word: limit for word, limit in rule.items() if word not in {"enum", "const", "type", "media"}}
    for index, value in enumerate(sequence(rule.get("enum"))):
        at = (*node.pointer, "enum", index)
        if not has_type(types, value):
            kinds = " or ".join(KINDS[kind] for kind in types)
            hint = f'write "{shown(value)}" in quotes' if "string" in types else "correct it, or the type"
            yield Finding(at, "bad-enum-value", f"{shown(value)} is not {kinds}", hint)
            continue
        for violation in violations({"type": kind_of(value), **limits}, value, documented=True):
            message = f"{shown(value)} can never be sent: {violation.message}"
            yield Finding(at, "unreachable-value", message, f"remove it, or correct {violation.rule}")


def _can_be(word: str, types: tuple[str, ...]) -> bool:
    if not types or "string" in types:
        return True
    if word in {"true", "false"}:
        return "boolean" in types
    name = number_name(word)
    whole = name.removeprefix("-").isdecimal()
    fraction = name.removeprefix("-").replace(".", "", 1).isdecimal()
    return ("integer" in types and whole) or ("number" in types and fraction)


def _finding(node: Node, at: tuple[str | int, ...], code: str, what: str, violation: Violation) -> Finding:
    hint = violation.hint or f"correct it, or {violation.rule}"
    pointer = (*node.pointer, *at, *violation.path)
    return Finding(pointer, code, f"{what} isn't legal for the field itself: {violation.message}", hint)
