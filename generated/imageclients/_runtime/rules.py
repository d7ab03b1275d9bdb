# Made by `clientsmith generate` from templates/imageclients/_runtime/rules.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Validating the arguments of a call as a whole: rules across fields, limits by model, and the size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from .conditions import all_hold
from .describe import Rule
from .messages import show
from .prepared import Prepared
from .schema import Violation
from .size_rules import size_violations


def violations(ready: Prepared, given: Mapping[str, Any]) -> list[Violation]:
    """Every rule of the operation that the arguments (wire name to value) break."""
    operation = ready.operation
    if ready.constants:
        given = {**ready.constants, **given}
    broken: list[Violation] = []
    for rule in operation.rules:
        broken += _rule_violations(ready, rule, given)
    if operation.sizes is not None:
        # Programs ask for the same few sizes; what broke no rule once breaks none.
        size_values = repr([given.get(name, ...) for name in ready.size_names])
        if size_values not in ready.legal_sizes:
            of_size = list(size_violations(ready, operation.sizes, given))
            if not of_size and len(ready.legal_sizes) < 1000:
                ready.legal_sizes.add(size_values)
            broken += of_size
    return broken


def _rule_violations(ready: Prepared, rule: Rule, given: Mapping[str, Any]) -> Iterable[Violation]:
    if rule.kind == "when":
        return _consequences(ready, rule, given) if all_hold(rule.when, ready, given) else ()
    if rule.kind == "requires":
        return [
            _violation(
                rule,
                (name, *missing),
                f"give {_listed(ready, missing)} too",
                f"{_argument(ready, name)} needs {_listed(ready, needed)}",
            )
            for name, needed in rule.requires.items()
            if name in given and (missing := [other for other in needed if other not in given])
        ]
    present = tuple([name for name in rule.fields if name in given])
    if rule.kind == "conflicts":
        return [_violation(rule, present, "give only one of them")] if len(present) > 1 else ()
    if rule.kind == "atLeastOne":
        return () if present else [_violation(rule, rule.fields, "give one of them")]
    return () if len(present) == 1 else [_violation(rule, present or rule.fields, "give exactly one of them")]


def _argument(ready: Prepared, wire: str) -> str:
    """The argument of this wire name."""
    return ready.fields[wire].name if wire in ready.fields else wire


def _listed(ready: Prepared, wires: Iterable[str]) -> str:
    *names, last = [_argument(ready, wire) for wire in wires]
    return f"{', '.join(names)} and {last}" if names else last


def _violation(rule: Rule, fields: tuple[str, ...], suggestion: str, message: str = "") -> Violation:
    message = message or rule.sentence.rstrip(".")
    return Violation((), rule.id, message, suggestion, None, fields, rule.source, rule.weak)


def _consequences(ready: Prepared, rule: Rule, given: Mapping[str, Any]) -> Iterator[Violation]:
    """What the arguments break of a rule whose conditions all hold."""
    for name in cast("tuple[str, ...]", rule.then.get("required", ())):
        if name not in given:
            yield _violation(rule, (name,), f"give {_argument(ready, name)}")
    for name in cast("tuple[str, ...]", rule.then.get("forbidden", ())):
        if name in given:
            yield _violation(rule, (name,), f"leave {_argument(ready, name)} out")
    for name in cast("tuple[str, ...]", rule.then.get("ignored", ())):
        if name in given:
            yield _violation(rule, (name,), f"leave {_argument(ready, name)} out")._replace(advisory=True)
    for name, limit in rule.then.get("properties", {}).items():
        for violation in ready.check(limit, given[name]) if name in given else ():
            condition = " and ".join(
                f"{_argument(ready, other)} {show(given[other])}"
                for other in rule.when
                if other in given and other != name
            )
            message = f"{violation.message} with {condition}" if condition else violation.message
            yield _violation(rule, (name,), violation.suggestion, message)
