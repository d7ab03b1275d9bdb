"""Bodies of parts (multipart/form-data): what each field becomes, and a strict reader of such a body."""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any, TypeAlias, cast

from clientsmith.language.model import Field
from clientsmith.load.json_values import mapping, sequence
from clientsmith.oracle import media
from clientsmith.oracle.values import types_of

JSON = "application/json"
Part: TypeAlias = dict[str, Any]
"""A part: its name, its type if it has one, and its text, JSON or base64; a file has a filename as well."""
_BOUNDARY = re.compile(r"multipart/form-data\s*;\s*boundary=(?:\"([^\"]{1,70})\"|([^\s;\"]{1,70}))\s*", re.IGNORECASE)
_DISPOSITION = re.compile(r'form-data((?:\s*;\s*[a-z*]+=(?:"(?:[^"\\]|\\.)*"|[^\s;"]+))*)', re.IGNORECASE)
_PARAMETER = re.compile(r';\s*([a-z*]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))', re.IGNORECASE)
_ESCAPES = {"%22": '"', "%0D": "\r", "%0A": "\n", "%00": "\0"}


def is_file(field: Field) -> bool:
    """Whether a field takes files."""
    return field.media is not None and "file" in field.media.kinds


def part_name(field: Field) -> str:
    """Return the name of a field's parts."""
    return (field.encoding.name if field.encoding is not None else "") or field.wire


def assemble(values: Iterable[tuple[Field, Any]], extra: dict[str, Any]) -> list[Part]:
    """Return the parts of fields with their values; those of `extra` come in place of fields of the same name."""
    parts: list[Part] = []
    given = {field.wire: (field, value) for field, value in values}
    for wire in dict.fromkeys([*given, *extra]):
        field = given[wire][0] if wire in given else None
        value = extra[wire] if wire in extra else given[wire][1]
        name = wire if field is None else part_name(field)
        kind = field.encoding.content_type if field is not None and field.encoding is not None else ""
        as_file = field is not None and wire not in extra and is_file(field)
        several: list[Any] = sequence(cast("Any", value)) if isinstance(value, list) and kind != JSON else [value]
        for item in several:
            parts += _file(name, field, item, kind) if as_file and field else _value(name, item, kind)
    return parts


def _file(name: str, field: Field, text: str, kind: str) -> Iterator[Part]:
    image = {"types": [*field.media.types]} if field.media is not None else {}
    own = media.type_of_file(image, text)
    suffix = media.SUFFIXES.get(own, "")
    yield {"name": name, "filename": f"file{suffix}", "type": kind or own, "base64": text.removeprefix(media.FILE)}


def _value(name: str, value: Any, kind: str) -> Iterator[Part]:
    if value is None:
        return
    nested = isinstance(value, dict | list)
    facts = {"type": kind or JSON} if kind or nested else {}
    if kind == JSON or (nested and not kind):
        yield {"name": name, **facts, "json": value}
    else:
        yield {"name": name, **facts, "text": value if isinstance(value, str) else _json(value)}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def digest(parts: Iterable[Part]) -> str:
    """Return the hash of parts as the client tells it: of each its headers, an empty line and its content."""
    whole = sha256()
    for part in parts:
        head = f'Content-Disposition: form-data; name="{part["name"]}"'
        head += f'; filename="{part["filename"]}"' if "filename" in part else ""
        head += f"\r\nContent-Type: {part['type']}" if "type" in part else ""
        text = part["text"] if "text" in part else _json(part["json"]) if "json" in part else ""
        content = b64decode(part["base64"]) if "base64" in part else text.encode()
        whole.update(head.encode() + b"\r\n\r\n" + content + b"\r\n")
    return whole.hexdigest()


