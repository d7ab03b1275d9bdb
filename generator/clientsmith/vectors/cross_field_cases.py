"""Cases for rules across fields, kept and broken, and for each limit by model on each model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from clientsmith.language.model import Rule
from clientsmith.load.json_values import mapping
from clientsmith.oracle.conditions import meets
from clientsmith.vectors import sample
from clientsmith.vectors.case import Cases, shown
from clientsmith.vectors.limits import limits
from clientsmith.vectors.operation_under_test import NEW_MODEL, Arguments, OperationUnderTest
from clientsmith.vectors.sample_values import sampled

_MOST_MODELS = 20
"""Groups of models with limits of their own, and models that each group is tried on."""


def rule_cases(cases: Cases) -> None:
    """Try every rule across fields."""
    rules = cases.tested.operation.rules
    by_model = [at for at, rule in enumerate(rules) if rule.kind == "modelLimits"]
    others = [at for at, rule in enumerate(rules) if rule.kind != "modelLimits"]
    for at in sorted([*sampled(others), *sampled(by_model, _MOST_MODELS)]):
        rule = rules[at]
        tries = {"requires": _requires, "when": _when, "modelLimits": _model_limits}.get(rule.kind, _together)
        for name, forced, without in tries(cases.tested, rule):
            call = sample.settled(cases.tested, forced, but=without)
            cases.call(
                f"{rule.id} {name}", rule.key, {wire: value for wire, value in call.items() if wire not in without}
            )
    _defaults_of_models(cases)


def _defaults_of_models(cases: Cases) -> None:
    """Try rules whose conditions look at a field that isn't given, on the models that have a default of their own."""
    tested = cases.tested
    chooser = tested.operation.chooser
    for model, defaults in sampled([*tested.operation.model_defaults.items()], _MOST_MODELS):
        for rule in tested.operation.rules if chooser in tested.fields else ():
            looked_at = [wire for wire in defaults if wire in rule.when and rule.kind == "when"]
            held = {wire: _meeting(tested, wire, test) for wire, test in rule.when.items() if wire not in looked_at}
            others = {wire: values[0] for wire, values in held.items() if values}
            for name, then, without in _consequences(tested, rule) if looked_at else ():
                forced = {**others, **then, chooser: model}
                call = sample.settled(tested, forced, but=[*looked_at, *without])
                cases.call(f"{rule.id} by the default of {model} {name}", rule.key, call)


Tries = Iterator[tuple[str, Arguments, list[str]]]


def usual(tested: OperationUnderTest, wire: str) -> Any:
    """A legal value of a field."""
    return sample.first(sample.values(tested, tested.fields[wire])) if wire in tested.fields else None


def _given(tested: OperationUnderTest, wires: Any) -> Arguments:
    return {wire: usual(tested, wire) for wire in wires if wire in tested.fields}


def _requires(tested: OperationUnderTest, rule: Rule) -> Tries:
    for name, others in rule.requires.items():
        yield f"held {name}", _given(tested, [name, *others]), []
        for other in others:
            remaining = [field for field in others if field != other]
            yield f"{name} without {other}", _given(tested, [name, *remaining]), [other]
            yield (
                f"{other} without {name}",
                _given(tested, [other]),
                [name] if name not in rule.requires.get(other, ()) else [],
            )


def _together(tested: OperationUnderTest, rule: Rule) -> Tries:
    for wire in rule.fields:
        yield f"{wire} alone", _given(tested, [wire]), [other for other in rule.fields if other != wire]
    yield "none", {}, list(rule.fields)
    for first, second in combinations(rule.fields, 2):
        yield (
            f"{first} and {second}",
            _given(tested, [first, second]),
            [wire for wire in rule.fields if wire not in (first, second)],
        )


