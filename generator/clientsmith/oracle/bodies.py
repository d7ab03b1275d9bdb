"""How request bodies are encoded, as a table by media type."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, cast

from clientsmith.language.model import Field
from clientsmith.language.types import JSON, MULTIPART
from clientsmith.load.json_values import mapping, sequence
from clientsmith.oracle import multipart
from clientsmith.oracle.body_lists import appended, appending, gathered, numbered, sorted_apart
from clientsmith.oracle.multipart import integer
from clientsmith.oracle.pointers import put, steps, written

_DEEPEST = 100
"""Levels of a body that servers take."""

Found = tuple[dict[str, Any], list[str]]
"""Values by wire name, and the names or JSON Pointers of what else is in the body."""


@dataclass(frozen=True)
class Encoding:
    """A way to encode the body.

    Attributes:
        assemble: makes the content of a body from fields and their values, and from extra fields.
        parse: reads that content from the bytes of a request and its content type; ValueError if there is none.
        take_apart: reads the values of fields from that content.
        digest: the hash of the content, as the client tells it of a submit whose fate is unknown.
    """

    assemble: Callable[[Iterable[tuple[Field, Any]], dict[str, Any]], Any]
    parse: Callable[[bytes, str], Any]
    take_apart: Callable[[Iterable[Field], Any], Found]
    digest: Callable[[Any], str]


def path_of(field: Field) -> list[str]:
    """Return the steps to a field in a body."""
    return steps(field.pointer) or [multipart.part_name(field)]


def assemble_json(values: Iterable[tuple[Field, Any]], extra: dict[str, Any]) -> Any:
    """Return the body with these values, each at its place, and with the extra fields over them."""
    body: dict[str, Any] = {}
    for field, value in values:
        how = appending(field)
        if field.expand is not None:
            body |= numbered(field, value)
        elif how is not None:
            body = appended(body, how, value)
        else:
            name, *rest = path_of(field)
            body[name] = put(body.get(name), rest, value)
    return body | extra


def _digest_of_json(body: Any) -> str:
    return sha256(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _parse_json(content: bytes, _content_type: str) -> Any:
    try:
        body: Any = json.loads(content.decode("utf-8"), parse_constant=_no_number, parse_int=integer)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"the body is no JSON: {str(error)[:100]}") from None
    if not isinstance(body, dict):
        raise ValueError("the body must be an object")  # noqa: TRY004 - the bytes are wrong, not a type
    if not _is_shallow(cast("Any", body)):
        raise ValueError(f"the body has more than {_DEEPEST} levels")
    return cast("Any", body)


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number")


def _is_shallow(value: Any, levels: int = _DEEPEST) -> bool:
    inside = [*mapping(value).values(), *sequence(value)] if isinstance(value, dict | list) else []
    return levels > 0 and all(_is_shallow(item, levels - 1) for item in inside)


class _Place:
    """A place in a body: a field, an object or list that leads to fields, or a list that fields append to."""

    def __init__(self) -> None:
        self.field: Field | None = None
        self.inside: dict[str, _Place] = {}
        self.appending: list[Field] = []


def _take_json_apart(fields: Iterable[Field], body: Any) -> Found:
    root = _Place()
    values: dict[str, Any] = {}
    for field in fields:
        if field.expand is not None:
            items, names = gathered(field, body)
            values |= {field.wire: items} if items else {}
            body = {name: value for name, value in body.items() if name not in names}
            continue
        how, here = appending(field), root
        for step in path_of(field) if how is None else how.way:
            here = here.inside.setdefault(step, _Place())
        if how is None:
            here.field = field
        else:
            here.appending.append(field)
    unknown: list[str] = []
    for place, path, value in _walk(root, (), body):
        if place is not None and place.appending and isinstance(value, list):
            inside, strange = sorted_apart(place.appending, sequence(cast("Any", value)), path)
            values |= inside
            unknown += strange
        elif place is not None and place.field is not None:
            values[place.field.wire] = value
        else:
            unknown.append(path[0] if len(path) == 1 else written(path))
    return values, unknown


def _walk(place: _Place, path: tuple[str, ...], value: Any) -> Iterator[tuple[_Place | None, tuple[str, ...], Any]]:
    """Yield every field and every value that belongs to none, with its path."""
    is_list = bool(path) and all(step.isdecimal() for step in place.inside)
    if place.field is not None or place.appending:
        yield place, path, value
    elif is_list and isinstance(value, list):
        yield from _walk_list(place, path, sequence(cast("Any", value)))
    elif not is_list and isinstance(value, dict):
        for name, item in mapping(cast("Any", value)).items():
            inner = place.inside.get(name)
            if inner is None:
                yield None, (*path, name), item
            else:
                yield from _walk(inner, (*path, name), item)
    else:
        yield None, path, value


def _walk_list(place: _Place, path: tuple[str, ...], items: list[Any]) -> Iterator[Any]:
    last = max((at for at, item in enumerate(items) if item is not None), default=-1)
    for at, item in enumerate(items):
        if item is None and at < last:
            continue  # stands for what isn't given before something that is
        inner = place.inside.get(str(at))
        if inner is None:
            yield None, (*path, str(at)), item
        else:
            yield from _walk(inner, (*path, str(at)), item)


ENCODINGS: Mapping[str, Encoding] = {
    JSON: Encoding(assemble_json, _parse_json, _take_json_apart, _digest_of_json),
    MULTIPART: Encoding(multipart.assemble, multipart.parse, multipart.take_apart, multipart.digest),
}
"""Encodings by media type."""
