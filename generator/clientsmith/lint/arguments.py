"""Judge the arguments of a call, by wire name, against everything that the spec says about them.

Independent of the generated clients: the test vectors are derived from it. Fields, sizes, limits by model and
rules across fields are each judged on their own, so that every broken one is told.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from clientsmith.diagnostics import shown
from clientsmith.lint.conditions import given, holds, values_of
from clientsmith.lint.finding import meant
from clientsmith.lint.judge import Fault, exact, faults, kind_of
from clientsmith.lint.size_judge import size_faults
from clientsmith.lint.spec import Json, Operation, mapping, sequence
from clientsmith.load import Pointer


@dataclass(frozen=True, slots=True)
class ArgumentFinding:
    """An argument that breaks something; `part` is argument, missing, unknown, size, model or rule.

    `field` is its wire name and `path` leads into its value; `keyword` is the keyword broken, for a rule
    across fields its id; `where` leads to the limit, table or rule in the spec.
    """

    part: str
    field: str
    path: Pointer
    keyword: str
    message: str
    hint: str
    where: Pointer


Warns = Callable[[str, str], bool]
"""Tells of a field and a keyword whether breaking it leaves the value to be judged further."""


def argument_findings(
    operation: Operation, arguments: Mapping[str, Any], *, warns: Warns = lambda _name, _keyword: False
) -> list[ArgumentFinding]:
    """Judge a call; an empty list means that it may be sent."""
    return Judge(operation).findings(arguments, warns=warns)


class Judge:
    """Judges calls of an operation; values and sizes that it has seen are known to it."""

    def __init__(self, operation: Operation) -> None:
        self._operation = operation
        self._faults: dict[tuple[str, tuple[type, Any]], list[Fault]] = {}
        self._sizes: dict[tuple[tuple[str, tuple[type, Any]], ...], list[ArgumentFinding]] = {}

    def findings(
        self, arguments: Mapping[str, Any], *, warns: Warns = lambda _name, _keyword: False
    ) -> list[ArgumentFinding]:
        """Judge a call; an empty list means that it may be sent."""
        operation = self._operation
        found = [*_unknown(operation, arguments), *_missing(operation, arguments)]
        wrong: set[str] = set()
        for name, value in arguments.items():
            if name not in operation.arguments:
                continue
            node = operation.arguments[name]
            for fault in self.faults(name, value):
                if not warns(name, fault.keyword):
                    wrong.add(name)
                found.append(_finding("argument", name, fault, node.pointer))
        # What has a wrong type or a value that isn't listed says nothing more.
        sound = {name: value for name, value in arguments.items() if name not in wrong} if wrong else arguments
        found += self._size(sound)
        found += _by_model(operation, arguments, sound)
        return found + list(_by_rules(operation, arguments, sound))

    def faults(self, name: str, value: Any) -> list[Fault]:
        """What is wrong with the value of an argument alone."""
        data = self._operation.arguments[name].data
        if isinstance(value, list | dict):
            return list(faults(data, value))
        asked = name, exact(value)
        if asked not in self._faults:
            self._faults[asked] = list(faults(data, value))
        return self._faults[asked]

    def _size(self, sound: Mapping[str, Any]) -> list[ArgumentFinding]:
        """What is wrong with the size, which is told by a few fields and known from them."""
        if not self._operation.data.get("size"):
            return []
        told = [(name, sound[name]) for name in self._asked if name in sound]
        if any(isinstance(value, list | dict) for _, value in told):
            return self._sized(sound)
        asked = tuple((name, exact(value)) for name, value in told)
        if asked not in self._sizes:
            self._sizes[asked] = self._sized(sound)
        return self._sizes[asked]

    def _sized(self, sound: Mapping[str, Any]) -> list[ArgumentFinding]:
        return [
            ArgumentFinding("size", one.field, (), one.keyword, one.message, one.hint, one.where)
            for one in size_faults(self._operation, sound)
        ]

    @cached_property
    def _asked(self) -> tuple[str, ...]:
        """The fields that the size is about: those that say it, the model, and those that a limit depends on."""
        size = mapping(self._operation.data.get("size"))
        names = [mapping(one)["field"] for one in sequence(size.get("fields"))]
        names += [name for one in sequence(size.get("limits")) for name in mapping(mapping(one).get("when"))]
        model = self._operation.model_field
        return tuple(dict.fromkeys([*names, *([model.name] if model is not None else [])]))


def _finding(part: str, name: str, fault: Fault, where: Pointer) -> ArgumentFinding:
    return ArgumentFinding(part, name, fault.path, fault.keyword, fault.message, fault.hint, where)


def _unknown(operation: Operation, arguments: Mapping[str, Any]) -> Iterator[ArgumentFinding]:
    body = mapping(operation.data.get("requestBody"))
    at = operation.pointer
    for name in arguments:
        if name in operation.fields and name not in operation.arguments:
            constant = shown(operation.fields[name].data["const"])
            message = f"{shown(name)} is no argument: it is always {constant}"
            yield ArgumentFinding("unknown", name, (), "const", message, "leave it out", at)
        elif name not in operation.fields and body.get("additionalProperties") is not True:
            message = f"the operation has no argument {shown(name)}"
            hint = meant(name, operation.arguments)
            yield ArgumentFinding("unknown", name, (), "additionalProperties", message, hint, at)


def _missing(operation: Operation, arguments: Mapping[str, Any]) -> Iterator[ArgumentFinding]:
    for name in operation.required:
        if name not in arguments:
            message = f"the required argument {shown(name)} is missing"
            where = operation.arguments[name].pointer
            yield ArgumentFinding("missing", name, (), "required", message, "give it", where)


def _by_model(
    operation: Operation, arguments: Mapping[str, Any], sound: Mapping[str, Any]
) -> Iterator[ArgumentFinding]:
    table = mapping(operation.data.get("modelLimits"))
    if not table:
        return
    model = values_of(operation, arguments).get(table.get("field", ""))
    if not isinstance(model, str):
        return
    for name, limits in mapping(mapping(table["limits"]).get(model)).items():
        if name not in sound:
            continue
        where = (*operation.pointer, "modelLimits", "limits", model, name)
        for fault in _narrower(operation, name, mapping(limits), sound[name]):
            message = f"{fault.message}, for the model {model}"
            yield ArgumentFinding("model", name, fault.path, fault.keyword, message, fault.hint, where)


def _narrower(operation: Operation, name: str, limits: Json, value: Any) -> Iterator[Fault]:
    own = operation.fields[name].data if name in operation.fields else {}
    rule = {word: own[word] for word in ("lengthUnit", "specialValues") if word in own} | limits
    return faults({"type": kind_of(value), **rule}, value)


def _by_rules(
    operation: Operation, arguments: Mapping[str, Any], sound: Mapping[str, Any]
) -> Iterator[ArgumentFinding]:
    rules = sequence(operation.data.get("rules"))
    if not rules:
        return
    values, sent = values_of(operation, arguments), given(operation, arguments)
    for index, one in enumerate(rules):
        rule = mapping(one)
        where = (*operation.pointer, "rules", index)
        broken = _rule(operation, rule, values, sent, sound)
        for name, keyword, message, hint in broken:
            told = f"{message}, by the rule {rule['id']}"
            yield ArgumentFinding("rule", name, (), rule["id"], told, hint, (*where, *keyword))


Broken = tuple[str, Pointer, str, str]  # field, place in the rule, message, hint


def _rule(
    operation: Operation, rule: Json, values: Mapping[str, Any], sent: set[str], sound: Mapping[str, Any]
) -> Iterator[Broken]:
    for name, others in mapping(rule.get("requires")).items():
        for other in others if name in sent else ():
            if other not in sent:
                message = f"{shown(name)} needs {shown(other)} too"
                yield name, ("requires", name), message, f"give {other}, or leave {name} out"
    for word in ("conflicts", "exactlyOne", "atLeastOne"):
        if word not in rule:
            continue
        names = [str(name) for name in rule[word]]
        there = [name for name in names if name in sent]
        if word != "atLeastOne" and len(there) > 1:
            message = f"{' and '.join(shown(name) for name in there)} exclude each other"
            yield there[-1], (word,), message, "leave all but one out"
        if word != "conflicts" and not there:
            count = "one" if word == "exactlyOne" else "at least one"
            yield names[0], (word,), f"{count} of {', '.join(names)} must be given", f"give {names[0]}"
    if "when" in rule and holds(rule["when"], values, sent):
        yield from _then(operation, mapping(rule["then"]), sent, sound)


def _then(operation: Operation, then: Json, sent: set[str], sound: Mapping[str, Any]) -> Iterator[Broken]:
    for name in sequence(then.get("required")):
        if name not in sent:
            yield name, ("then", "required"), f"{shown(name)} must be given", f"give {name}"
    for name in sequence(then.get("forbidden")):
        if name in sent:
            yield name, ("then", "forbidden"), f"{shown(name)} must not be given", f"leave {name} out"
    for name, limits in mapping(then.get("properties")).items():
        if name in sound:
            for fault in _narrower(operation, name, mapping(limits), sound[name]):
                yield name, ("then", "properties", name), f"{shown(name)} {fault.message}", fault.hint