def _when(tested: OperationUnderTest, rule: Rule) -> Tries:
    """What the rule asks for under its conditions, and nothing where one of them fails."""
    held = {wire: _meeting(tested, wire, test) for wire, test in rule.when.items()}
    forced = {wire: values[0] for wire, values in held.items() if values and not _absent(rule.when[wire])}
    absent = [wire for wire in rule.when if _absent(rule.when[wire])]
    for name, then, without in _consequences(tested, rule):
        yield f"held {name}", {**forced, **then}, [*absent, *without]
        for wire, values in held.items():
            for value in values[1:]:
                yield f"held {name} {wire} {shown(value)}", {**forced, wire: value, **then}, [*absent, *without]
        for wire, test in rule.when.items():
            rest = {other_wire: value for other_wire, value in forced.items() if other_wire != wire}
            for value in _failing(tested, wire, test):
                yield (
                    f"not held {name} {wire} {shown(value)}",
                    {**rest, wire: value, **then},
                    [*(a for a in absent if a != wire), *without],
                )
            if wire in forced and wire not in then:
                yield f"{wire} left to its default {name}", {**rest, **then}, [*absent, *without, wire]


def _absent(test: Mapping[str, Any]) -> bool:
    return test.get("present") is False


def _meeting(tested: OperationUnderTest, wire: str, test: Mapping[str, Any]) -> list[Any]:
    """Legal values under which a condition holds: all that it lists, or the bound and one inside."""
    if wire not in tested.fields or _absent(test):
        return []
    word, limit = next(iter(test.items()))
    if word in ("const", "enum"):
        return [limit] if word == "const" else list(sampled(limit))
    values = [limit] if word in ("minimum", "maximum") else []
    values += [value for value in sample.values(tested, tested.fields[wire]) if meets(test, value)]
    if word == "notEnum":
        # Where no other value is legal the rule is broken beside the field's own list.
        return values[:3] or [f"{limit[0]}-of-another-kind"]
    return values[:2]


def _failing(tested: OperationUnderTest, wire: str, test: Mapping[str, Any]) -> list[Any]:
    """Legal values under which a condition fails: one past the bound, or one that isn't listed."""
    if wire not in tested.fields:
        return []
    word, limit = next(iter(test.items()))
    if word in ("minimum", "maximum"):
        return [limit - 1 if word == "minimum" else limit + 1]
    return [value for value in sample.values(tested, tested.fields[wire]) if not meets(test, value)][:2]


def _consequences(tested: OperationUnderTest, rule: Rule) -> Tries:
    for wire in rule.then.get("required", ()):
        yield f"{wire} missing", {}, [wire]
        yield f"{wire} given", _given(tested, [wire]), []
    for word in ("forbidden", "ignored"):
        for wire in rule.then.get(word, ()):
            yield f"{wire} given", _given(tested, [wire]), []
            yield f"{wire} left out", {}, [wire]
    for wire, limit in mapping(rule.then.get("properties")).items():
        for trial in limits({**tested.schema(wire), **limit}):
            yield f"{wire} {trial.name}", {wire: trial.value}, []


def _model_limits(tested: OperationUnderTest, rule: Rule) -> Tries:
    """Every limit of these models on each of them, and the same values on every other model and on a new one."""
    wire = next(iter(rule.when))
    own_models = sampled(rule.when[wire]["enum"], _MOST_MODELS)
    is_said = wire in tested.fields  # a constant isn't: the limits of the model are those of every call
    models = sampled(tested.schema(wire).get("enum") or own_models, _MOST_MODELS) if is_said else own_models
    for model in dict.fromkeys([*models, *own_models, *([NEW_MODEL] if is_said else [])]):
        chosen = {wire: model} if is_said else {}
        for wire_name in rule.then.get("required", ()):
            yield f"{model} {wire_name} missing", chosen, [wire_name]
        for wire_name in (*rule.then.get("required", ()), *rule.then.get("forbidden", ())):
            yield f"{model} {wire_name} given", {**chosen, **_given(tested, [wire_name])}, []
        for wire_name in rule.then.get("forbidden", ()):
            yield f"{model} {wire_name} left out", chosen, [wire_name]
        for name, limit in mapping(rule.then.get("properties")).items():
            own = {word: value for word, value in tested.schema(name).items() if word != "enum" or "enum" in limit}
            for one in limits({**own, **limit}):
                yield f"{model} {name} {one.name}", {**chosen, name: one.value}, []
