"""The words that describe the fields of requests: JSON Schema's keywords, and ours beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from clientsmith.language.common import Cited, Described, Evidence, Json, Schema
from clientsmith.language.types import (
    ANY,
    POINTER,
    PYTHON_NAME,
    SCALAR,
    TYPE_NAME,
    VALUES,
    YES_OR_NO,
    listed,
    mapped,
    named,
    one,
    one_of,
    shaped,
    text,
    whole,
)
from clientsmith.language.words import Part, shared, unread, word

Location = Literal["body", "path", "query", "header"]
_STRING, _ARRAY, _OBJECT = frozenset({"string"}), frozenset({"array"}), frozenset({"object"})
_NUMBER = frozenset({"integer", "number"})
NAMED_FIELDS = named("field", {"minLength": 1, "maxLength": 200})
_A_NUMBER = {"type": "number"}


@dataclass(frozen=True, kw_only=True)
class Media(Part):
    """The field takes an image: in which forms and up to which size. For a list of images it stands at `items`."""

    kinds: tuple[str, ...] = word(
        listed(one_of("url", "dataUri", "base64"), minItems=1, uniqueItems=True),
        "Forms that the field takes: a public http(s) URL, a data URI, or bare base64. With one of the last two the "
        "client also takes bytes and paths and encodes them.",
        required=True,
        example=["url", "dataUri"],
    )
    types: tuple[str, ...] = word(
        listed(shaped("^[a-z]+/[a-z0-9.+-]+$", "a media type such as image/png"), minItems=1),
        "Legal media types.",
        example=["image/png"],
    )
    max_bytes: int | None = word(whole(1), "Largest file, in bytes before encoding.", example=10485760)


@dataclass(frozen=True, kw_only=True)
class Field(
    Described, Cited, standard="JSON Schema", limits={"anyOf": [{"required": ["type"]}, {"required": ["const"]}]}
):
    """A field of a request, described by JSON Schema keywords.

    Attributes:
        name: the Python argument; empty for a constant.
        annotation: its Python type.
        schema: its limits.
        fixed: its one legal value, filled in where it isn't given.
        constant: the value that is always sent; such a field is no argument.
        keyword_evidence: evidence of single keywords, where it isn't the field's.
    """

    name: str
    wire: str
    location: Location
    annotation: str
    schema: Schema
    required: bool
    fixed: Json
    keyword_evidence: Mapping[str, Evidence]

    type = unread(
        {"anyOf": [TYPE_NAME, listed(TYPE_NAME, minItems=1, uniqueItems=True)]},
        "JSON Schema type, or a list of types. A list with null makes the field nullable.",
        limits=True,
        example="string",
    )
    title = unread(text(), "A short name for people.", example="Prompt")
    enum = unread(VALUES, "The only legal values.", limits=True, example=["small", "large"])
    value_descriptions: Mapping[str, str] = word(
        mapped(text()),
        "What a value of the enum means, by value.",
        at="enumDescriptions",
        standard="ours",
        example={"small": "quick"},
    )
    constant: Json = word(
        SCALAR,
        "The one value; a parameter or body field with const is always sent and is no argument of the method.",
        at="const",
        example="image",
    )
    default: Json = word(
        ANY, "What the provider uses when the field isn't sent. The client doesn't send it.", example="small"
    )
    examples = unread({"type": "array", "minItems": 1}, "Values seen on the page.", example=["a fox"])
    recommended: tuple[Json, ...] = word(
        listed(SCALAR, minItems=1),
        "Values that the page recommends; others are legal too.",
        standard="ours",
        example=["vivid"],
    )
    special_values = unread(
        mapped(text(), minProperties=1),
        "Values with a meaning of their own, such as -1 for a random seed. They are legal whatever minimum says.",
        standard="ours",
        example={"-1": "random"},
    )
    minimum = unread(_A_NUMBER, "Smallest legal number.", limits=True, fits=_NUMBER, example=1)
    maximum = unread(_A_NUMBER, "Largest legal number.", limits=True, fits=_NUMBER, example=6)
    exclusive_minimum = unread(_A_NUMBER, "Numbers must be larger than this.", limits=True, fits=_NUMBER, example=0)
    exclusive_maximum = unread(_A_NUMBER, "Numbers must be smaller than this.", limits=True, fits=_NUMBER, example=20)
    multiple_of = unread(
        {"type": "number", "exclusiveMinimum": 0},
        "Numbers must be a multiple of this.",
        limits=True,
        fits=_NUMBER,
        example=0.5,
    )
    min_length = unread(whole(0), "Fewest characters, counted in lengthUnit.", limits=True, fits=_STRING, example=1)
    max_length = unread(whole(0), "Most characters, counted in lengthUnit.", limits=True, fits=_STRING, example=800)
    length_unit = unread(
        one_of("codePoints", "utf16", "bytes", "tokens"),
        "What a length counts: Unicode code points (the default), UTF-16 code units, bytes of UTF-8, or tokens of the "
        "model, which nobody but the provider can count: such a limit is told and not checked.",
        limits=True,
        fits=_STRING,
        standard="ours",
        example="bytes",
    )
    pattern = unread(
        text(maxLength=500),
        "Regular expression that the string must match, in the subset that Python and ECMAScript share.",
        limits=True,
        fits=_STRING,
        example="^[a-z]+$",
    )
    min_items = unread(whole(0), "Fewest elements.", limits=True, fits=_ARRAY, example=1)
    max_items = unread(whole(0), "Most elements.", limits=True, fits=_ARRAY, example=16)
    unique_items = unread(YES_OR_NO, "Whether all elements must differ.", limits=True, fits=_ARRAY, example=True)
    items = unread(one("field"), "What every element is.", fits=_ARRAY, example={"type": "string"})
    properties = unread(NAMED_FIELDS, "Wire name to field.", fits=_OBJECT, example={"lens": {"type": "string"}})
    required_names = unread(
        listed(text(), uniqueItems=True),
        "Names of the properties that must be there.",
        at="required",
        example=["prompt"],
    )
    additional_properties = unread(
        YES_OR_NO,
        "Whether properties that aren't listed are allowed. True unless said, as in JSON Schema.",
        limits=True,
        fits=_OBJECT,
        example=False,
    )
    deprecated: bool = word(YES_OR_NO, "Whether the page advises against it.", example=True)
    role: str | None = word(
        one_of(
            "prompt",
            "negativePrompt",
            "model",
            "count",
            "seed",
            "size",
            "ratio",
            "tier",
            "width",
            "height",
            "steps",
            "guidance",
            "referenceImages",
            "watermark",
            "responseFormat",
            "taskId",
            "language",
            "idempotencyKey",
        ),
        "What the field is for, in words that all providers share.",
        standard="ours",
        example="prompt",
    )
    media: Media | None = word(
        one("media"), standard="ours", fits=_STRING, example={"kinds": ["url", "dataUri"], "maxBytes": 10485760}
    )
    pointer: str = word(
        POINTER,
        "Where in the body the value stands, if not at the top under its own name: this is how a flat argument goes "
        "into a nested body.",
        standard="JSON Pointer",
        example="/input/prompt",
    )
    python_name = unread(
        PYTHON_NAME,
        "Name of the argument, where the one made from the wire name is taken or poor.",
        standard="ours",
        example="rehearse",
    )


class Parameter(
    Described,
    Cited,
    shares=shared(
        Field,
        "enum enumDescriptions const default examples minimum maximum minLength maxLength lengthUnit pattern role "
        "pythonName",
    ),
    standard="OpenAPI",
    limits={"anyOf": [{"required": ["type"]}, {"required": ["const"]}]},
):
    """A parameter in the path, the query or a header."""

    name = unread(
        shaped("^[A-Za-z0-9_.\\[\\]-]+$", "letters, digits and _ . - [ ] such as X-Mode or page[size]", maxLength=100),
        "Name on the wire.",
        required=True,
        example="task_id",
    )
    in_ = unread(one_of("path", "query", "header"), "Where it goes.", required=True, example="path")
    required = unread(
        YES_OR_NO, "Whether it must be given; a path parameter always must, others not unless said.", example=True
    )
    type = unread(
        one_of("string", "integer", "number", "boolean"), "JSON Schema type.", standard="JSON Schema", example="string"
    )


_LIMITS = "enum minimum maximum multipleOf minLength maxLength minItems maxItems"


class NarrowerLimits(
    Part,
    name="narrowerLimits",
    shares=shared(Field, "enum minimum maximum multipleOf maxLength maxItems"),
    limits={"minProperties": 1},
):
    """What is legal then."""


class LimitsOfModel(Part, shares=shared(Field, _LIMITS), limits={"minProperties": 1}):
    """Limits of the field for this model."""
