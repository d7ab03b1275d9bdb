"""A landscape drawn from a number and a few words: under the sky ridges with trees, or dunes, or a lake."""

from __future__ import annotations

import math
from random import Random
from typing import Literal, NamedTuple

from PIL import Image, ImageDraw

from clientsmith.mock.pictures.palettes import Chance, mixed, palette_for, says
from clientsmith.mock.pictures.sky import Curve, View, filled, noise, sky, stretched

_LAKE = "lakes?|sea|ocean|river|water|reflections?|湖|海|河|江|水|川|호수|바다"
_DUNES = "desert|dunes?|sand|沙|漠|砂|사막"
_PEAKS = "mountains?|peaks?|alps|山|峰"
_RIDGES = 6
_SHORE = 0.11
"""The far shore of a lake, below the horizon; half of the ridges stand behind it."""

Ground = Literal["peaks", "hills", "dunes"]


class _Tree(NamedTuple):
    x: float
    foot: float
    height: float


def landscape(size: tuple[int, int], number: int, words: str) -> Image.Image:
    """A picture of the size in pixels; a number and words give about the same scene at every size."""
    chance = Random(number).random  # noqa: S311 - a picture is no secret
    palette = palette_for(words, chance)
    horizon = 0.42 + 0.1 * chance()
    sun = (0.2 + 0.6 * chance(), horizon - (0.12 if palette.night else 0.03) - 0.22 * chance())
    radius = (0.05 + 0.09 * chance() ** 2) * (0.6 if palette.night else 1)
    view = View(*size, palette, horizon, sun, radius)
    kinds: tuple[Ground, ...] = ("peaks", "peaks", "hills", "hills", "dunes")
    ground = kinds[int(chance() * len(kinds))]
    water = says(words, _LAKE)
    if says(words, _PEAKS):
        ground = "peaks"
    elif says(words, _DUNES):
        ground = "dunes"
    elif water and ground == "dunes":
        ground = "hills"
    lake = ground != "dunes" and (chance() < 0.4 or water)
    image = sky(view, chance)
    for place in range(_RIDGES):
        if lake and place == _RIDGES // 2:
            _lake(image, view, chance)
        _ridge(image, view, chance, place / (_RIDGES - 1), ground, lake)
    return image


