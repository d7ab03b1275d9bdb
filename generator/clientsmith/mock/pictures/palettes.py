"""Stage mock: colours that go together, and the words of a prompt that ask for them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from PIL import ImageColor

Colour = tuple[int, int, int]
Shade = tuple[float, float, float]
Chance = Callable[[], float]
"""The next number of a row that a seed decides, from 0 to below 1."""


class Palette(NamedTuple):
    """Six colours, from the top of the sky to the ground at one's feet, and the words of a prompt that ask for them."""

    colours: str
    words: str
    night: bool = False

    def colour(self, place: int) -> Colour:
        """The colour of a place: 0 to 2 the sky downwards, 3 sun or moon, 4 the farthest ridge, 5 the nearest."""
        red, green, blue, *_ = ImageColor.getrgb("#" + self.colours.split()[place])
        return red, green, blue


PALETTES = (
    Palette("3d5a98 f2a99b ffe0b5 fff3d6 b98ca6 2c2745", "dawn|morning|sunrise|晨|朝|曙|日出"),
    Palette("1f1c4d a5427a ff9a5a ffe08a 8d3f77 1b1230", "dusk|evening|sunset|黄昏|日落|夕"),
    Palette("3f8fd2 8fcbee eaf6f6 fffdf0 8db7cf 1d4d4f", "day|noon|summer|blue|夏|蓝|藍|青"),
    Palette("7fb7b2 c9e2c3 fbf3d0 fffbe8 8fb7a3 12352f", "forest|trees?|green|garden|森|林|树|樹|绿|緑|竹|숲"),
    Palette("6fa8c7 f7d9a6 fbe9c6 ffffff e0a872 7a3323", "desert|dunes?|sand|沙|漠|砂|사막"),
    Palette("36123b c8392f ffb347 ffe9a3 8e2f3c 1c0b1a", "fire|red|autumn|volcano|火|红|紅|秋|가을"),
    Palette("8ea7d8 f4c6d7 fff0ea ffffff d9a3bd 5a3459", "sakura|cherry|spring|pink|flowers?|樱|桜|春|花|粉"),
    Palette("060b26 16285c 4b6fa8 f5f1dc 2c4a80 050a1c", "night|moon|stars?|夜|月|星", night=True),
    Palette("04101f 0c3b46 3c9a86 eafff4 1b5560 030d14", "aurora|space|magic|极光|宇宙|オーロラ", night=True),
    Palette("5d84ad b9d4e6 f9efe6 ffffff a8c1d8 35506f", "snowy?|winter|ice|cold|雪|冬|冰|氷|겨울"),
    Palette("0d5c75 54b3b0 ffe9c9 fff4dd 4e9aa3 0b2f3c", "sea|ocean|beach|islands?|海|岛|島|바다"),
    Palette("2a1a5e 7b4fb3 f7b2cf ffe6ef 7a56a8 1a1038", "dreams?|purple|violet|neon|city|梦|夢|紫"),
)


def palette_for(text: str, chance: Chance) -> Palette:
    """A palette that a text asks for, or any if it asks for none."""
    named = [palette for palette in PALETTES if says(text, palette.words)]
    fitting = (
        [palette for palette in named if palette.night] or named or PALETTES
    )  # a desert by night is dark first of all
    return fitting[int(chance() * len(fitting))]


def says(text: str, words: str) -> bool:
    """Whether a text has one of the words, the English ones whole: there is no ice in rice."""
    return re.search(rf"(?<![a-z])(?:{words})(?![a-z])", text.lower()) is not None


def between(first: Shade, second: Shade, part: float) -> Shade:
    """A shade between two, not rounded: 0 is the first, 1 the second."""
    (red, green, blue), (redder, greener, bluer) = first, second
    return red + (redder - red) * part, green + (greener - green) * part, blue + (bluer - blue) * part


def mixed(first: Colour, second: Colour, part: float) -> Colour:
    """A colour between two: 0 is the first, 1 the second."""
    red, green, blue = between(first, second, part)
    return round(red), round(green), round(blue)
