"""How a response differs from its schema (drift), by jsonschema."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, cast

from jsonschema import Draft202012Validator, ValidationError, validators

from clientsmith.language.build.fields import LIMITS
from clientsmith.language.model import Operation, Schema
from clientsmith.load.json_values import Json, mapping, sequence
from clientsmith.oracle.values import Same, exact


def _is_integer(_: Any, value: Any) -> bool:
    """Whether a model of the answers takes the value for a whole number."""
    if isinstance(value, float):
        return value.is_integer() and abs(value) < 2**63
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(_: Any, value: Any) -> bool:
    """Whether a model of the answers takes the value for a number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max


# What no model holds is of another type, though JSON Schema takes 1e300 for an integer.
_TYPES: Any = Draft202012Validator.TYPE_CHECKER
_VALIDATOR: Any = cast("Any", validators).extend(
    Draft202012Validator, type_checker=_TYPES.redefine_many({"integer": _is_integer, "number": _is_number})
)
_KINDS = {"additionalProperties": "unknown-field", "enum": "unknown-value", "required": "missing", "type": "type"}

_NOTHING: tuple[Any, ...] = (None, "", [], {})
_ITEMS = 20
"""Most elements of a list that are compared with those of an example."""


class Difference(NamedTuple):
    """A difference of a response from its schema.

    Attributes:
        path: JSON Pointer, without its escapes.
        kind: what differs.
        needed: whether a required value is missing or of another type.
        steps: the same place as steps.
    """

    path: str
    kind: str
    needed: bool
    steps: tuple[str | int, ...]


def drift(operation: Operation, status: int, body: Any) -> list[Difference]:
    """Return the differences of a success response from its schema, ordered by path."""
    return [*_drift(Same(_described(operation, status)), Same(body))]


def differences(described: Schema, body: Any) -> list[Difference]:
    """Return the differences of a body from a schema, ordered by path; none if the schema is open."""
    return [*_drift(Same(described), Same(body))]


@lru_cache(maxsize=2)
def _drift(described_key: Same, body_key: Same) -> list[Difference]:
    """Return the differences, cached for the last responses: several parts of a test case ask for them."""
    described, body = described_key.value, body_key.value
    if not described:
        return []
    errors = list(_place(Same(described)).errors(body, ()))
    # What has another type differs in that alone, and a null that may stand there in nothing.
    other = {path for path, error in errors if error.validator == "type"}
    differences: set[Difference] = set()
    for path, error in errors:
        if error.validator != "type" and (error.instance is None or path in other):
            continue
        differences |= set(_differences(error, path, described))
    return sorted(differences, key=lambda one: one[:3])


Path = tuple[str | int, ...]


def _differences(error: ValidationError, path: Path, described: Schema) -> Iterator[Difference]:
    kind = _KINDS.get(str(error.validator), "out-of-range")
    names: list[str] = []
    if kind == "unknown-field":
        known = mapping(mapping(error.schema)["properties"])
        names = [name for name in mapping(error.instance) if name not in known]
    elif kind == "missing":
        names = [name for name in cast("list[str]", error.validator_value) if name not in mapping(error.instance)]
    for whole in [(*path, name) for name in names] or [path]:
        needed = kind in ("missing", "type") and _needed(described, whole)
        yield Difference("".join(f"/{step}" for step in whole), kind, needed, whole)


def _needed(described: Schema, path: tuple[str | int, ...]) -> bool:
    """Whether this place, and every one on the way to it, is required."""
    here: Any = described
    for step in path:
        if isinstance(step, int):
            here = here.get("items", {})
        elif step in here.get("required", ()):
            here = here["properties"].get(step, {})
        else:
            return False
    return True


def _described(operation: Operation, status: int) -> Schema:
    by_status = {one.status: one.schema for one in operation.responses if one.status < 300 and one.schema}
    usual = by_status.get(200) if 200 <= status < 300 else None
    return by_status.get(status) or usual or {}


@lru_cache(maxsize=16)
def _place(described: Same) -> _Place:
    return _Place(described.value)


class _Place:
    """A place of an answer: jsonschema checks its value, but the values inside are checked as places of their own.

    jsonschema could check those too, but would make a new validator for each, every time.
    """

    def __init__(self, data: Json) -> None:
        own = {word: data[word] for word in (*LIMITS, "required") if word in data}
        children = mapping(data.get("properties"))
        if children or data.get("additionalProperties") is False:
            own |= {"properties": dict.fromkeys(children, True), "additionalProperties": False}
        validator: Any = _VALIDATOR(own)
        self._iter_errors: Callable[[Any], Iterator[ValidationError]] = validator.iter_errors
        # With these it isn't enough to know the names in an object and the length of a list.
        self._looks_inside = "enum" in own or "uniqueItems" in own
        self._sound: set[object] = set()
        self._children = {name: _Place(child) for name, child in children.items()}
        self._item = _Place(data["items"]) if "items" in data else None

    def errors(self, body: Any, path: Path) -> Iterator[tuple[Path, ValidationError]]:
        """Return all validation errors."""
        shape = self._shape(body)
        if shape is None or shape not in self._sound:
            found = [*self._iter_errors(body)]
            yield from ((path, error) for error in found)
            if shape is not None and not found:
                self._sound.add(shape)
        for name, child in self._children.items() if isinstance(body, dict) else ():
            if name in body:
                yield from child.errors(body[name], (*path, name))
        if self._item is not None:
            for at, item in enumerate(sequence(body)):
                yield from self._item.errors(item, (*path, at))

    def _shape(self, body: Any) -> object:
        """Everything about the value that its description checks, as a cache key; None where it checks more."""
        if not isinstance(body, dict | list):
            return exact(body)
        if self._looks_inside:
            return None
        return tuple(mapping(body)) if isinstance(body, dict) else len(sequence(body))


def absent(described: Schema, examples: Sequence[Any], body: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the described places that every example has and the body lacks, without the places inside of those."""
    boxes = [mapping(example) for example in examples]
    if isinstance(body, dict):
        for name, child in mapping(described.get("properties")).items():
            inside = [box[name] for box in boxes if box.get(name) not in _NOTHING]
            if not boxes or len(inside) < len(boxes):
                continue
            if name in body:
                yield from absent(child, inside, cast("Json", body)[name], (*path, name))
            elif name not in described.get("required", ()):
                yield (*path, name)
    elif isinstance(body, list) and "items" in described:
        items = [item for example in examples for item in sequence(example)]
        for at, item in enumerate(sequence(cast("Any", body))[:_ITEMS]):
            yield from absent(described["items"], items, item, (*path, at)) if items else ()
