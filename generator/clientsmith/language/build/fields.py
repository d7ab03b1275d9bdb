"""Fields and parameters, with their Python names and types."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

from clientsmith.language.build.reading import read
from clientsmith.language.model import Encoding, Evidence, Field, Json, Location, Media, Schema
from clientsmith.language.names import python_name
from clientsmith.language.node import Node
from clientsmith.load.scalars import number_name

LIMITS = tuple(one.at for one in Field.WORDS if one.limits)
"""Keywords that limit a value and are passed on as they are."""

_SIMPLE = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_FILE = "bytes | PathLike[str] | OpenFile"
_MEDIA = f"str | {_FILE}"
_ENCODED = {"dataUri", "base64", "upload"}  # with one of these the client takes bytes and paths too
"""A link or a data URI, or what is encoded into one."""


def limits(data: Mapping[str, Any], prose: bool = False) -> dict[str, Json]:
    """The JSON Schema of a field without our own words; with descriptions if `prose`."""
    schema: dict[str, Json] = {word: data[word] for word in LIMITS if word in data}
    if "specialValues" in data:
        text = "string" in data.get("type", ())
        schema["specialValues"] = sorted(word if text else number_name(word) for word in data["specialValues"])
    if prose and "description" in data:
        schema["description"] = data["description"]
    if "items" in data:
        schema["items"] = _inner(data["items"], prose)
    if "properties" in data:
        schema["properties"] = {name: _inner(child, prose) for name, child in data["properties"].items()}
    # A parameter says with the same word whether it must be given itself.
    if isinstance(data.get("required"), list) and data["required"]:
        schema["required"] = list(data["required"])
    return schema


def _inner(data: Mapping[str, Any], prose: bool) -> dict[str, Json]:
    """Return the schema of a value inside another: the client fills in its constants and encodes its images as well."""
    words = () if prose else ("const", "media")
    return limits(data, prose) | {word: data[word] for word in words if word in data}


def body_fields(body: Node, sized: frozenset[str]) -> Iterator[Field]:
    """The fields of a request body; `sized` are the wire names that take a Size."""
    required = set(body.get("required", ()))
    for wire, node in body.items("properties"):
        made = field(node, wire, "body", required=wire in required, takes_size=wire in sized)
        encoding = body.child("encoding")
        yield replace(made, encoding=read(Encoding, encoding.child(wire))) if wire in encoding.data else made


def parameter_fields(node: Node) -> Iterator[Field]:
    """The parameters of an operation, or of a whole provider."""
    for parameter in node.elements("parameters"):
        location = cast("Location", parameter.get("in"))
        required = location == "path" or bool(parameter.get("required"))
        yield field(parameter, parameter.text("name"), location, required=required, takes_size=False)


def field(node: Node, wire: str, location: Location, *, required: bool, takes_size: bool) -> Field:
    """One field."""
    schema = limits(node.data)
    schema.get("items", {}).pop("media", None)  # it is the field's own
    values = schema.get("enum", ())
    images = next((one for one in (node, node.child("items")) if "media" in one.data), None)
    media = media_of(images.data["media"]) if images is not None else None
    return read(
        Field,
        node,
        # A constant is no argument, and its wire name may be one that no argument could have.
        name="" if "const" in node.data else node.get("pythonName") or python_name(wire),
        wire=wire,
        location=location,
        annotation=annotation(node.data, takes_size=takes_size),
        schema=schema,
        required=required,
        fixed=values[0] if required and len(values) == 1 else None,
        media=media,
        keyword_evidence=node.keyword_evidence() | _media_evidence(node, media),
        encoding=None,
        greedy=location == "path" and bool(node.get("greedy")),
    )


def media_of(words: Mapping[str, Any]) -> Media:
    """The images that a value takes, of which these words say what."""
    size = {word: words[word] for word in ("side", "pixels", "ratio") if word in words}
    return read(Media, Node(words, "", Evidence("", ""), {}), size=size)


def _media_evidence(node: Node, media: Media | None) -> dict[str, Any]:
    """The evidence of `media` for an array: the spec has it with the array's elements."""
    if media is None or "items" not in node.data:
        return {}
    return node.child("items").keyword_evidence()


def annotation(
    data: Mapping[str, Any], *, takes_size: bool = False, named: Callable[[Mapping[str, Any]], str] | None = None
) -> str:
    """The Python type of an argument; `named` makes a class for an object with properties and returns its name."""
    kinds = data.get("type", ())
    names = [kinds] if isinstance(kinds, str) else list(kinds)
    values = [data["const"]] if "const" in data else data.get("enum")
    # A float can't stand in a Literal, and where numbers are legal 1.0 is as legal as 1.
    if values is not None and "number" not in names and not any(isinstance(value, float) for value in values):
        literal = ", ".join(repr(value) for value in values)
        return f"Literal[{literal}]" + (" | None" if "null" in names else "")
    if data.get("media") is not None:
        kinds_of_image = set(data["media"]["kinds"])
        return _FILE if "file" in kinds_of_image else _MEDIA if kinds_of_image & _ENCODED else "str"
    parts: list[str] = []
    for name in names:
        if name == "array":
            parts.append(_array(annotation(data.get("items", {}), named=named)))
        elif name == "object":
            parts.append(named(data) if named and data.get("properties") else "Mapping[str, Any]")
        else:
            parts.append(_SIMPLE[name])
    if takes_size:
        parts.append("Size")
    return " | ".join(dict.fromkeys(parts)) or "Any"


def _array(element: str) -> str:
    """The type of an array: a list or tuple. Sequence would allow a text, which is a sequence of texts."""
    both = f"list[{element}] | tuple[{element}, ...]"
    # A variable that is a list of links is no list of "links or bytes" to a type checker.
    return f"list[str] | {both}" if element == _MEDIA else both


def schema_with_prose(data: Mapping[str, Any]) -> Schema:
    """The schema of an answer with its descriptions, for models and reference."""
    return limits(data, prose=True)
