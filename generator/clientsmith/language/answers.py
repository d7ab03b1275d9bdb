"""The words that describe answers, and where the images are in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clientsmith.language.common import Cited, Described, Json, Pointers, Schema
from clientsmith.language.fields import Field
from clientsmith.language.types import (
    HEADER,
    HOSTS,
    ID,
    MEDIA_RANGE,
    NAME,
    OBJECT,
    POINTER,
    POINTERS,
    STATUS,
    TIME_UNIT,
    YES_OR_NO,
    many,
    named,
    one,
    one_of,
    whole,
)
from clientsmith.language.words import Group, shared, unread, word


class AnswerField(
    Described,
    Cited,
    shares=shared(
        Field,
        "type title enumDescriptions examples minimum maximum minLength maxLength minItems maxItems required $ref",
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


class Content(
    Described,
    Cited,
    shares=shared(Field, "required"),
    standard="OpenAPI",
    limits={"anyOf": [{"required": ["format"]}, {"required": ["properties"]}]},
):
    """A body of an answer: bytes, or for application/json an object with these fields."""

    type = unread(one_of("string", "object"), standard="JSON Schema", example="string")
    """string for bytes, object for JSON."""
    format = unread(one_of("binary"), standard="JSON Schema", example="binary")
    """binary: the bytes are the image."""
    properties = unread(
        named("answerField", {"minLength": 1, "maxLength": 200}),
        standard="JSON Schema",
        example={"image": {"type": "string"}},
    )
    """Wire name to field of the answer."""


@dataclass(frozen=True, kw_only=True)
class Response(Described, Cited, shares=shared(Field, "required"), standard="OpenAPI"):
    """A documented answer. Without properties its body is unknown.

    Attributes:
        schema: the schema of its body.
        described: the same with the prose, for models and reference.
        content_types: its media types and ranges, in their order; empty where it is JSON and nothing else is said.
        header_schemas: its headers, by their names.
    """

    status: int
    schema: Schema
    described: Schema
    content_types: tuple[str, ...]
    header_schemas: Mapping[str, Schema]
    type = unread({"const": "object"}, standard="JSON Schema", example="object")
    """An answer is an object."""
    properties = unread(
        named("answerField", {"minLength": 1, "maxLength": 200}),
        standard="JSON Schema",
        example={"data": {"type": "array", "items": {"type": "string"}}},
    )
    """Wire name to field of the answer."""
    content = unread(
        named("content", MEDIA_RANGE, minProperties=1),
        example={"image/*": {"type": "string", "format": "binary"}, "application/json": {"properties": {}}},
    )
    """Media type, or range such as image/*, to body, in place of properties. The client asks for them in this order,
    and the answer's own type decides what came, an exact one before a range; where it is missing or wrong, the first
    bytes decide.
    """
    headers = unread(named("answerField", HEADER, minProperties=1), example={"seed": {"type": "integer"}})
    """Headers of the answer by name, as the result has them, in their types."""
    examples: tuple[ExampleBody, ...] = word(
        many("exampleBody"), example=[{"id": "done", "body": {"data": ["https://cdn.fox.dev/1.png"]}}]
    )
    """Documented bodies."""

    @property
    def body_key(self) -> str:
        """The spec key of what describes its body in JSON."""
        return f"{self.key}/content/application~1json" if self.content_types else self.key


@dataclass(frozen=True, kw_only=True)
class ImagePath(
    Cited,
    positional=("items",),
    groups={"error": Group("Where an element has an error in place of an image.")},
    limits={
        "anyOf": [
            {"required": ["items", "url"]},
            {"required": ["items", "base64"]},
            {"required": ["body"], "properties": {"body": {"const": True}}},
        ]
    },
):
    """A place where images may stand."""

    items: str = word(POINTER, into="own", example="/data/*")
    """Where the elements are, such as /data/*; the empty pointer for the body itself. The other pointers start there.
    """
    body: bool = word(YES_OR_NO, example=True)
    """The bytes of the answer are the image."""
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
    error_code: Pointers = word(POINTERS, at="error/code", into="items", example="/error/code")
    """Code of the error of a single image."""
    error_message: Pointers = word(POINTERS, at="error/message", into="items", example="/error/message")
    """Its message. An element that has either is in the failures of the result, or of the error if no image came."""


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
    count_means: str | None = word(one_of("exact", "atMost"), example="atMost")
    """exact: so many images are made. atMost: as many as the provider likes, up to that. exact unless said."""
    texts: Pointers = word(POINTERS, into="own", example="/candidates/*/text")
    """Where texts stand beside the images."""
    security: str | None = word(one_of("provider"), standard="OpenAPI", example="provider")
    """provider: the links of images need its key, which goes to its own address and, over https, to `hosts` only."""
    hosts: tuple[str, ...] = word(HOSTS, example=["files.fox.dev", "*.fox-images.net"])
    """Other hosts that take the key; *. stands for one label. With a base_url of the user's none counts."""
