"""Stage vectors: in what an answer differs from its description, as jsonschema sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator, ValidationError

from clientsmith.model import Operation, Schema

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
    validator = Draft202012Validator(_closed(described))
    errors = list(validator.iter_errors(body))
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
    if error.validator == "additionalProperties":
        known = error.schema["properties"]
        names = [name for name in error.instance if name not in known]
    elif error.validator == "required":
        names = [name for name in error.validator_value if name not in error.instance]
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


def _closed(schema: Schema) -> dict[str, Any]:
    """The description with nothing but itself allowed."""
    return dict(_closed_text(_key(schema)))


@lru_cache(maxsize=256)
def _closed_text(key: str) -> Mapping[str, Any]:
    import json  # noqa: PLC0415 - once per description

    def close(data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        made = {word: value for word, value in data.items() if word in _WORDS}  # pyright: ignore[reportUnknownVariableType] - JSON
        if "items" in data:
            made["items"] = close(data["items"])
        if data.get("properties"):
            made["properties"] = {name: close(child) for name, child in data["properties"].items()}
            made["additionalProperties"] = False
        elif data.get("additionalProperties") is False:
            made["additionalProperties"] = False
            made["properties"] = {}
        return made  # pyright: ignore[reportUnknownVariableType] - the same

    return close(json.loads(key))


_WORDS = frozenset(
    {
        "type",
        "enum",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "pattern",
        "minItems",
        "maxItems",
        "uniqueItems",
        "required",
    }
)


def _key(schema: Schema) -> str:
    import json  # noqa: PLC0415 - the same

    return json.dumps(schema, sort_keys=True)
