"""The words that say how an operation is told the size of the image."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clientsmith.language.common import Cited, Described, Json, Schema
from clientsmith.language.rules import Rule
from clientsmith.language.typed import TypedMember
from clientsmith.language.types import FILLED, NAME, RATIO, YES_OR_NO, listed, many, one, one_of, whole
from clientsmith.language.words import Group, Part, shared, unread, word

_PIXELS = "Pixels; left out where the page doesn't say."


@dataclass(frozen=True, kw_only=True)
class Bounds(Part, limits={"minProperties": 1}):
    """Limits of a whole number."""

    minimum: int | None = word(whole(1), "Smallest legal number.", standard="JSON Schema", example=256)
    maximum: int | None = word(whole(1), "Largest legal number.", standard="JSON Schema", example=1536)
    multiple: int | None = word(
        whole(1), "Must be a multiple of this.", at="multipleOf", standard="JSON Schema", example=8
    )


@dataclass(frozen=True, kw_only=True)
class SizeAxis(Part, runtime="Axis", positional=("name", "wire", "forms")):
    """A field that says something about the size."""

    name: str
    default: Json
    wire: str = word(NAME, "Wire name of a body field.", at="field", required=True, names="body", example="size")
    forms: tuple[str, ...] = word(
        listed(
            one_of("WxH", "W*H", "W:H", "ratio", "tier", "preset", "width", "height", "object"),
            minItems=1,
            uniqueItems=True,
        ),
        "Forms that the field takes, the one that the client writes first: pixels as 1024x768, 1024*768 or 1024:768; a "
        "ratio; the name of a tier or preset in the table; one side as an integer; or an object {width, height}.",
        required=True,
        example=["WxH"],
    )


@dataclass(frozen=True, kw_only=True)
class SizeRow(Described, Cited, runtime="Row", limits={"minProperties": 1}):
    """A row: keys to pixels."""

    model: str | None = word(FILLED, "Model that the row is for.", names="models", example="large")
    ratio: str | None = word(RATIO, example="16:9")
    tier: str | None = word(FILLED, "Name of the tier.", example="2K")
    preset: str | None = word(FILLED, "Name of the preset.", example="landscape")
    width: int | None = word(whole(1), _PIXELS, told=False, example=2048)
    height: int | None = word(whole(1), _PIXELS, told=False, example=1152)
    approximate: bool = word(YES_OR_NO, "Whether the page says about. False unless said.", example=True)


@dataclass(frozen=True, kw_only=True)
class SizeLimit(
    Cited,
    runtime="Limits",
    shares=shared(Rule, "when"),
    groups={"ratio": Group("Limits of width:height.", limits={"minProperties": 1})},
):
    """Limits in pixels, for sizes that are given in pixels; compared in whole numbers.

    Attributes:
        width: limits of the width, those of both sides among them.
        height: limits of the height, likewise.
    """

    when: Mapping[str, Schema]
    side = unread(
        one("bounds"), "Limits of both width and height.", example={"minimum": 256, "maximum": 1536, "multipleOf": 8}
    )
    width: Bounds = word(one("bounds"), "Limits of the width.", example={"minimum": 256})
    height: Bounds = word(one("bounds"), "Limits of the height.", example={"maximum": 1536})
    pixels: Bounds = word(one("bounds"), "Limits of width times height.", example={"maximum": 1048576})
    ratio_minimum: str | None = word(RATIO, at="ratio/minimum", told=False, example="1:4")
    ratio_maximum: str | None = word(RATIO, at="ratio/maximum", told=False, example="4:1")


@dataclass(frozen=True, kw_only=True)
class SizeRule(Cited, name="size", runtime="Sizes"):
    """How an operation is told the size of the image: which fields, in which forms, what the table has and what the
    limits are.

    Attributes:
        arguments: the arguments that say the size.
        model: the argument that chooses the model, if there is one.
    """

    arguments: tuple[TypedMember, ...]
    model: str
    axes: tuple[SizeAxis, ...] = word(
        many("sizeAxis", minItems=1),
        "The fields that together choose the size of the image.",
        at="fields",
        required=True,
        example=[{"field": "size", "forms": ["WxH"]}],
    )
    table: tuple[SizeRow, ...] = word(
        many("sizeRow", minItems=1),
        "The documented sizes, by ratio, tier, preset or model.",
        example=[{"ratio": "16:9", "tier": "2K", "width": 2048, "height": 1152}],
    )
    closed: bool = word(
        YES_OR_NO,
        "Whether the table is all there is, so that every other value and pair is refused. Otherwise its rows are "
        "recommendations and the limits decide.",
        default=False,
        example=True,
    )
    limits: tuple[SizeLimit, ...] = word(
        many("sizeLimit", minItems=1),
        "Limits of sizes that are given in pixels.",
        example=[{"side": {"minimum": 256, "maximum": 1536}}],
    )
