# Made by `clientsmith generate` from templates/imageclients/_runtime/bodies.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Encoding the body of a request: a function for each media type, chosen from a table."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import TYPE_CHECKING, Any, TypeAlias

from .describe import Constant, Expand, Field
from .jsontypes import is_array
from .pointer import put
from .prepared import Prepared

if TYPE_CHECKING:
    from .multipart import Multipart

Body: TypeAlias = "bytes | Multipart"
Encoded: TypeAlias = tuple[Body, str]
"""A body, and its content type."""

JSON = "application/json"
# The values are copies in plain types, which hold no circle.
_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False).encode


def _json(ready: Prepared, given: Mapping[str, Any], extra: Mapping[str, Any], _random: Any) -> Encoded:
    """A JSON object; members of `extra` replace arguments of the same name."""
    body: dict[str, Any] = {**ready.constants, **given} if ready.flat else {}
    if not ready.flat:
        for part, value in ready.placed(given, "body"):
            _place(body, part, value)
    body.update(extra)
    return _dumps(body).encode(), JSON


def _place(body: dict[str, Any], part: Field | Constant, value: Any) -> None:
    if isinstance(part, Constant):
        put(body, part.pointer or _escaped(part.wire), value)
    elif part.expand is not None and is_array(value):
        body.update(zip(_numbered(part.expand), value, strict=False))
    else:
        put(body, part.pointer or _escaped(part.wire), value, part.beside)


def _numbered(expand: Expand) -> Iterator[str]:
    """The names of the fields for the elements of a list, without an end."""
    if expand.first:
        yield expand.first
    for number in count(expand.start):
        yield expand.rest.replace("{n}", str(number))


def _escaped(wire: str) -> str:
    """The JSON Pointer to a field at the top level of the body."""
    return "/" + wire.replace("~", "~0").replace("/", "~1")


def _multipart(
    ready: Prepared, given: Mapping[str, Any], extra: Mapping[str, Any], random: Callable[[], float]
) -> Encoded:
    """A part for each field; `extra` goes over the arguments."""
    from . import multipart  # noqa: PLC0415 - few providers need it

    values = {part.wire: value for part, value in ready.placed(given, "body")} | dict(extra)
    encoding = ready.operation.encoding
    parts = [part for wire, value in values.items() for part in multipart.parts_of(wire, value, encoding.get(wire))]
    body = multipart.Multipart(parts, multipart.boundary(random))
    return body, body.media_type


def sha256(body: Body | None) -> str:
    """The hash of a body; of one in parts that of its parts."""
    if isinstance(body, bytes | None):
        return hashlib.sha256(body or b"").hexdigest()
    return body.sha256()


def can_be_sent_again(body: Body | None) -> bool:
    """Whether a body can be read from its beginning once more."""
    return isinstance(body, bytes | None) or body.is_there


ENCODERS: Mapping[str, Callable[[Prepared, Mapping[str, Any], Mapping[str, Any], Callable[[], float]], Encoded]] = {
    JSON: _json,
    "multipart/form-data": _multipart,
}
"""Media type to the function that encodes a body from the arguments (wire name to value), the extra fields, and
chance, which makes a line between parts."""