def parse(content: bytes, content_type: str) -> list[Part]:
    """Return the parts of a body.

    Raises:
        ValueError: it isn't exactly such a body.
    """
    named = _BOUNDARY.fullmatch(content_type.strip())
    if named is None:
        raise ValueError("the content type has no boundary")
    line = b"--" + (named[1] or named[2]).encode()
    before, *sections = (b"\r\n" + content).split(b"\r\n" + line)
    if before or not sections or sections[-1] not in (b"--", b"--\r\n"):
        raise ValueError("the body doesn't begin and end with its boundary")
    return [_part(section) for section in sections[:-1]]


def _part(section: bytes) -> Part:
    head, empty, content = section.partition(b"\r\n\r\n")
    if not empty or not head.startswith(b"\r\n"):
        raise ValueError("a part has no headers")
    headers: dict[str, str] = {}
    for header in head[2:].decode().split("\r\n"):
        name, colon, value = header.partition(":")
        if not colon or name.lower() in headers or {"\r", "\n"} & set(header):
            raise ValueError("a header of a part can't be read")
        headers[name.lower()] = value.strip()
    disposition = _DISPOSITION.fullmatch(headers.pop("content-disposition", ""))
    if disposition is None:
        raise ValueError("a part has no name")
    facts = {name.lower(): _plain(quoted or bare) for name, quoted, bare in _PARAMETER.findall(disposition[1])}
    if "name" not in facts or headers.keys() - {"content-type", "content-length", "content-transfer-encoding"}:
        raise ValueError("a part has no name, or an unknown header")
    kind = headers.get("content-type", "").partition(";")[0].lower()
    part: Part = {"name": facts["name"]}
    part |= {"filename": facts["filename"]} if "filename" in facts else {}
    part |= {"type": kind} if kind else {}
    if "filename" in facts:
        return {**part, "base64": b64encode(content).decode()}
    text = content.decode()
    return {**part, "json": json.loads(text)} if kind == JSON else {**part, "text": text}


def _plain(text: str) -> str:
    for escape, character in _ESCAPES.items():
        text = text.replace(escape, character)
    return text


def take_apart(fields: Iterable[Field], parts: list[Part]) -> tuple[dict[str, Any], list[str]]:
    """Return the values of fields by wire name, and the names of parts that are of none."""
    by_name = {part_name(field): field for field in fields}
    values: dict[str, Any] = {}
    unknown: list[str] = []
    for part in parts:
        field = by_name.get(part["name"])
        if field is None or ("base64" in part) != is_file(field):
            unknown.append(part["name"] if field is None else f"{part['name']}, a {'file' * ('base64' in part)} part,")
            continue
        listed = "array" in types_of(dict(field.schema)) and not (
            field.encoding is not None and field.encoding.content_type == JSON
        )
        value = _part_value(field, mapping(field.schema.get("items")) if listed else None, part)
        if listed or field.wire in values:
            several = values.setdefault(field.wire, [])
            values[field.wire] = [*(several if isinstance(several, list) else [several]), value]
        else:
            values[field.wire] = value
    return values, unknown


def _part_value(field: Field, items: dict[str, Any] | None, part: Part) -> Any:
    """Return the value of a part, which may be an element of a list of these items."""
    if "text" not in part:
        return part["json"] if "json" in part else media.FILE + part["base64"]
    return typed(field, part["text"], items)


def typed(field: Field, text: str, items: dict[str, Any] | None = None) -> Any:
    """Return the value that a text stands for, where a field, or its items, are something else than texts."""
    schema = dict(field.schema) if items is None else items
    kinds = types_of(schema if field.constant is None else {"const": field.constant})
    if "string" in kinds or not kinds or text != text.strip():
        return text
    try:
        return json.loads(text, parse_constant=str, parse_int=integer)
    except (ValueError, RecursionError):
        return text


def integer(digits: str) -> int:
    """Return an integer of JSON; ValueError for one that is beyond what servers take."""
    number = int(digits)
    if number.bit_length() >= 1024:
        raise ValueError("a number of more than 300 digits")
    return number
