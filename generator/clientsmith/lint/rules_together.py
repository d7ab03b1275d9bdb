"""Some call keeps all rules across fields at once."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from clientsmith.diagnostics import shown
from clientsmith.lint import rule_conflicts
from clientsmith.lint.spec import Spec
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import mapping, sequence
from clientsmith.oracle.conditions import meets
from clientsmith.oracle.operation import OperationView, Values
from clientsmith.oracle.rules import rule_violations

CODES = ("no-legal-call",)
_MOST = 5_000
"""Calls that are tried; rules that leave so many open are taken to be fine."""
_OTHER = "a value that no condition names"


def check(spec: Spec) -> Iterator[Finding]:
    """Find rules that each make sense and together leave no call."""
    reported = {finding.pointer[:2] for finding in rule_conflicts.check(spec)}
    for operation in spec.operations.values():
        view = spec.view(operation)
        rules = [mapping(rule)["id"] for rule in sequence(operation.data.get("rules"))]
        if view is None or not rules or operation.pointer in reported or _some_call(view, rules):
            continue
        needed = list(rules)
        for rule in rules:
            if not _some_call(view, fewer := [other for other in needed if other != rule]):
                needed = fewer
        at = (*operation.pointer, "rules", rules.index(needed[-1]))
        message = f"no call of {operation.id} keeps the rules {', '.join(map(shown, needed))} at once"
        yield Finding(at, "no-legal-call", message, "correct one of them, or what the body requires")


def _some_call(view: OperationView, rules: Sequence[str]) -> bool:
    """Whether a call keeps these rules; a value counts only as far as conditions look at it.

    Whatever differs between a call and one that keeps all rules is in a rule that is broken: changing the fields of
    broken rules, one at a time, leads there.
    """
    kept = {rule.id: rule for rule in view.operation.rules if rule.id in rules}
    view = OperationView(view.provider, replace(view.operation, rules=tuple(kept.values())))
    always = {*view.needed, *view.filled}
    names = dict.fromkeys(name for rule in kept.values() for name in (*rule.fields, *rule.when))
    choices = {name: _choices(view, name) for name in names if name in view.fields}
    waiting: list[Values] = [{name: choices.get(name, [_OTHER])[0] for name in view.ordered(always)}]
    seen: set[str] = set()
    while waiting and len(seen) < _MOST:
        call = waiting.pop()
        if (key := repr(sorted(call.items()))) in seen:
            continue
        seen.add(key)
        broken = {one.rule for one in rule_violations(view, call, {}) if not one.advisory}
        if not broken:
            return True
        for name in dict.fromkeys(name for rule in broken for name in (*kept[rule].fields, *kept[rule].when)):
            waiting += [{**call, name: value} for value in choices.get(name, ())]
            if name in call and name not in always:
                waiting.append({other: value for other, value in call.items() if other != name})
    return len(seen) >= _MOST


def _choices(view: OperationView, name: str) -> list[Any]:
    """Values of a field, one for each way to meet some conditions on it and not the others."""
    tests = [mapping(rule.when[name]) for rule in view.operation.rules if name in rule.when]
    schema = view.fields[name].schema
    values = [*sequence(schema.get("enum"))] or [_OTHER, True, False]
    if "enum" not in schema:
        for test in tests:
            for value in (test.get("const"), *test.get("enum", ()), *test.get("notEnum", ())):
                values.append(value)
            for number in (value for value in test.values() if isinstance(value, int | float)):
                values += [number - 1, number - 0.5, number, number + 0.5, number + 1]
    distinct = {tuple(meets(test, value) for test in tests): value for value in reversed(values) if value is not None}
    return list(distinct.values())[::-1] or [_OTHER]