def _ridge(image: Image.Image, view: View, chance: Chance, near: float, ground: Ground, lake: bool) -> None:
    """Draw a ridge and all the ground below it; `near` is 0 for the farthest and 1 for the nearest."""
    wide, unit = view.width, view.unit
    line = _line(chance, near, ground)
    step = max(1, unit // 400, wide // 1200)
    columns = [*range(0, wide, step), wide]
    ridge = [_foot(view, near, lake) * view.height - line(x / unit) * unit for x in columns]
    if lake and near > 0.5:  # the near shore is a valley, open where the sun stands
        ridge = [
            y + unit * (0.4 * line(x / unit) - 0.2 * (abs(x / wide - view.sun[0]) - 0.3))
            for x, y in zip(columns, ridge, strict=True)
        ]
    wooded = ground != "dunes" and near > 0.7
    trees = _trees(view, chance, near, list(zip(columns, ridge, strict=True))) if wooded else []
    top = max(0, math.floor(min(*ridge, *(tree.foot - tree.height for tree in trees))))
    solid = min(view.height, max(top, math.ceil(max(ridge)) + 1))
    if top >= view.height:
        return
    colour = mixed(view.palette.colour(4), view.palette.colour(5), near**0.9)
    mist = mixed(colour, view.palette.colour(2), 0.55 * (1 - near))
    shades = [mixed(colour, mist, min(1.0, row / (0.32 * unit))) for row in range(view.height - top)]
    body = stretched(filled("RGB", (1, len(shades)), shades), (wide, len(shades)))
    if solid > top:
        mask = Image.new("L", (wide * 2, (solid - top) * 2))
        draw = ImageDraw.Draw(mask)
        points = [(x * 2, (y - top) * 2) for x, y in zip(columns, ridge, strict=True)]
        below = (solid - top) * 2 + 9
        draw.polygon([(0, below), *points, (wide * 2, below)], fill=255)
        for tree in trees:
            _conifer(draw, _Tree(tree.x * 2, (tree.foot - top) * 2 + 2, tree.height * 2))
        # Twice as fine and made smaller: that is what makes edges smooth, and only where there are any.
        image.paste(body.crop((0, 0, wide, solid - top)), (0, top), mask.reduce(2))
    image.paste(body.crop((0, solid - top, wide, view.height - top)), (0, solid))


def _foot(view: View, near: float, lake: bool) -> float:
    """How far down the picture a ridge stands."""
    if not lake:
        return view.horizon + 0.03 + (0.86 - view.horizon) * math.pow(near, 1.25)
    return 0.6 + 0.28 * near if near > 0.5 else view.horizon + 0.03 + 0.16 * near


def _line(chance: Chance, near: float, ground: Ground) -> Curve:
    """The height of a ridge above its foot."""
    rough = noise(chance)

    def octaves(x: float, number: int, fading: float, sharp: bool) -> float:
        height, share = 0.0, 1.0
        for octave in range(number):
            value = rough(x + octave * 17.3)
            height += share * (1 - abs(2 * value - 1) if sharp else value)
            share *= fading
            x *= 2.1
        return height

    def peaks(x: float) -> float:
        return (octaves(x * (1.6 + near), 6, 0.5 - 0.12 * near, sharp=True) - 0.9) * (0.24 - 0.14 * near)

    def hills(x: float) -> float:
        return (octaves(x * (1.2 + near), 3, 0.35, sharp=False) - 0.5) * (0.2 - 0.06 * near)

    def dunes(x: float) -> float:
        phase = (x * (0.7 + 0.5 * near) + rough(x * 0.9) * 1.1 + near * 9.1) % 1
        slope = phase / 0.7 if phase < 0.7 else (1 - phase) / 0.3  # gentle to windward, steep to leeward
        crest = 0.5 * slope + 0.5 * slope * slope * (3 - 2 * slope)
        return crest * (0.06 + 0.12 * rough(x * 0.7 + 5)) + 0.06 * rough(x * 0.5 + 9)

    return {"peaks": peaks, "hills": hills, "dunes": dunes}[ground]


def _trees(view: View, chance: Chance, near: float, ridge: list[tuple[int, float]]) -> list[_Tree]:
    """Conifers in clumps on a ridge."""
    clumps = noise(chance)
    trees: list[_Tree] = []
    wide = min(8.0, view.width / view.unit)  # no million trees on a picture one pixel high
    for _ in range(int(90 * wide)):
        place, tall = chance(), chance()
        if clumps(place * wide * 5) > 0.45:
            x, foot = ridge[int(place * (len(ridge) - 1))]
            trees.append(_Tree(x, foot, view.unit * (0.012 + 0.03 * tall) * (0.3 + near)))
    return trees


def _conifer(draw: ImageDraw.ImageDraw, tree: _Tree) -> None:
    half = [(0.0, 1.0)]  # of the height: away from the trunk, and above the ground
    for tier in range(4):
        half += [(0.05 * tier, 0.97 - tier / 4), (0.07 + 0.055 * tier, 0.7 - tier / 4)]
    right = [(tree.x + away * tree.height, tree.foot - up * tree.height) for away, up in half]
    left = [(2 * tree.x - x, y) for x, y in reversed(right)]
    draw.polygon([*right, *left], fill=255)


def _lake(image: Image.Image, view: View, chance: Chance) -> None:
    """Lay still water over the lower part: what is above it upside down, rippled and tinted."""
    wide, shore = view.width, round((view.horizon + _SHORE) * view.height)
    deep = view.height - shore
    if not 0 < deep <= shore:
        return
    mirrored = image.crop((0, shore - deep, wide, shore)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    tint = mixed(view.palette.colour(1), view.palette.colour(5), 0.5)
    mirrored = Image.blend(mirrored, Image.new("RGB", mirrored.size, tint), 0.28)
    image.paste(mirrored, (0, shore))
    for row in range(deep):
        away = row / view.unit
        wave = math.sin(26 * math.log(away + 0.02) + 3 * math.sin(630 * away))  # longer waves nearer by
        shift = round(0.006 * view.unit * min(1.0, 12 * away) * wave)
        image.paste(mirrored.crop((0, row, wide, row + 1)), (shift, shore + row))
    _glitter(image, view, chance, shore)


def _glitter(image: Image.Image, view: View, chance: Chance, shore: int) -> None:
    """The path that sun or moon lays over the water."""
    half, deep = max(1, round(0.25 * view.unit)), max(1, round(0.37 * view.unit))
    mask = Image.new("L", (half * 4, deep * 2))
    draw = ImageDraw.Draw(mask)
    for _ in range(70):
        away = chance() ** 1.3
        x = half * 2 + (chance() - 0.5) * 2 * view.unit * (1.6 * view.radius + 0.12 * away)
        y = away * 0.7 * view.unit
        long, thick = view.unit * (0.008 + 0.06 * chance()), max(1.0, view.unit * 0.0016 * (0.5 + away))
        draw.ellipse((x - long, y - thick, x + long, y + thick), fill=int(190 - 150 * away))
    image.paste(view.palette.colour(3), (round(view.sun[0] * view.width) - half, shore), mask.reduce(2))
