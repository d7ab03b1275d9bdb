"""Read parts of a JSON Schema, and of the errors that the validator finds with it."""

import re
from collections.abc import Mapping
from typing import Any, cast

from jsonschema.exceptions import ValidationError

from clientsmith.load.document import Pointer
from clientsmith.load.json_values import mapping, sequence

_END = re.compile(r"(?<!\\)\$\Z")


def pointer_of(error: ValidationError) -> Pointer:
    return tuple(error.absolute_path)


def value_at(data: Any, pointer: Pointer) -> Any:
    for step in pointer:
        data = data[step]
    return data


def fits(text: str, pattern: str) -> bool:
    """Whether a text has a form; `$` is the very end, as in JSON Schema, where Python lets a line break follow."""
    return re.search(_END.sub(r"\\Z", pattern), text) is not None


def without_false(rule: Any) -> Any:
    """Write `false` for a property as `not: {}`: the validator loses the path of the former."""
    if isinstance(rule, list):
        return [without_false(inner) for inner in sequence(cast(Any, rule))]
    if not isinstance(rule, dict):
        return rule
    copy = {word: without_false(inner) for word, inner in mapping(cast(Any, rule)).items()}
    for word in ("properties", "patternProperties"):
        if word in copy:
            named = mapping(copy[word])
            copy[word] = {name: {"not": {}} if inner is False else inner for name, inner in named.items()}
    return copy


def resolved(rule: Any, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Follow local references to the schema that they stand for."""
    for _ in range(16):  # a reference to itself must not hang
        target = mapping(rule).get("$ref")
        if not isinstance(target, str):
            break
        rule = _target(target, schema)
    return mapping(rule)


def _target(reference: str, schema: Mapping[str, Any]) -> Any:
    if not reference.startswith("#"):
        return {}
    rule: Any = schema
    for step in reference.removeprefix("#").split("/")[1:]:
        rule = mapping(rule).get(step.replace("~1", "/").replace("~0", "~"))
    return rule


def known_keys(rule: Any, schema: Mapping[str, Any]) -> set[str]:
    """Collect the keys that a rule names anywhere for the mapping itself, whichever branch would hold."""
    names: set[str] = set()
    seen: set[int] = set()
    waiting: list[Any] = [rule]
    while waiting:
        part = mapping(waiting.pop())
        if id(part) in seen:
            continue
        seen.add(id(part))
        names |= set(mapping(part.get("properties")))
        for word in ("allOf", "anyOf", "oneOf"):
            waiting += sequence(part.get(word))
        waiting += [
            part.get("if"),
            part.get("then"),
            part.get("else"),
            *mapping(part.get("dependentSchemas")).values(),
        ]
        if isinstance(target := part.get("$ref"), str):
            waiting.append(_target(target, schema))
    return names


def description(rule: Any) -> str:
    text = mapping(rule).get("description")
    return re.split(r"(?<=[.!?])\s|\n", text.strip(), maxsplit=1)[0] if isinstance(text, str) else ""
