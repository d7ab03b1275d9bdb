"""The words that describe answers, and where the images are in them."""

from __future__ import annotations

from dataclasses import dataclass

from clientsmith.language.common import Cited, Described, Json, Pointers, Schema
from clientsmith.language.fields import Field
from clientsmith.language.types import ID, NAME, OBJECT, POINTER, POINTERS, STATUS, many, named, one, whole
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

    enum = unread(
        {"$ref": "#/$defs/enum"},
        "The values documented so far; others are tolerated and reported as drift.",
        example=["pending", "done"],
    )
    items = unread(
        one("answerField"),
        "What every element is.",
        example={"type": "object", "properties": {"url": {"type": "string"}}},
    )
    properties = unread(
        named("answerField", {"minLength": 1, "maxLength": 200}),
        "Wire name to field of the answer.",
        example={"url": {"type": "string"}},
    )


@dataclass(frozen=True, kw_only=True)
class ExampleBody(Cited):
    """A documented body."""

    id: str = word(ID, "Name of the example.", required=True, example="bad-prompt")
    status: int = word(STATUS, "HTTP status of an error body.", example=400)
    body: Json = word(
        OBJECT,
        "The documented body, with neutral values for keys, signatures and hosts.",
        required=True,
        example={"error": {"code": "bad_prompt"}},
    )


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
    type = unread({"const": "object"}, "An answer is an object.", standard="JSON Schema", example="object")
    properties = unread(
        named("answerField", {"minLength": 1, "maxLength": 200}),
        "Wire name to field of the answer.",
        standard="JSON Schema",
        example={"data": {"type": "array", "items": {"type": "string"}}},
    )
    examples: tuple[ExampleBody, ...] = word(
        many("exampleBody"),
        "Documented bodies.",
        example=[{"id": "done", "body": {"data": ["https://cdn.fox.dev/1.png"]}}],
    )


@dataclass(frozen=True, kw_only=True)
class ImagePath(Cited, positional=("items",), limits={"anyOf": [{"required": ["url"]}, {"required": ["base64"]}]}):
    """A place where images may stand."""

    items: str = word(
        POINTER,
        "Where the elements are, such as /data/*; the empty pointer for the body itself. The other pointers start "
        "there.",
        required=True,
        into="own",
        example="/data/*",
    )
    url: Pointers = word(
        POINTERS, "Link of the image; goes before base64 where both are set.", into="items", example="/url"
    )
    base64: Pointers = word(
        POINTERS, "The image in base64, with or without a data: prefix.", into="items", example="/b64_json"
    )
    expires_at: Pointers = word(POINTERS, "When the link dies, in Unix seconds.", into="items", example="/expires_at")
    ttl: Pointers = word(
        POINTERS,
        "How long the link lives, in seconds, as number or digits. Zero says nothing.",
        into="items",
        example="/ttl",
    )
    media_type: Pointers = word(
        POINTERS, "The image's type: a media type, or jpeg, png, webp.", into="items", example="/format"
    )


@dataclass(frozen=True, kw_only=True)
class Results(Cited, groups={"lifetime": Group("How long a link lives.", cited=True)}):
    """Where the images are in an answer of this operation, and how long their links live, in seconds."""

    images: tuple[ImagePath, ...] = word(
        many("imagePath", minItems=1),
        "Where the images are; of several places the first that has any counts.",
        required=True,
        example=[{"items": "/data/*", "url": "/url"}],
    )
    lifetime: int | None = word(
        whole(1),
        "How long a link lives, where the answer doesn't say.",
        at="lifetime/seconds",
        required=True,
        example=86400,
    )
    since: str = word(
        POINTER,
        "Where the body has the time of its making in Unix seconds; without it the time of the answer counts.",
        at="lifetime/since",
        into="own",
        example="/created",
    )
    count: str | None = word(
        NAME,
        "Wire name of the field that says how many images were asked for.",
        names="fields",
        told=False,
        example="n",
    )
