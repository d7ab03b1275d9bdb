"""The words that describe the fields of requests: JSON Schema's keywords, and ours beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from clientsmith.language.common import Cited, Described, Evidence, Json, Schema
from clientsmith.language.pixels import RATIO_GROUP
from clientsmith.language.types import (
    ANY,
    MEDIA_TYPE,
    NAME,
    POINTER,
    PYTHON_NAME,
    RATIO,
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
ROLES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("prompt", "negativePrompt", "model"), _STRING),
    "count": _NUMBER,
    "seed": _NUMBER | _STRING,
    "size": _STRING | _OBJECT,
    **dict.fromkeys(("ratio", "tier"), _STRING),
    **dict.fromkeys(("width", "height", "steps", "guidance"), _NUMBER),
    "referenceImages": _STRING | _ARRAY,
    "watermark": frozenset(),
    **dict.fromkeys(("responseFormat", "outputFormat"), _STRING),
    "taskId": _STRING | {"integer"},
    **dict.fromkeys(("language", "idempotencyKey"), _STRING),
}
"""Each role, and the types of the fields that can have it; no types if any field can."""


@dataclass(frozen=True, kw_only=True)
class Upload(Part):
    """How a local file becomes a link: an operation of the provider takes it, whose answer has the link."""

    operation: str = word(text(), required=True, names="operations", example="upload_file")
    """The operation, which is idempotent, takes the file in a body of parts and needs nothing else."""
    field: str = word(text(), required=True, example="file")
    """Its field for the file."""
    url: str = word(POINTER, required=True, example="/data/url")
    """Where its answer has the link."""


@dataclass(frozen=True, kw_only=True)
class Media(Part, groups=RATIO_GROUP):
    """The field takes an image: in which forms and up to which size. For a list of images it stands at `items`. Sides
    are read from the header of a png, jpeg, webp, gif or bmp; a link isn't fetched, and what has no such header isn't
    refused.

    Attributes:
        size: side, pixels and ratio, as in the spec.
    """

    size: Schema

    kinds: tuple[str, ...] = word(
        listed(one_of("url", "dataUri", "base64", "file", "upload"), minItems=1, uniqueItems=True),
        required=True,
        example=["url", "dataUri"],
    )
    """Forms that the field takes: a public http(s) URL, a data URI, or bare base64. With one of the last two the client
    also takes bytes and paths and encodes them. `file` stands alone, in a body of parts: the client takes bytes, a path
    or an open file, and streams it. `upload` stands beside url: the client uploads files first, and sends their links.
    """
    upload: Upload | None = word(
        one("upload"), example={"operation": "upload_file", "field": "file", "url": "/data/url"}
    )
    """Where files go first, with the kind upload: after all checks, before the call, and once per content and client.
    """
    types: tuple[str, ...] = word(listed(MEDIA_TYPE, minItems=1), example=["image/png"])
    """Legal media types, of images or of anything else. The first bytes of a file decide; what they don't show is taken
    for the first type of the list that isn't known by its bytes.
    """
    max_bytes: int | None = word(whole(1), example=10485760)
    """Largest file, in bytes before encoding."""
    side = unread(one("bounds"), example={"minimum": 300, "maximum": 4096})
    """Limits of both sides of the image, in pixels."""
    pixels = unread(one("bounds"), example={"maximum": 36000000})
    """Limits of its width times its height."""
    ratio_minimum = unread(RATIO, at="ratio/minimum", example="2:5")
    ratio_maximum = unread(RATIO, at="ratio/maximum", example="5:2")
    same_size_as: str = word(NAME, names="body", example="image")
    """Wire name of another field, whose image (the first of a list) must have the same sides."""


@dataclass(frozen=True, kw_only=True)
class Encoding(Part, standard="OpenAPI"):
    """How a field is written as a part of a multipart body."""

    name: str = word(
        shaped("^[A-Za-z0-9_.\\[\\]-]+$", "letters, digits and _ . - [ ] such as image[]", maxLength=100),
        standard="ours",
        example="image[]",
    )
    """Name of the part, where it isn't the field's; of a list, the name of each part."""
    content_type: str = word(MEDIA_TYPE, example="image/png")
    """Media type of the part. Without it a file has the type that its bytes show, an object application/json, and
    anything else none. A part of application/json has the value as JSON, a list as a whole.
    """


@dataclass(frozen=True, kw_only=True)
class Expand(Part):
    """The elements of the list go into numbered fields at the top of the body; maxItems says how many there are."""

    first: str = word(shaped("^[^{}]+$", "a name without a number"), example="input_image")
    """Name of the field of the first element, where that has no number."""
    rest: str = word(
        shaped("^[^{}]*\\{n\\}[^{}]*$", "a name with {n} once, such as input_image_{n}"),
        required=True,
        example="input_image_{n}",
    )
    """Names of the other fields; `{n}` stands for the number."""
    start: int = word(whole(0), at="from", default=1, example=2)
    """Number of the first field that has one."""

    def names(self, count: int) -> list[str]:
        """The names of so many fields."""
        first = [self.first] if self.first else []
        return [*first, *(self.rest.replace("{n}", str(self.start + at)) for at in range(count - len(first)))][:count]


@dataclass(frozen=True, kw_only=True)
class Field(
    Described,
    Cited,
    standard="JSON Schema",
    limits={"anyOf": [{"required": ["type"]}, {"required": ["const"]}, {"required": ["$ref"]}]},
):
    """A field of a request, described by JSON Schema keywords.

    Attributes:
        name: the Python argument; empty for a constant.
        annotation: its Python type.
        schema: its limits.
        fixed: its one legal value, filled in where it isn't given.
        constant: the value that is always sent; such a field is no argument.
        keyword_evidence: evidence of single keywords, where it isn't the field's.
        encoding: how it is written as a part of the body.
        greedy: whether the value, in a path, may have slashes.
    """

    name: str
    wire: str
    location: Location
    annotation: str
    schema: Schema
    required: bool
    fixed: Json
    keyword_evidence: Mapping[str, Evidence]
    encoding: Encoding | None
    greedy: bool

    type = unread(
        {"anyOf": [TYPE_NAME, listed(TYPE_NAME, minItems=1, uniqueItems=True)]}, limits=True, example="string"
    )
    """JSON Schema type, or a list of types. A list with null makes the field nullable."""
    title = unread(text(), example="Prompt")
    """A short name for people."""
    enum = unread(VALUES, limits=True, example=["small", "large"])
    """The only legal values."""
    value_descriptions: Mapping[str, str] = word(
        mapped(text()), at="enumDescriptions", standard="ours", example={"small": "quick"}
    )
    """What a value of the enum means, by value."""
    constant: Json = word(SCALAR, at="const", example="image")
    """The one value; a parameter or body field with const is always sent and is no argument of the method."""
    default: Json = word(ANY, example="small")
    """What the provider uses when the field isn't sent. The client doesn't send it."""
    examples = unread({"type": "array", "minItems": 1}, example=["a fox"])
    """Values seen on the page."""
    recommended: tuple[Json, ...] = word(listed(SCALAR, minItems=1), standard="ours", example=["vivid"])
    """Values that the page recommends; others are legal too."""
    special_values = unread(mapped(text(), minProperties=1), standard="ours", example={"-1": "random"})
    """Values with a meaning of their own, such as -1 for a random seed. They are legal whatever minimum says."""
    minimum = unread(_A_NUMBER, limits=True, fits=_NUMBER, example=1)
    """Smallest legal number."""
    maximum = unread(_A_NUMBER, limits=True, fits=_NUMBER, example=6)
    """Largest legal number."""
    exclusive_minimum = unread(_A_NUMBER, limits=True, fits=_NUMBER, example=0)
    """Numbers must be larger than this."""
    exclusive_maximum = unread(_A_NUMBER, limits=True, fits=_NUMBER, example=20)
    """Numbers must be smaller than this."""
    multiple_of = unread({"type": "number", "exclusiveMinimum": 0}, limits=True, fits=_NUMBER, example=0.5)
    """Numbers must be a multiple of this."""
    min_length = unread(whole(0), limits=True, fits=_STRING, example=1)
    """Fewest characters, counted in lengthUnit."""
    max_length = unread(whole(0), limits=True, fits=_STRING, example=800)
    """Most characters, counted in lengthUnit."""
    length_unit = unread(
        one_of("codePoints", "utf16", "bytes", "tokens"), limits=True, fits=_STRING, standard="ours", example="bytes"
    )
    """What a length counts: Unicode code points (the default), UTF-16 code units, bytes of UTF-8, or tokens of the
    model, which nobody but the provider can count: such a limit is told and not checked.
    """
    pattern = unread(text(maxLength=500), limits=True, fits=_STRING, example="^[a-z]+$")
    """Regular expression that the string must match, in the subset that Python and ECMAScript share."""
    min_items = unread(whole(0), limits=True, fits=_ARRAY, example=1)
    """Fewest elements."""
    max_items = unread(whole(0), limits=True, fits=_ARRAY, example=16)
    """Most elements."""
    unique_items = unread(YES_OR_NO, limits=True, fits=_ARRAY, example=True)
    """Whether all elements must differ."""
    items = unread(one("field"), fits=_ARRAY, example={"type": "string"})
    """What every element is."""
    properties = unread(NAMED_FIELDS, fits=_OBJECT, example={"lens": {"type": "string"}})
    """Wire name to field."""
    required_names = unread(listed(text(), uniqueItems=True), at="required", example=["prompt"])
    """Names of the properties that must be there."""
    additional_properties = unread(YES_OR_NO, limits=True, fits=_OBJECT, example=False)
    """Whether properties that aren't listed are allowed. True unless said, as in JSON Schema."""
    deprecated: bool = word(YES_OR_NO, example=True)
    """Whether the page advises against it."""
    role: str | None = word(
        one_of(*ROLES),
        standard="ours",
        example="prompt",
    )
    """What the field is for, in words that all providers share."""
    media: Media | None = word(
        one("media"), standard="ours", fits=_STRING, example={"kinds": ["url", "dataUri"], "maxBytes": 10485760}
    )
    pointer: str = word(POINTER, standard="JSON Pointer", example="/input/prompt")
    """Where in the body the value stands, if not at the top under its own name: this is how a flat argument goes into a
    nested body. In `/content/-/text` the step `-` appends an element to the list, if the field is given; `*` appends
    one for each item of the field's own list. Elements stand in the order of the fields in the spec.
    """
    beside: Mapping[str, Json] = word(mapped(SCALAR, minProperties=1), standard="ours", example={"/type": "image_url"})
    """Constants in each element that the field appends, by pointer within the element."""
    expand: Expand | None = word(one("expand"), standard="ours", fits=_ARRAY, example={"rest": "image_{n}"})
    reference = unread(
        shaped("^#/components/fields/.+$", "#/components/fields/NAME"),
        at="$ref",
        standard="OpenAPI",
        example="#/components/fields/seed",
    )
    """The field is the component of this name. It stands alone."""
    python_name = unread(PYTHON_NAME, standard="ours", example="rehearse")
    """Name of the argument, where the one made from the wire name is taken or poor."""


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
        required=True,
        example="task_id",
    )
    """Name on the wire."""
    in_ = unread(one_of("path", "query", "header"), required=True, example="path")
    """Where it goes."""
    greedy = unread(YES_OR_NO, standard="ours", example=True)
    """Whether a path parameter may have slashes, which are sent as they are (Smithy's greedy label)."""
    required = unread(YES_OR_NO, example=True)
    """Whether it must be given; a path parameter always must, others not unless said."""
    type = unread(one_of("string", "integer", "number", "boolean"), standard="JSON Schema", example="string")
    """JSON Schema type."""


class NarrowerLimits(
    Part,
    name="narrowerLimits",
    shares=shared(Field, "enum minimum maximum multipleOf maxLength maxItems"),
    limits={"minProperties": 1},
):
    """What is legal then."""
