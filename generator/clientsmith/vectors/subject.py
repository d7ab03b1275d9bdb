"""An operation as the vectors see it: its facts in the IR, and as the rules judge them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

from clientsmith.language.model import Field, Operation, Provider
from clientsmith.lint import spec as facts
from clientsmith.lint.arguments import Judge
from clientsmith.lint.judge import exact
from clientsmith.lint.spec import mapping, sequence

Json = dict[str, Any]
Arguments = dict[str, Any]
"""Wire name to value, as JSON; `{"$word": ...}` stands for what JSON has no word for."""

KEY = "canary-5f0c1e9a7b3d"
"""The key that every case gives to its client, and that must show up nowhere."""
HOST = "https://api.provider-of-this-test.com/base"
"""The address of providers whose pages name none."""
NOW = 1_700_000_000
"""Unix seconds at which every case begins."""
CHANCE = 0.5
"""What the client draws whenever it asks for a random number."""


LONGEST, MOST, POLLS, LARGEST = 200_000, 1_000, 2_000, 512 * 1024 * 1024
"""Characters of a text, elements of a list, polls of a task and bytes of an answer that a case may have."""


@dataclass(frozen=True)
class Subject:
    """An operation, its provider, and its facts."""

    provider: Provider
    operation: Operation
    facts: facts.Operation
    samples: dict[str, list[Any]] = field(default_factory=dict[str, "list[Any]"], compare=False)
    usual: Arguments = field(default_factory=dict[str, Any], compare=False)
    found: dict[object, Any] = field(default_factory=dict[object, Any], compare=False)
    """What was found out already, by what was asked and what about."""

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """Arguments by wire name."""
        return {field.wire: field for field in self.operation.arguments}

    @cached_property
    def filled(self) -> Arguments:
        """What is sent though nobody gives it."""
        return {wire: field.fixed for wire, field in self.fields.items() if field.fixed is not None}

    @cached_property
    def judge(self) -> Judge:
        """The rules' judge of calls."""
        return Judge(self.facts)

    def forget(self) -> None:
        """Let go of what was found out about calls, after the last case."""
        self.found.clear()
        self.__dict__.pop("judge", None)

    @cached_property
    def constants(self) -> tuple[Field, ...]:
        """The fields that are no arguments: they always have the same value."""
        return tuple(field for field in self.operation.fields if field.constant is not None)

    @cached_property
    def entangled(self) -> frozenset[str]:
        """Names that sizes, limits by model and rules mention; a field with none of them is judged alone."""
        told: list[Any] = [self.facts.data.get(word) for word in ("size", "modelLimits", "rules")]
        names: set[str] = set()
        while told:
            one = told.pop()
            told += [*mapping(one), *mapping(one).values(), *sequence(one)]
            names |= {one} if isinstance(one, str) else set()
        model = self.facts.model_field
        names |= {model.name} if model is not None else set()
        return frozenset(names)

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """Wire names of what every call must give."""
        return tuple(wire for wire, field in self.fields.items() if field.required)

    @cached_property
    def warns(self) -> bool:
        """Whether breaking anything of a field only warns."""
        return any(
            field.evidence.weak or any(one.weak for one in field.keyword_evidence.values())
            for field in self.fields.values()
        )

    def ordered(self, names: Iterable[str]) -> list[str]:
        """These of the wire names that are fields, in the order of the fields."""
        return sorted({name for name in names if name in self.fields}, key=self._places.__getitem__)

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {wire: at for at, wire in enumerate(self.fields)}

    @cached_property
    def base_url(self) -> str:
        """The address that requests go to."""
        return base_url(self.provider)

    def data(self, wire: str) -> dict[str, Any]:
        """What the spec says about a field."""
        return self.facts.fields[wire].data

    def names(self, wires: tuple[str, ...]) -> str:
        """Python names of fields as a problem lists them."""
        return ", ".join(self.fields[wire].name if wire in self.fields else wire for wire in wires)


def base_url(provider: Provider) -> str:
    """The documented address, or else the made-up one."""
    return provider.servers[0].url if provider.servers else HOST


def subjects(provider: Provider) -> list[Subject]:
    """The operations of a provider."""
    known = facts.Spec(provider.document).operations
    return [Subject(provider, operation, known[operation.id]) for operation in provider.operations]


def key_of(values: Mapping[str, Any]) -> tuple[object, ...]:
    """What tells values of a call from others, true from 1 and one order from another; to be found again by it."""
    return tuple(
        [
            (name, ("", json.dumps(value)) if value.__class__ in (dict, list) else exact(value))
            for name, value in values.items()
        ]
    )


def whole(value: Any) -> Any:
    """The value as it is sent: a number without a fraction as an integer."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, list):
        return [whole(item) for item in sequence(cast("Any", value))]
    if isinstance(value, dict):
        return {name: whole(item) for name, item in mapping(cast("Any", value)).items()}
    return cast("Any", value)


def special(value: Any) -> str:
    """The word of a value that JSON can't hold, or an empty text."""
    if not isinstance(value, dict):
        return ""
    word = next(iter(mapping(value)), "") if len(mapping(value)) == 1 else ""
    return word if word.startswith("$") else ""


def plain(value: Any) -> Any:
    """The value with repeated text written out."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if special(value) == "$repeat":
        told = value["$repeat"]
        return told[0] * told[1] + (told[2] if len(told) > 2 else "")
    if isinstance(value, list):
        return [plain(item) for item in sequence(cast("Any", value))]
    if isinstance(value, dict) and not special(cast("Any", value)):
        return {name: plain(item) for name, item in mapping(cast("Any", value)).items()}
    return cast("Any", value)
