"""Stage vectors: in what an answer differs from its description, as jsonschema sees it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple, cast

from jsonschema import Draft202012Validator, ValidationError

from clientsmith.build.fields import LIMITS
from clientsmith.model import Operation, Schema
from clientsmith.rules.spec import mapping
from clientsmith.vectors.subject import Json

_KINDS = {"additionalProperties": "unknown-field", "enum": "unknown-value", "required": "missing", "type": "type"}


class Difference(NamedTuple):
    """A difference: JSON Pointer, kind, and whether every answer must have what is missing or of another type there."""

    path: str
    kind: str
    needed: bool


def drift(operation: Operation, status: int, body: Any) -> list[Difference]:
    """Every difference, in order of place."""
    by_status = {one.status: one.schema for one in operation.responses if one.status < 300 and one.schema}
    described = by_status.get(status) or by_status.get(200)
    if not described:
        return []
    errors = list(_validator(json.dumps(described)).iter_errors(body))
    # What has another type differs in that alone, and a null that may stand there in nothing.
    other = {tuple(error.absolute_path) for error in errors if error.validator == "type"}
    found: set[Difference] = set()
    for error in errors:
        path = tuple(error.absolute_path)
        if error.validator != "type" and (error.instance is None or path in other):
            continue
        found |= set(_differences(error, path, described))
    return sorted(found)


def _differences(error: ValidationError, path: tuple[str | int, ...], described: Schema) -> Iterator[Difference]:
    kind = _KINDS.get(str(error.validator), "out-of-range")
    names: list[str] = []
    if kind == "unknown-field":
        known = mapping(mapping(error.schema)["properties"])
        names = [name for name in mapping(error.instance) if name not in known]
    elif kind == "missing":
        names = [name for name in cast("list[str]", error.validator_value) if name not in mapping(error.instance)]
    for whole in [(*path, name) for name in names] or [path]:
        needed = kind in ("missing", "type") and _needed(described, whole)
        yield Difference("".join(f"/{step}" for step in whole), kind, needed)


def _needed(described: Schema, path: tuple[str | int, ...]) -> bool:
    """Whether every answer must have what stands there, whatever is left out on the way."""
    here: Any = described
    for step in path:
        if isinstance(step, int):
            here = here.get("items", {})
        elif step in here.get("required", ()):
            here = here["properties"].get(step, {})
        else:
            return False
    return True


class _Validator:
    """jsonschema, with types that a type checker can follow."""

    def __init__(self, schema: Json) -> None:
        self._validator = Draft202012Validator(schema)

    def iter_errors(self, body: Any) -> Iterator[ValidationError]:
        """Every way in which a body breaks the schema."""
        return cast("Iterator[ValidationError]", cast("Any", self._validator).iter_errors(body))


@lru_cache(maxsize=256)
def _validator(text: str) -> _Validator:
    """What judges answers of a description, given as text."""
    return _Validator(_closed(json.loads(text)))


def _closed(data: Json) -> Json:
    """The description with nothing but itself allowed."""
    made = {word: data[word] for word in (*LIMITS, "required") if word in data}
    if "items" in data:
        made["items"] = _closed(data["items"])
    if data.get("properties") or data.get("additionalProperties") is False:
        made["properties"] = {name: _closed(child) for name, child in mapping(data.get("properties")).items()}
        made["additionalProperties"] = False
    return made
