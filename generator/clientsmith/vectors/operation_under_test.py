"""An operation under test, and the values of its cases."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

from clientsmith.language.model import Provider
from clientsmith.load.json_values import mapping, sequence
from clientsmith.oracle.authentication import sent_key
from clientsmith.oracle.calls import CallValidator
from clientsmith.oracle.operation import OperationView
from clientsmith.oracle.values import exact

Json = dict[str, Any]
Arguments = dict[str, Any]
"""Wire name to value, as JSON; `{"$word": ...}` stands for values that JSON can't hold."""

KEY = "canary-5f0c1e9a7b3d"
"""The API key of every case, or the first credential. It must show up nowhere."""
_OTHER_KEYS = "canary-{}-d41f8b62"
NOW = 1_700_000_000
"""Unix seconds at which every case begins."""
CHANCE = 0.5
"""Every random number that the client draws."""
NEW_MODEL = "a-model-that-is-new"
"""A model that no spec knows, for which only what holds for all models does."""


LONGEST, MOST, POLLS, LARGEST = 200_000, 1_000, 2_000, 512 * 1024 * 1024
"""Most characters of a text, elements of a list, polls of a task and bytes of a response in a case."""


WORDS = ("$bytes", "$file", "$number", "$repeat", "$codePoint", "$size")
"""Words for values that JSON can't hold; `$$word` stands for an object whose only name is that word."""


@dataclass(frozen=True)
class OperationUnderTest(OperationView):
    """An operation under test, with caches of its samples and validated calls."""

    samples: dict[str, list[Any]] = field(default_factory=dict[str, "list[Any]"], compare=False)
    usual: Arguments = field(default_factory=dict[str, Any], compare=False)
    found: dict[object, Any] = field(default_factory=dict[object, Any], compare=False)
    """Cached results, by the name of the function and its arguments."""

    @cached_property
    def sent_key(self) -> str:
        """The key that the requests of cases carry, as long as no time has passed."""
        return sent_key(self.provider, credentials(self.provider), NOW)

    @cached_property
    def validator(self) -> CallValidator:
        """The oracle's validator of calls."""
        return CallValidator(self)

    def forget(self) -> None:
        """Drop the caches after the last case."""
        self.found.clear()
        self.__dict__.pop("validator", None)

    @cached_property
    def entangled(self) -> frozenset[str]:
        """Fields that sizes, limits by model or rules mention; every other field is validated alone."""
        size, model = self.operation.size, self.model_field
        names = {name for rule in self.operation.rules for name in (*rule.fields, *rule.when)}
        names |= {axis.wire for axis in size.axes} if size is not None else set()
        names |= {name for limit in size.limits for name in limit.when} if size is not None else set()
        return frozenset(names | ({model.wire} if model is not None else set()))


def credentials(provider: Provider) -> dict[str, str]:
    """Return the credentials of every case by name."""
    first, *others = provider.security.credentials or ("api_key",)
    return {first: KEY} | {name: _OTHER_KEYS.format(name) for name in others}


def operations_under_test(provider: Provider) -> list[OperationUnderTest]:
    """Return the operations of a provider."""
    return [OperationUnderTest(provider, operation) for operation in provider.operations]


def key_of(values: Mapping[str, Any]) -> tuple[object, ...]:
    """Return a cache key for values; it tells true from 1, and one order of names from another."""
    return tuple(
        [
            (name, ("", json.dumps(value)) if value.__class__ in (dict, list) else exact(value))
            for name, value in values.items()
        ]
    )


def special(value: Any) -> str:
    """Return the word that stands for a value that JSON can't hold, or an empty text."""
    word = _only_name(value)
    return word if word in WORDS else ""


def literal(value: Any) -> Any:
    """Return the value as a case writes it: a name that is one of the words gets another `$`."""
    if isinstance(value, list):
        return [literal(item) for item in sequence(cast("Any", value))]
    if not isinstance(value, dict):
        return value
    return keyed({name: literal(item) for name, item in mapping(cast("Any", value)).items()})


def keyed(box: Json) -> Json:
    """Return the object, its only name escaped with another `$` if it is one of the words."""
    name = _only_name(box)
    return {f"${name}": box[name]} if name.startswith("$") and f"${name.lstrip('$')}" in WORDS else box


def unkeyed(box: Json) -> Json:
    """Return the object without the escape of its only name."""
    name = _only_name(box)
    return {name[1:]: box[name]} if name.startswith("$$") and f"${name.lstrip('$')}" in WORDS else box


def _only_name(value: Any) -> str:
    return next(iter(mapping(value)), "") if isinstance(value, dict) and len(mapping(value)) == 1 else ""


def plain(value: Any) -> Any:
    """Return the value with repeated text written out and escaped names unescaped."""
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
