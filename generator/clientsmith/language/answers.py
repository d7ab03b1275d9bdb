"""The words that describe answers, and where the images are in them."""

from __future__ import annotations

from dataclasses import dataclass

from clientsmith.language.common import Cited, Described, Json, Pointers, Schema
from clientsmith.language.fields import Field
from clientsmith.language.types import (
    ID,
    NAME,
    OBJECT,
    POINTER,
    POINTERS,
    STATUS,
    TIME_UNIT,
    many,
    named,
    one,
    whole,
)
from clientsmith.language.words import Group, shared, unread, word


class AnswerField(
    Described,
    Cited,
    shares=shared(
        Field, "type title enumDescriptions examples minimum maximum minLength maxLength minItems maxItems required"
    ),
    standard="JSON Schema",
):
    """A field of an answer. Types must hold; values outside enum and limits, missing and unlisted fields are
    tolerated and reported as drift. Without a type anything is expected.
    """

    enum = unread({"$ref": "#/$defs/enum"}, limits=True, example=["pending", "done"])
    """The values documented so far; others are tolerated and reported as drift."""
    items = unread(one("answerField"), example={"type": "object", "properties": {"url": {"type": "string"}}})
    """What every element is."""
    properties = unread(named("answerField", {"minLength": 1, "maxLength": 200}), example={"url": {"type": "string"}})
    """Wire name to field of the answer."""


@dataclass(frozen=True, kw_only=True)
class ExampleBody(Cited):
    """A documented body."""

    id: str = word(ID, required=True, example="bad-prompt")
    """Name of the example."""
    status: int = word(STATUS, example=400)
    """HTTP status of an error body."""
    body: Json = word(OBJECT, required=True, example={"error": {"code": "bad_prompt"}})
    """The documented body, with neutral values for keys, signatures and hosts."""


@dataclass(frozen=True, kw_only=True)
class Response(Described, Cited, shares=shared(Field, "required"), standard="OpenAPI"):
    """A documented answer. Without properties its body is unknown.

    Attributes:
        schema: the schema of its body.
        described: the same with the prose, for models and reference.
    """

    status: int
    schema: Schema
    described: Schema
    type = unread({"const": "object"}, standard="JSON Schema", example="object")
    """An answer is an object."""
    properties = unread(
        named("answerField", {"minLength": 1, "maxLength": 200}),
        standard="JSON Schema",
        example={"data": {"type": "array", "items": {"type": "string"}}},
    )
    """Wire name to field of the answer."""
    examples: tuple[ExampleBody, ...] = word(
        many("exampleBody"), example=[{"id": "done", "body": {"data": ["https://cdn.fox.dev/1.png"]}}]
    )
    """Documented bodies."""


@dataclass(frozen=True, kw_only=True)
class ImagePath(Cited, positional=("items",), limits={"anyOf": [{"required": ["url"]}, {"required": ["base64"]}]}):
    """A place where images may stand."""

    items: str = word(POINTER, required=True, into="own", example="/data/*")
    """Where the elements are, such as /data/*; the empty pointer for the body itself. The other pointers start there.
    """
    url: Pointers = word(POINTERS, into="items", example="/url")
    """Link of the image; goes before base64 where both are set."""
    base64: Pointers = word(POINTERS, into="items", example="/b64_json")
    """The image in base64, with or without a data: prefix."""
    expires_at: Pointers = word(POINTERS, into="items", example="/expires_at")
    """When the link dies, in Unix seconds."""
    ttl: Pointers = word(POINTERS, into="items", example="/ttl")
    """How long the link lives, in seconds, as number or digits. Zero says nothing."""
    unit: str = word(TIME_UNIT, default="s", example="ms")
    """Unit of `expiresAt` and `ttl`: seconds or milliseconds."""
    media_type: Pointers = word(POINTERS, into="items", example="/format")
    """The image's type: a media type, or jpeg, png, webp."""


@dataclass(frozen=True, kw_only=True)
class Results(Cited, groups={"lifetime": Group("How long a link lives.", cited=True)}):
    """Where the images are in an answer of this operation, and how long their links live, in seconds."""

    images: tuple[ImagePath, ...] = word(
        many("imagePath", minItems=1), required=True, example=[{"items": "/data/*", "url": "/url"}]
    )
    """Where the images are; of several places the first that has any counts."""
    lifetime: int | None = word(whole(1), at="lifetime/seconds", required=True, example=86400)
    """How long a link lives, where the answer doesn't say."""
    since: str = word(POINTER, at="lifetime/since", into="own", example="/created")
    """Where the body has the time of its making in Unix seconds; without it the time of the answer counts."""
    since_unit: str = word(TIME_UNIT, at="lifetime/unit", default="s", example="ms")
    """Unit of the time at `since`: seconds or milliseconds."""
    count: str | None = word(NAME, names="fields", told=False, example="n")
    """Wire name of the field that says how many images were asked for."""
