"""An operation under test, and the values of its cases."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

from clientsmith.language.model import Provider
from clientsmith.load.json_values import mapping, sequence
from clientsmith.oracle.calls import CallValidator
from clientsmith.oracle.operation import OperationView
from clientsmith.oracle.values import exact

Json = dict[str, Any]
Arguments = dict[str, Any]
"""Wire name to value, as JSON; `{"$word": ...}` stands for what JSON has no word for."""

KEY = "canary-5f0c1e9a7b3d"
"""The key that every case gives to its client, and that must show up nowhere."""
NOW = 1_700_000_000
"""Unix seconds at which every case begins."""
CHANCE = 0.5
"""What the client draws whenever it asks for a random number."""


LONGEST, MOST, POLLS, LARGEST = 200_000, 1_000, 2_000, 512 * 1024 * 1024
"""Characters of a text, elements of a list, polls of a task and bytes of an answer that a case may have."""


WORDS = ("$bytes", "$file", "$number", "$repeat", "$codePoint", "$size")
"""The words for what JSON has none for; a `$` more before one of them stands for the word itself, as a name."""


@dataclass(frozen=True)
class Subject(OperationView):
    """An operation under test, with what was found out about its calls."""

    samples: dict[str, list[Any]] = field(default_factory=dict[str, "list[Any]"], compare=False)
    usual: Arguments = field(default_factory=dict[str, Any], compare=False)
    found: dict[object, Any] = field(default_factory=dict[object, Any], compare=False)
    """What was found out already, by what was asked and what about."""

    @cached_property
    def validator(self) -> CallValidator:
        """The oracle's validator of calls."""
        return CallValidator(self)

    def forget(self) -> None:
        """Let go of what was found out about calls, after the last case."""
        self.found.clear()
        self.__dict__.pop("validator", None)

    @cached_property
    def entangled(self) -> frozenset[str]:
        """Names that sizes, limits by model and rules mention; a field with none of them is validated alone."""
        size, model = self.operation.size, self.model_field
        names = {name for rule in self.operation.rules for name in (*rule.fields, *rule.when)}
        names |= {axis.wire for axis in size.axes} if size is not None else set()
        names |= {name for limit in size.limits for name in limit.when} if size is not None else set()
        return frozenset(names | ({model.wire} if model is not None else set()))


def subjects(provider: Provider) -> list[Subject]:
    """The operations of a provider."""
    return [Subject(provider, operation) for operation in provider.operations]


def key_of(values: Mapping[str, Any]) -> tuple[object, ...]:
    """What tells values of a call from others, true from 1 and one order from another; to be found again by it."""
    return tuple(
        [
            (name, ("", json.dumps(value)) if value.__class__ in (dict, list) else exact(value))
            for name, value in values.items()
        ]
    )


def special(value: Any) -> str:
    """The word of a value that JSON can't hold, or an empty text."""
    word = _only_name(value)
    return word if word in WORDS else ""


def literal(value: Any) -> Any:
    """The value as a case has it where it is meant as it is: a name that is one of the words gets a `$` more."""
    if isinstance(value, list):
        return [literal(item) for item in sequence(cast("Any", value))]
    if not isinstance(value, dict):
        return value
    return keyed({name: literal(item) for name, item in mapping(cast("Any", value)).items()})


def keyed(box: Json) -> Json:
    """An object as a case has it, whose only name may be one of the words."""
    name = _only_name(box)
    return {f"${name}": box[name]} if name.startswith("$") and f"${name.lstrip('$')}" in WORDS else box


def unkeyed(box: Json) -> Json:
    """An object of a case as it is meant."""
    name = _only_name(box)
    return {name[1:]: box[name]} if name.startswith("$$") and f"${name.lstrip('$')}" in WORDS else box


def _only_name(value: Any) -> str:
    return next(iter(mapping(value)), "") if isinstance(value, dict) and len(mapping(value)) == 1 else ""


def plain(value: Any) -> Any:
    """The value with repeated text written out, and names that are meant as they are without their additional `$`."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    word = special(value)
    if word == "$repeat":
        repeated = value["$repeat"]
        return repeated[0] * repeated[1] + (repeated[2] if len(repeated) > 2 else "")
    if isinstance(value, list):
        return [plain(item) for item in sequence(cast("Any", value))]
    if isinstance(value, dict) and not word:
        return {name: plain(item) for name, item in unkeyed(mapping(cast("Any", value))).items()}
    return cast("Any", value)
