"""The words of limits in pixels, of sizes that are asked for and of images that are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clientsmith.language.types import RATIO, one, whole
from clientsmith.language.words import Group, Part, unread, word

RATIO_GROUP = {"ratio": Group("Limits of width:height.", limits={"minProperties": 1})}


@dataclass(frozen=True, kw_only=True)
class Bounds(Part, limits={"minProperties": 1}):
    """Limits of a whole number."""

    minimum: int | None = word(whole(1), standard="JSON Schema", example=256)
    """Smallest legal number."""
    maximum: int | None = word(whole(1), standard="JSON Schema", example=1536)
    """Largest legal number."""
    multiple: int | None = word(whole(1), at="multipleOf", standard="JSON Schema", example=8)
    """Must be a multiple of this."""


@dataclass(frozen=True, kw_only=True)
class PixelLimits(
    Part,
    name="pixelLimits",
    runtime="Limits",
    groups=RATIO_GROUP,
    limits={"minProperties": 1},
):
    """Limits in pixels, which are one alternative among others.

    Attributes:
        width: limits of the width, those of both sides among them.
        height: limits of the height, likewise.
    """

    side = unread(one("bounds"), example={"minimum": 256, "maximum": 1536, "multipleOf": 8})
    """Limits of both width and height."""
    width: Bounds = word(one("bounds"), example={"minimum": 256})
    """Limits of the width."""
    height: Bounds = word(one("bounds"), example={"maximum": 1536})
    """Limits of the height."""
    pixels: Bounds = word(one("bounds"), example={"maximum": 1048576})
    """Limits of width times height."""
    ratio_minimum: str | None = word(RATIO, at="ratio/minimum", told=False, example="1:4")
    ratio_maximum: str | None = word(RATIO, at="ratio/maximum", told=False, example="4:1")


def pixel_limits(words: Mapping[str, Any]) -> PixelLimits:
    """The limits that these words of a spec are, those of `side` in width and height."""

    def bounds(*names: str) -> Bounds:
        said = {word: limit for name in names for word, limit in words.get(name, {}).items()}
        return Bounds(minimum=said.get("minimum"), maximum=said.get("maximum"), multiple=said.get("multipleOf"))

    ratio = words.get("ratio", {})
    return PixelLimits(
        width=bounds("side", "width"),
        height=bounds("side", "height"),
        pixels=bounds("pixels"),
        ratio_minimum=ratio.get("minimum"),
        ratio_maximum=ratio.get("maximum"),
    )
