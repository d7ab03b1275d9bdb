"""Problems of keys: unknown, missing, or not allowed here or together."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, cast

from jsonschema.exceptions import ValidationError

from clientsmith.diagnostics import closest, shown
from clientsmith.load.document import Pointer
from clientsmith.load.finding import Finding
from clientsmith.load.json_values import mapping, sequence
from clientsmith.schema.parts import description, pointer_of
from clientsmith.schema.wording import choice, cut, joined, value_text


def required(error: ValidationError) -> Iterator[tuple[str, str]]:
    """Report the missing keys of `required` or `dependentRequired`, each with the reason if there is one."""
    value = mapping(error.instance)
    if error.validator == "required":
        yield from ((name, "") for name in cast(list[str], error.validator_value) if name not in value)
        return
    for key, names in cast(dict[str, list[str]], error.validator_value).items():
        if key in value:
            yield from ((name, f"; {shown(key)} needs it") for name in names if name not in value)


def missing(pointer: Pointer, name: str, rule: Any, why: str) -> Finding:
    """Report a missing key of a mapping; its schema gives the hint."""
    listed = sequence(mapping(rule).get("enum"))
    hint = description(rule) or (f"add it: {choice(listed)}" if listed else "add it")
    return Finding(pointer, "missing-key", f"the key {shown(name)} is missing{why}", hint, on_key=True)


def unknown(pointer: Pointer, near: str | None, known: Iterable[str]) -> Finding:
    """Report an unknown key, with the closest known key or the list of known keys."""
    names = sorted(known)
    hint = f"did you mean {near}?" if near is not None else f"known here: {cut(names)}" if names else "remove it"
    return Finding(pointer, "unknown-key", f"unknown key {shown(str(pointer[-1]))}", hint, on_key=True)


def nearest(key: str, known: set[str], present: set[str]) -> str | None:
    """Return the closest known key, preferably one that the mapping doesn't have yet."""
    return closest(key, known - present) or closest(key, known)


def additional(error: ValidationError) -> list[str]:
    """Find the keys that `additionalProperties: false` refuses."""
    rule = mapping(error.schema)
    named, patterns = mapping(rule.get("properties")), list(mapping(rule.get("patternProperties")))
    return [
        key
        for key in mapping(error.instance)
        if key not in named and not any(re.search(pattern, key) for pattern in patterns)
    ]


def is_nested(error: ValidationError) -> bool:
    """Whether a field of the body has fields inside it as if these were words of the language."""
    known = mapping(mapping(error.schema).get("properties"))
    value = mapping(error.instance)
    if error.validator != "additionalProperties" or "pointer" not in known or "const" in value:
        return False
    typed = isinstance(value.get("type"), str | list)
    return not typed and any(isinstance(value[name], dict) for name in additional(error))


def nested_field(error: ValidationError) -> Finding:
    """Report a nested body, and how to write it."""
    pointer, value = pointer_of(error), mapping(error.instance)
    inside = [name for name in additional(error) if isinstance(value[name], dict)]
    at, name = pointer[-1], inside[0]
    message = f"the field {shown(at)} has the field {shown(name)} inside, but no type"
    kind = mapping(value[name]).get("type")
    flat = f"{name}: {{type: {kind if isinstance(kind, str) else 'string'}, pointer: /{at}/{name}}}"
    hint = f"for a nested body write each field beside the others, with its pointer: {flat}"
    hint += "; for one argument that is an object, type and properties"
    return Finding(pointer, "missing-key", message, hint, on_key=True)


def unevaluated(error: ValidationError) -> list[str]:
    """Find the keys that `unevaluatedProperties: false` refuses; only the message of the error names them."""
    return [key for key in mapping(error.instance) if repr(key) in error.message]


def forbidden(pointer: Pointer, error: ValidationError) -> Finding:
    """Report a known key that isn't allowed here."""
    name = shown(pointer[-1]) if pointer else "this"
    hint = description(error.schema) or "remove it"
    return Finding(pointer, "forbidden-key", f"{name} is not allowed here", hint, on_key=True)


def excluded(error: ValidationError) -> Finding:
    """Report what a `not` excludes: a place, a combination of keys, or a value."""
    pointer, rule = pointer_of(error), mapping(error.validator_value)
    if not rule:
        return forbidden(pointer, error)
    names = [str(name) for name in sequence(rule.get("required"))]
    hint = description(rule) or description(error.schema)
    if not names:
        message = f"{value_text(error.instance)} is not allowed here"
        return Finding(pointer, "not-allowed-value", message, hint or "write another value")
    many = f"the keys {joined(names, 'and')} don't go together"
    message = f"{shown(names[0])} is not allowed here" if len(names) == 1 else many
    return Finding((*pointer, names[-1]), "forbidden-key", message, hint or "remove one", on_key=True)
