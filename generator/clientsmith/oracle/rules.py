"""Checks which rules across fields a call breaks."""

from __future__ import annotations

from collections.abc import Iterator

from clientsmith.diagnostics import shown
from clientsmith.language.model import Rule
from clientsmith.load import Pointer
from clientsmith.load.json_values import mapping
from clientsmith.oracle.conditions import holds
from clientsmith.oracle.operation import OperationView, Values
from clientsmith.oracle.values import kind_of, violations
from clientsmith.oracle.violation import Violation


def rule_violations(view: OperationView, values: Values, sound: Values) -> Iterator[Violation]:
    """Yield the broken rules; their limits are only checked for the fields in `sound`. Ignored fields come last."""
    ignored: list[Violation] = []
    if not view.operation.rules:
        return
    sent, effective = view.given(values), view.effective(values)
    for rule in view.operation.rules:
        if rule.kind == "requires":
            yield from _requires(view, rule, sent)
        elif rule.kind == "when":
            if holds(rule.when, effective, sent):
                yield from _then(view, rule, sent, sound)
                ignored += _ignored(view, rule, values)
        elif rule.kind != "modelLimits":
            yield from _together(view, rule, sent, values)
    yield from ignored


def _violation(
    view: OperationView, rule: Rule, message: str, hint: str, wires: tuple[str, ...], path: Pointer = (), name: str = ""
) -> Violation:
    named = name or view.names(wires)
    message = f"{message}, by the rule {rule.id}"
    evidence = rule.evidence
    return Violation(rule.id, message, hint, "rule", wires, path, named, evidence.source, evidence.weak)


def _requires(view: OperationView, rule: Rule, sent: set[str]) -> Iterator[Violation]:
    for wire, others in rule.requires.items():
        missing = tuple(other for other in others if other not in sent)
        if wire in sent and missing:
            message = f"{shown(wire)} needs {' and '.join(shown(other) for other in missing)} too"
            hint = f"give {' and '.join(missing)}, or leave {wire} out"
            yield _violation(view, rule, message, hint, (wire, *missing))


def _together(view: OperationView, rule: Rule, sent: set[str], values: Values) -> Iterator[Violation]:
    present = [wire for wire in rule.fields if wire in sent]
    given = [wire for wire in present if wire in values]
    if rule.kind != "atLeastOne" and len(present) > 1:
        message = f"{' and '.join(shown(wire) for wire in present)} exclude each other"
        wires = (present[-1], *given)
        hint = "leave all but one out"
        yield _violation(view, rule, message, hint, tuple(dict.fromkeys(wires)), name=view.names(given or rule.fields))
    if rule.kind != "conflicts" and not present:
        count = "one" if rule.kind == "exactlyOne" else "at least one"
        message = f"{count} of {', '.join(rule.fields)} must be given"
        yield _violation(view, rule, message, f"give {rule.fields[0]}", rule.fields)


def _then(view: OperationView, rule: Rule, sent: set[str], sound: Values) -> Iterator[Violation]:
    for wire in rule.then.get("required", ()):
        if wire not in sent:
            yield _violation(view, rule, f"{shown(wire)} must be given", f"give {wire}", (wire,))
    for wire in rule.then.get("forbidden", ()):
        if wire in sent:
            yield _violation(view, rule, f"{shown(wire)} must not be given", f"leave {wire} out", (wire,))
    for wire, limits in mapping(rule.then.get("properties")).items():
        if wire in sound:
            for violation in violations({"type": kind_of(sound[wire]), **limits}, sound[wire]):
                message = f"{shown(wire)} {violation.message}"
                yield _violation(view, rule, message, violation.hint, (wire,), violation.path)


def _ignored(view: OperationView, rule: Rule, values: Values) -> Iterator[Violation]:
    """Report given fields that are ignored; this never refuses a call."""
    for wire in rule.then.get("ignored", ()):
        if wire in values:
            source = rule.evidence.source
            message = f"{shown(wire)} is ignored, by the rule {rule.id}"
            yield Violation(rule.id, message, "", "ignored", (wire,), (), view.names([wire]), source, advisory=True)
