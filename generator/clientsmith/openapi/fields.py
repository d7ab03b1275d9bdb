"""A field of a request, as a schema that refuses what the client refuses."""

from __future__ import annotations

from dataclasses import dataclass

from clientsmith.language.build.fields import media_of
from clientsmith.language.model import Evidence, Field, Json
from clientsmith.language.node import Node
from clientsmith.openapi import media
from clientsmith.openapi.limits import both_strengths, kinds_of, uncountable, weak_words
from clientsmith.openapi.words import ADVICE, Document, cited, evidence_of, extension, extensions, stated
from clientsmith.oracle.body_lists import appending
from clientsmith.oracle.multipart import is_file, part_name

KIND_OF = {bool: "boolean", str: "string", int: "integer", float: "number"}
_NOT_BLANK = r"\S"
_READ = frozenset({"side", "pixels", "ratio", "sameSizeAs"})
"""Limits of images that are read from their headers, which no schema does."""


@dataclass(frozen=True)
class Said:
    """The schema of a field, and the keywords that the client checks and no schema can say."""

    schema: Document
    unexpressed: tuple[str, ...]


def field_schema(field: Field, node: Node, above: Evidence | None = None) -> Said:
    """The schema of a field; `node` is its place in the spec, `above` the evidence of what it stands in."""
    if field.constant is not None:
        # Generators take no const in a header.
        keywords = {"enum": [field.constant]} if field.location == "header" else {"const": field.constant}
        constant = {"type": KIND_OF[type(field.constant)], **keywords}
        place = extensions({"pointer": field.pointer})
        return Said({**constant, **prose(node), **place, **cited(field.evidence, above)}, ())
    weak = weak_words(field)
    unexpressed: list[str] = []
    schema = _value(node, weak, unexpressed)
    allowed: list[Json] = [] if "enum" in weak else field.schema.get("enum", [])
    can_be_blank = "string" in kinds_of(field.schema) and not is_file(field)
    if field.required and can_be_blank and not _none_is_blank(allowed):
        # The client counts white space alone as not given.
        add(schema, {"pattern": _NOT_BLANK})
        schema[extension("notBlank")] = True
    words = {"pointer": field.pointer, "beside": node.get("beside"), "expand": node.get("expand")}
    words |= {"role": field.role, "filledIn": field.fixed}
    on_the_wire = part_name(field) if field.location == "body" else field.wire
    if field.expand is not None or appending(field) is not None:
        on_the_wire = ""  # the argument's name stands nowhere
    schema |= extensions({"argument": None if field.name == on_the_wire else field.name, **words})
    return Said({**schema, **cited(field.evidence, above)}, tuple(unexpressed))


def _none_is_blank(values: list[Json]) -> bool:
    return bool(values) and all(not isinstance(value, str) or value.strip() for value in values)


def add(schema: Document, limit: Document) -> None:
    """Let the schema refuse what the limit refuses, too."""
    if limit.keys() & schema.keys():
        schema.setdefault("allOf", []).append(limit)
    else:
        schema |= limit


def _value(node: Node, weak: frozenset[str], unexpressed: list[str]) -> Document:
    """The schema of a value and of what is inside; whether a limit is weak is asked by its keyword, at any depth."""
    data = node.data
    if "const" in data:
        return {"type": KIND_OF[type(data["const"])], "const": data["const"], **prose(node)}
    hard, advice = both_strengths(data, weak)
    unexpressed += uncountable(data, data, weak)
    if "items" in data:
        child = node.child("items")
        hard["items"] = _value(child, weak, unexpressed) | cited(child.evidence, node.evidence)
    elif "array" in kinds_of(data):
        hard["items"] = {}  # anything; linters want it said
    if data.get("properties"):
        hard["properties"] = {
            name: _value(child, weak, unexpressed) | cited(child.evidence, node.evidence)
            for name, child in node.items("properties")
        }
    if isinstance(data.get("required"), list) and data["required"]:
        (advice if "required" in weak else hard)["required"] = list(data["required"])
    if data.get("additionalProperties") is False:
        (advice if "additionalProperties" in weak else hard)["additionalProperties"] = False
    kind = {"type": data["type"]} if "type" in data else Document()
    if kind and "type" in weak:
        # A value of another type is let through, and no other limit is asked then.
        advice = kind | advice
        kind, hard = {}, {"if": kind, "then": hard} if hard else {}
    schema = {**kind, **prose(node), **hard, **({ADVICE: advice} if advice else {})}
    if "media" in data and "media" not in weak and not _READ.isdisjoint(data["media"]):
        unexpressed.append("media")
    if "media" in data:
        image = media_of(data["media"])
        is_file = "file" in image.kinds
        add(schema, {"format": "binary"} if is_file else {"pattern": media.pattern(image, weak="media" in weak)})
    return schema


def prose(node: Node) -> Document:
    """What is said to people, and what limits nothing."""
    data = node.data
    keywords = stated(title=data.get("title"), description=data.get("description"), deprecated=data.get("deprecated"))
    if data.get("default") is not None:
        keywords["default"] = data["default"]
    keywords |= stated(examples=data.get("examples"))
    words = ("enumDescriptions", "recommended", "specialValues", "media")
    return keywords | extensions({**{word: data.get(word) for word in words}, "evidence": evidence_of(node)})
