"""Every rule across fields can be kept: nothing is at once required and forbidden."""

from collections.abc import Iterator
from itertools import combinations

from clientsmith.diagnostics import shown
from clientsmith.lint.spec import OperationNode, Spec
from clientsmith.load import Pointer
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import Json, mapping, sequence

CODES = ("rule-never-holds",)


def check(spec: Spec) -> Iterator[Finding]:
    """Find rules that no call can keep, or that make a field useless."""
    for operation, rule, at in spec.listed("rules"):
        needs = _needs(operation)
        must = _closure(set(operation.required), needs)
        for word in ("conflicts", "exactlyOne"):
            yield from _excluded(sequence(rule.get(word)), must, needs, (*at, word))
        for name, others in mapping(rule.get("requires")).items():
            if name in others:
                message = f"{shown(name)} requires itself"
                yield Finding((*at, "requires", name), "rule-never-holds", message, "name another field")
        if "then" in rule:
            yield from _then(operation, mapping(rule["when"]), mapping(rule["then"]), must, (*at, "then"))


def _needs(operation: OperationNode) -> dict[str, set[str]]:
    needs: dict[str, set[str]] = {}
    for rule in sequence(operation.data.get("rules")):
        for name, others in mapping(mapping(rule).get("requires")).items():
            needs.setdefault(name, set()).update(others)
    return needs


def _closure(names: set[str], needs: dict[str, set[str]]) -> set[str]:
    waiting, needed = list(names), set(names)
    while waiting:
        for other in needs.get(waiting.pop(), ()):
            if other not in needed:
                needed.add(other)
                waiting.append(other)
    return needed


def _excluded(names: list[str], must: set[str], needs: dict[str, set[str]], at: Pointer) -> Iterator[Finding]:
    for first, second in combinations(names, 2):
        if first in must and second in must:
            message = f"{shown(first)} and {shown(second)} exclude each other, but both are required"
            yield Finding(at, "rule-never-holds", message, "make one of them optional")
        elif second in _closure({first}, needs) or first in _closure({second}, needs):
            message = f"{shown(first)} and {shown(second)} exclude each other, but one requires the other"
            yield Finding(at, "rule-never-holds", message, "remove one of the two rules")


def _then(operation: OperationNode, when: Json, then: Json, must: set[str], at: Pointer) -> Iterator[Finding]:
    required = {*sequence(then.get("required"))}
    absent = {name for name, test in when.items() if mapping(test).get("present") is False}
    present = {name for name, test in when.items() if mapping(test).get("present") is True}
    for word in ("forbidden", "ignored"):
        for index, name in enumerate(sequence(then.get(word))):
            reason = ""
            if name in required:
                reason = f"requires it, but has it in {word} too"
            elif word == "forbidden" and name in must:
                reason = f"forbids it, but {operation.id} always needs it"
            elif word == "forbidden" and name in present:
                reason = "holds when it is given, so that it never can be"
            if reason:
                hint = "remove one of the two" if name in required else "say it by values of another field"
                yield Finding((*at, word, index), "rule-never-holds", f"{shown(name)}: the rule {reason}", hint)
    for index, name in enumerate(sequence(then.get("required"))):
        if name in absent:
            message = f"{shown(name)}: the rule holds when it is missing and requires it, so it is always required"
            yield Finding((*at, "required", index), "rule-never-holds", message, "list it in the required of the body")
    for name in mapping(then.get("properties")):
        if name in sequence(then.get("forbidden")):
            message = f"{shown(name)}: the rule limits it and forbids it"
            yield Finding((*at, "properties", name), "rule-never-holds", message, "keep one", on_key=True)
