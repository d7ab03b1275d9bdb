"""The words that say how an operation is told the size of the image."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clientsmith.language.common import Cited, Described, Json, Schema
from clientsmith.language.pixels import PixelLimits
from clientsmith.language.rules import Rule
from clientsmith.language.typed import TypedMember
from clientsmith.language.types import FILLED, NAME, RATIO, YES_OR_NO, listed, many, one_of, whole
from clientsmith.language.words import Part, shared, word


@dataclass(frozen=True, kw_only=True)
class SizeAxis(Part, runtime="Axis", positional=("name", "wire", "forms")):
    """A field that says something about the size.

    Attributes:
        model_defaults: model to the default that it has instead.
    """

    name: str
    default: Json
    model_defaults: Mapping[str, Json]
    wire: str = word(NAME, at="field", required=True, names="body", example="size")
    """Wire name of a body field."""
    forms: tuple[str, ...] = word(
        listed(
            one_of("WxH", "W*H", "W:H", "ratio", "tier", "preset", "width", "height", "object"),
            minItems=1,
            uniqueItems=True,
        ),
        required=True,
        example=["WxH"],
    )
    """Forms that the field takes, the one that the client writes first: pixels as 1024x768, 1024*768 or 1024:768; a
    ratio; the name of a tier or preset in the table; one side as an integer; or an object {width, height}.
    """


@dataclass(frozen=True, kw_only=True)
class SizeRow(Described, Cited, runtime="Row", limits={"minProperties": 1}):
    """A row: keys to pixels."""

    model: str | None = word(FILLED, names="models", example="large")
    """Model that the row is for."""
    ratio: str | None = word(RATIO, example="16:9")
    tier: str | None = word(FILLED, example="2K")
    """Name of the tier."""
    preset: str | None = word(FILLED, example="landscape")
    """Name of the preset."""
    width: int | None = word(whole(1), told=False, example=2048)
    """Pixels; left out where the page doesn't say."""
    height: int | None = word(whole(1), told=False, example=1152)
    """Pixels; left out where the page doesn't say."""
    approximate: bool = word(YES_OR_NO, example=True)
    """Whether the page says about. False unless said."""


@dataclass(frozen=True, kw_only=True)
class SizeLimit(
    PixelLimits,
    Cited,
    name="sizeLimit",
    runtime="Limits",
    shares=shared(Rule, "when"),
    groups=PixelLimits.GROUPS,
):
    """Limits in pixels, for sizes that are given in pixels; compared in whole numbers.

    Attributes:
        width: limits of the width, those of both sides among them.
        height: limits of the height, likewise.
    """

    when: Mapping[str, Schema]
    any_of: tuple[PixelLimits, ...] = word(
        many("pixelLimits", minItems=2),
        standard="JSON Schema",
        example=[{"side": {"minimum": 1920}}, {"pixels": {"minimum": 3686400}}],
    )
    """Alternatives: a size is legal if it is within one of them, and within the limits beside them."""


@dataclass(frozen=True, kw_only=True)
class SizeRule(Cited, name="size", runtime="Sizes"):
    """How an operation is told the size of the image: which fields, in which forms, what the table has and what the
    limits are.

    Attributes:
        arguments: the arguments that say the size.
        model: the argument that chooses the model, if there is one.
        closed_models: models for which the table is all there is, though it is open for others.
        closed_weakly: whether that is only inferred or assumed.
    """

    arguments: tuple[TypedMember, ...]
    model: str
    closed_models: tuple[str, ...]
    closed_weakly: bool
    axes: tuple[SizeAxis, ...] = word(
        many("sizeAxis", minItems=1), at="fields", required=True, example=[{"field": "size", "forms": ["WxH"]}]
    )
    """The fields that together choose the size of the image."""
    table: tuple[SizeRow, ...] = word(
        many("sizeRow", minItems=1), example=[{"ratio": "16:9", "tier": "2K", "width": 2048, "height": 1152}]
    )
    """The documented sizes, by ratio, tier, preset or model."""
    closed: bool = word(YES_OR_NO, default=False, example=True)
    """Whether the table is all there is, so that every other value and pair is refused. Otherwise its rows are
    recommendations and the limits decide.
    """
    limits: tuple[SizeLimit, ...] = word(
        many("sizeLimit", minItems=1), example=[{"side": {"minimum": 256, "maximum": 1536}}]
    )
    """Limits of sizes that are given in pixels."""
