"""Schemas for a field at its place in a body: that it is present, and what its value is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from clientsmith.language.model import Field
from clientsmith.openapi import body_lists
from clientsmith.openapi.words import Document
from clientsmith.oracle.bodies import path_of
from clientsmith.oracle.body_lists import Appending, appending

_NOT_NULL: Document = {"not": {"type": "null"}}


def _is_index(steps: Sequence[str], at: int) -> bool:
    """Whether this step of the way is a place in an array; the body itself is an object."""
    return at > 0 and steps[at].isdecimal()


def present(field: Field) -> Document:
    """Holds where the field is given."""
    if field.expand is not None:
        return body_lists.counted(field.expand, {}, required=True)
    how = appending(field)
    if how is not None:
        return _at(how.way, body_lists.has_elements(how), 0, required=True)
    return _at(path_of(field), {}, 0, required=True)


def absent(field: Field) -> Document:
    """Holds where the field isn't given."""
    return {"not": present(field)}


def valued(field: Field, schema: Document, *, required: bool) -> Document:
    """Holds where the field's value fits; where it isn't given, unless it is required."""
    if field.expand is not None:
        return body_lists.counted(field.expand, schema, required=required)
    how = appending(field)
    if how is not None:
        return _at(how.way, body_lists.limited(how, schema, required=required), 0, required=required)
    return _at(path_of(field), schema, 0, required=required)


def _at(steps: Sequence[str], schema: Document, at: int, *, required: bool) -> Document:
    if at == len(steps):
        return schema
    inner = _at(steps, schema, at + 1, required=required)
    step = steps[at]
    if not _is_index(steps, at):
        keywords: Document = {"properties": {step: inner}} if inner else {}
        return {**keywords, "required": [step]} if required else keywords
    # What isn't given before something that is stands as null.
    element = both([_NOT_NULL, inner]) if required else {"anyOf": [{"type": "null"}, inner]}
    keywords = {"prefixItems": [*[{}] * int(step), element]}
    return {"minItems": int(step) + 1, **keywords} if required else keywords


def both(schemas: Iterable[Document]) -> Document:
    """All of the schemas in one: side by side where they don't touch, else under allOf."""
    parts = [schema for schema in schemas if schema]
    merged: Document = {}
    for part in parts:
        properties, own = merged.get("properties", {}), part.get("properties", {})
        if (part.keys() & merged.keys()) - {"properties", "required"} or properties.keys() & own.keys():
            return {"allOf": parts}
        merged |= part
        if properties or own:
            merged["properties"] = {**properties, **own}
    required = dict.fromkeys(name for part in parts for name in part.get("required", ()))
    return {**merged, "required": list(required)} if required else merged


class Tree:
    """The body while it is put together: objects and arrays on the ways to its fields."""

    def __init__(self, *, closed: bool) -> None:
        self._closed = closed
        self._inside: dict[str, Tree] = {}
        self._leaf: Document | None = None
        self._required = False
        self._is_array = False
        self._appended: list[Document] = []
        self._limits: list[Document] = []

    def append(self, how: Appending, schema: Document, *, required: bool) -> None:
        """Let the value of a field that appends elements be described by the schema."""
        here = self._at(how.way)
        here._appended.append(body_lists.element(how, schema, closed=self._closed))
        here._required = here._required or required
        limit: Document = {word: schema[word] for word in ("minItems", "maxItems") if word in schema and how.each}
        if required:
            here._limits.append(body_lists.has_elements(how, limit.get("minItems", 1), limit.get("maxItems")))
        elif limit:
            here._limits.append(body_lists.limited(how, limit, required=False))
        if not how.each and not required:
            here._limits.append(body_lists.has_elements(how, 0, 1))

    def put(self, steps: Sequence[str], schema: Document, *, required: bool) -> None:
        """Let the value at the end of the way be described by the schema."""
        here = self._at(steps)
        here._leaf, here._required = schema, required

    def _at(self, steps: Sequence[str]) -> Tree:
        here = self
        for at, step in enumerate(steps):
            here._is_array = here._is_array or _is_index(steps, at)
            here = here._inside.setdefault(step, Tree(closed=self._closed))
        return here

    def schema(self) -> Document:
        """The schema of the body."""
        if self._leaf is not None:
            return self._leaf
        if self._appended:
            items = self._appended[0] if len(self._appended) == 1 else {"anyOf": self._appended}
            limits = [limit for limit in self._limits if limit]
            return {"type": "array", "items": items, **({"allOf": limits} if limits else {})}
        return self._array() if self._is_array else self._object()

    def _needed(self) -> bool:
        return self._required or any(child._needed() for child in self._inside.values())

    def _object(self) -> Document:
        made: Document = {"type": "object"}
        if self._inside:
            made["properties"] = {name: child.schema() for name, child in self._inside.items()}
        required = [name for name, child in self._inside.items() if child._needed()]
        if required:
            made["required"] = required
        if self._closed:
            made["additionalProperties"] = False
        return made

    def _array(self) -> Document:
        fewest = max((int(name) + 1 for name, child in self._inside.items() if child._needed()), default=0)
        made: Document = {"type": "array", "prefixItems": list(self._elements())}
        return {**made, "minItems": fewest} if fewest else made

    def _elements(self) -> Iterator[Any]:
        for index in range(max(map(int, self._inside)) + 1):
            child = self._inside.get(str(index))
            if child is None:
                yield {"type": "null"}
            else:
                yield child.schema() if child._needed() else {"anyOf": [{"type": "null"}, child.schema()]}
