"""The sky of a landscape: its colours, what shines and what moves in it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter

from clientsmith.mock.pictures.palettes import Chance, Colour, Palette, Shade, between, mixed

Curve = Callable[[float], float]

_GRID = 72
"""Cells a side in which the glow is worked out one by one; it has nothing finer, and a big picture costs no more."""
_AURORA = (110, 255, 190)


@dataclass(frozen=True)
class View:
    """What all of a landscape goes by. Places are parts of width and height, lengths parts of the shorter side.

    Attributes:
        unit: pixels of the shorter side.
        sun: the middle of sun or moon.
    """

    width: int
    height: int
    palette: Palette
    horizon: float
    sun: tuple[float, float]
    radius: float

    @property
    def unit(self) -> int:
        return min(self.width, self.height)


def noise(chance: Chance) -> Curve:
    """A smooth curve without a pattern, from 0 to 1, with a hill or dale about every step of 1."""
    known = [chance() for _ in range(64)]

    def at(x: float) -> float:
        whole = math.floor(x)
        part = x - whole
        left, right = known[whole % 64], known[(whole + 1) % 64]
        return left + (right - left) * part * part * (3 - 2 * part)

    return at


def filled(mode: str, size: tuple[int, int], pixels: Sequence[float] | Sequence[Colour]) -> Image.Image:
    """A picture of the pixels, row by row."""
    image = Image.new(mode, size)
    image.putdata(pixels)  # pyright: ignore[reportUnknownMemberType] - Pillow's types name numpy, which isn't needed
    return image


def stretched(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """A picture made as large, without edges where there were none."""
    return image.resize(size, Image.Resampling.BICUBIC)  # pyright: ignore[reportUnknownMemberType] - numpy again


def sky(view: View, chance: Chance) -> Image.Image:
    """A picture of nothing but sky."""
    night = view.palette.night
    image = _glow(view, _veil(view, chance) if night and chance() < 0.6 else None)
    if night:
        _stars(image, view, chance)
    _disc(image, view, crescent=night and chance() < 0.6)
    _clouds(image, view, chance)
    if not night and chance() < 0.6:
        _birds(image, view, chance)
    return image


def _glow(view: View, veil: Callable[[float, float], float] | None) -> Image.Image:
    top, middle, low, light = (view.palette.colour(place) for place in range(4))
    wide, high = view.width / view.unit, view.height / view.unit
    cells: list[Shade] = []
    for row in range(_GRID):
        y = (row + 0.5) / _GRID
        part = min(1.0, y / (view.horizon + 0.1))
        base = between(top, middle, part / 0.6) if part < 0.6 else between(middle, low, (part - 0.6) / 0.4)
        for column in range(_GRID):
            x = (column + 0.5) / _GRID
            away = ((x - view.sun[0]) * wide) ** 2 + ((y - view.sun[1]) * high) ** 2
            near = 0.55 * math.exp(-away / (0.05 + 3 * view.radius**2)) + 0.2 * math.exp(-away / 0.35)
            colour = between(base, low if view.palette.night else light, near)
            cells.append(between(colour, _AURORA, veil(x * wide, y)) if veil else colour)
    bands: list[Image.Image] = []
    for channel in zip(*cells, strict=True):
        # Rounded only when it is large: whole numbers made larger show a weave.
        band = filled("F", (_GRID, _GRID), channel)
        bands.append(stretched(band, (view.width, view.height)).convert("L"))
    return Image.merge("RGB", bands)


def _veil(view: View, chance: Chance) -> Callable[[float, float], float]:
    """How bright an aurora is at a place: sharp below, and fading upwards in streaks."""
    fold, streaks = noise(chance), noise(chance)

    def bright(x: float, y: float) -> float:
        above = view.horizon * (0.4 + 0.5 * fold(x * 2.2)) - y
        fading = math.exp(-above / 0.14) if above > 0 else math.exp(above / 0.02)
        return 0.6 * fading * streaks(x * 9) * min(1.0, y * 6)

    return bright


def _stars(image: Image.Image, view: View, chance: Chance) -> None:
    height = max(1, int(view.height * view.horizon))
    mask = Image.new("L", (view.width * 2, height * 2))
    draw = ImageDraw.Draw(mask)
    for _ in range(150):
        x, y = chance() * view.width * 2, chance() ** 1.4 * height * 2
        radius = view.unit / 800 * (0.6 + 2 * chance() ** 4)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=int(70 + 185 * chance()))
    image.paste((255, 255, 255), (0, 0), mask.reduce(2))


def _disc(image: Image.Image, view: View, crescent: bool) -> None:
    radius = max(1, round(view.radius * view.unit))
    mask = Image.new("L", (radius * 6, radius * 6))
    draw = ImageDraw.Draw(mask)
    draw.ellipse((0, 0, radius * 6 - 1, radius * 6 - 1), fill=255)
    if crescent:
        draw.ellipse((radius * 1.7, radius * -0.9, radius * 7.1, radius * 4.5), fill=0)
    place = (round(view.sun[0] * view.width) - radius, round(view.sun[1] * view.height) - radius)
    image.paste(view.palette.colour(3), place, mask.reduce(3))


def _clouds(image: Image.Image, view: View, chance: Chance) -> None:
    # Clouds are soft: drawn small, and made as large as the picture.
    size = (min(1024, 256 * view.width // view.unit), min(1024, 256 * view.height // view.unit))
    mask = Image.new("L", size)
    draw = ImageDraw.Draw(mask)
    for _ in range(int(chance() * 6)):
        left, top = chance() * size[0], (0.1 + 0.8 * chance()) * view.horizon * size[1]
        for _ in range(7):
            x, y = left + (chance() - 0.5) * 80, top + (chance() - 0.5) * 7
            long, thick = 8 + chance() * 34, 0.5 + chance() * 1.6
            draw.ellipse((x - long, y - thick, x + long, y + thick), fill=int(40 + 80 * chance()))
    soft = mask.filter(ImageFilter.GaussianBlur((4, 1.1)))
    image.paste(mixed(view.palette.colour(2), view.palette.colour(3), 0.5), (0, 0), stretched(soft, image.size))


def _birds(image: Image.Image, view: View, chance: Chance) -> None:
    colour = mixed(view.palette.colour(5), view.palette.colour(1), 0.25)
    left, top = 0.15 + 0.7 * chance(), view.horizon * (0.25 + 0.4 * chance())
    for _ in range(3 + int(chance() * 5)):
        x, y = (left + 0.2 * (chance() - 0.5)) * view.width, (top + 0.08 * (chance() - 0.5)) * view.height
        wing, lift = view.unit * (0.007 + 0.008 * chance()), 0.25 + 0.35 * chance()
        half = math.ceil(wing) + 1
        mask = Image.new("L", (half * 8, half * 8))
        points = [
            (half * 4 + step / 6 * wing * 4, half * 4 - wing * 4 * lift * math.sin(0.8 * math.pi * abs(step) / 6))
            for step in range(-6, 7)
        ]
        ImageDraw.Draw(mask).line(points, fill=255, width=max(3, view.unit // 180), joint="curve")
        image.paste(colour, (round(x) - half, round(y) - half), mask.reduce(4))
