"""Default, constant, examples and recommendations of a field are legal by its own limits."""

from collections.abc import Iterator

from clientsmith.diagnostics import KINDS, shown
from clientsmith.lint.finding import Finding
from clientsmith.lint.judge import Fault, faults, has_type, kind_of, types_of
from clientsmith.lint.spec import Node, Spec, mapping, sequence
from clientsmith.load.scalars import number_name

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
            for fault in faults({word: one for word, one in rule.items() if word != "media"}, rule["const"]):
                yield _finding(node, ("const",), "bad-const", "the constant", fault)
        # A default of null says that nothing is used.
        if rule.get("default") is not None:
            for fault in faults(rule, rule["default"]):
                yield _finding(node, ("default",), "bad-default", "the default", fault)
        for word, code in (("examples", "bad-example"), ("recommended", "bad-recommended")):
            for index, value in enumerate(sequence(rule.get(word))):
                for fault in faults(rule, value):
                    yield _finding(node, (word, index), code, f"{shown(value)}", fault)
        for word in mapping(rule.get("specialValues")):
            if not _can_be(word, types_of(rule)):
                at = (*node.pointer, "specialValues", word)
                kinds = " or ".join(KINDS[one] for one in types_of(rule))
                message = f"the special value {shown(word)} is not {kinds}"
                yield Finding(at, "bad-special-value", message, "correct it, or the type", on_key=True)


def _enum(node: Node) -> Iterator[Finding]:
    rule, types = node.data, types_of(node.data)
    limits = {word: one for word, one in rule.items() if word not in {"enum", "const", "type", "media"}}
    for index, value in enumerate(sequence(rule.get("enum"))):
        at = (*node.pointer, "enum", index)
        if not has_type(types, value):
            kinds = " or ".join(KINDS[one] for one in types)
            hint = f'write "{shown(value)}" in quotes' if "string" in types else "correct it, or the type"
            yield Finding(at, "bad-enum-value", f"{shown(value)} is not {kinds}", hint)
            continue
        for fault in faults({"type": kind_of(value), **limits}, value):
            message = f"{shown(value)} can never be sent: {fault.message}"
            yield Finding(at, "unreachable-value", message, f"remove it, or correct {fault.keyword}")


def _can_be(word: str, types: tuple[str, ...]) -> bool:
    if not types or "string" in types:
        return True
    if word in {"true", "false"}:
        return "boolean" in types
    name = number_name(word)
    whole = name.removeprefix("-").isdecimal()
    fraction = name.removeprefix("-").replace(".", "", 1).isdecimal()
    return ("integer" in types and whole) or ("number" in types and fraction)


def _finding(node: Node, at: tuple[str | int, ...], code: str, what: str, fault: Fault) -> Finding:
    hint = fault.hint or f"correct it, or {fault.keyword}"
    pointer = (*node.pointer, *at, *fault.path)
    return Finding(pointer, code, f"{what} isn't legal for the field itself: {fault.message}", hint)
