"""Files for fields that take links: which uploads come before a call, and what is sent in their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from clientsmith.language.model import Operation, Provider, Upload
from clientsmith.load.json_values import Json, mapping, sequence
from clientsmith.oracle.media import FILE
from clientsmith.oracle.operation import OperationView, Values
from clientsmith.oracle.pointers import put

UPLOADED = "https://example.com/uploaded.png"
"""The link that every upload answers."""


def uploads_of(view: OperationView, values: Values) -> list[tuple[Upload, str]]:
    """Return the uploads before a call, each with its file; a file of the same content is uploaded once."""
    found: dict[tuple[str, str], tuple[Upload, str]] = {}
    for wire in view.ordered(values):
        for upload, text in _files(view.schema(wire), values[wire]):
            found.setdefault((upload.operation, text), (upload, text))
    return list(found.values())


def _files(schema: Mapping[str, Any], value: Any) -> Iterator[tuple[Upload, str]]:
    how = mapping(mapping(schema.get("media")).get("upload"))
    if isinstance(value, str):
        if how and value.startswith(FILE):
            yield Upload(operation=how["operation"], field=how["field"], url=how["url"]), value
        return
    for item in sequence(value):
        yield from _files(mapping(schema.get("items")), item)
    known = mapping(schema.get("properties"))
    for name, item in mapping(value).items():
        yield from _files(mapping(known.get(name)), item)


def linked(schema: Json, value: Any) -> Any:
    """Return a value with links in place of files that were uploaded."""
    if isinstance(value, str):
        is_uploaded = "upload" in mapping(schema.get("media")) and value.startswith(FILE)
        return UPLOADED if is_uploaded else value
    if isinstance(value, list):
        return [linked(mapping(schema.get("items")), item) for item in sequence(cast("Any", value))]
    if isinstance(value, dict):
        known = mapping(schema.get("properties"))
        return {name: linked(mapping(known.get(name)), item) for name, item in mapping(cast("Any", value)).items()}
    return value


def with_link(provider: Provider, operation: Operation, body: Any) -> Any:
    """Return the answer of an operation with a link in each place where a field of the spec looks for one."""
    for pointer in _places(provider.document.data, operation.id):
        body = put(body, pointer, UPLOADED)
    return body


def _places(node: Any, operation: str) -> Iterator[str]:
    """Yield where the fields in a spec look for the link that this operation answers."""
    how = mapping(mapping(node).get("upload"))
    if how.get("operation") == operation and "kinds" in node:
        yield str(how["url"])
    for inside in (*mapping(node).values(), *sequence(node)):
        yield from _places(inside, operation)
