"""What the contact sheet is drawn with: letters, panels, and pictures with round corners."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from PIL import Image, ImageColor, ImageDraw, ImageFont

from clientsmith.mock.pictures.fonts import font
from demo.source import Part

PAPER, CARD, WELL, LINE, INK, SOFT = "#f6f5f1", "#fffefc", "#f4f2ec", "#e3e0d8", "#1f242c", "#5a626f"
BAD, BAD_WELL, WHITE = "#a5271d", "#fbeeeb", "#ffffff"
MARK = ("#2b5c8a", "#f6d58a", WHITE)
"""Ground, sun and hills of the mark of clientsmith."""
KINDS = {"keyword": "#a5271d", "text": "#17693f", "number": "#285a88", "name": INK, "other": SOFT}
"""Colours of code."""

_MONO = 5
"""Places from a language in the font's file to the same with letters of one width."""
_FINE = 4
"""How much finer edges are drawn first: that is what makes them smooth."""


class Box(NamedTuple):
    """Left, top, right and bottom; right and bottom are outside."""

    left: int
    top: int
    right: int
    bottom: int


@lru_cache(maxsize=64)
def _same_width(path: str, index: int, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size, index=index, layout_engine=ImageFont.Layout.BASIC)


def face(text: str, size: int, *, mono: bool = False) -> ImageFont.FreeTypeFont:
    """The font for a text."""
    found = font(text, size)
    return _same_width(str(found.path), found.index + _MONO, size) if mono else found


def width(text: str, size: int, *, mono: bool = False) -> int:
    """Pixels that a text takes."""
    return round(face(text, size, mono=mono).getlength(text))


def write(
    image: Image.Image,
    at: tuple[float, float],
    text: str,
    size: int,
    colour: str = INK,
    *,
    bold: bool = False,
    mono: bool = False,
    right: bool = False,
) -> int:
    """Write a line from its baseline's left end, or up to its right end, and return how wide it is."""
    used = face(text, size, mono=mono)
    # The font has no bold letters: a fine outline of the same colour does as well.
    stroke = size / 38 if bold else 0
    ImageDraw.Draw(image).text(at, text, colour, used, "rs" if right else "ls", stroke_width=stroke)
    return round(used.getlength(text))


def panel(image: Image.Image, box: Box, radius: int, fill: str, line: str = "") -> None:
    """Lay a panel with round corners on a picture."""
    if line:
        image.paste(line, box, _rounded(box.right - box.left, box.bottom - box.top, radius))
        box, radius = Box(box.left + 1, box.top + 1, box.right - 1, box.bottom - 1), radius - 1
    image.paste(fill, box, _rounded(box.right - box.left, box.bottom - box.top, radius))


def bar(image: Image.Image, box: Box, colour: str, strength: float = 1.0) -> None:
    """Lay a bar with round ends on a picture, as strong as told."""
    mask = _rounded(box.right - box.left, box.bottom - box.top, (box.bottom - box.top) // 2)
    image.paste(colour, box, Image.eval(mask, lambda value: round(value * strength)))


def inlaid(image: Image.Image, part: Image.Image, at: tuple[int, int], radius: int) -> None:
    """Lay a picture on another one, with round corners above."""
    image.paste(part, at, _rounded(part.width, part.height + radius, radius).crop((0, 0, *part.size)))


@lru_cache(maxsize=256)
def _rounded(wide: int, high: int, radius: int) -> Image.Image:
    """A mask of a rectangle with round corners; only corners are drawn fine, the rest has no edges to smooth."""
    wide, high = max(1, wide), max(1, high)
    radius = max(0, min(radius, wide // 2, high // 2))
    mask = Image.new("L", (wide, high), 255)
    if not radius:
        return mask
    disc = Image.new("L", (radius * 2 * _FINE, radius * 2 * _FINE))
    ImageDraw.Draw(disc).ellipse((0, 0, disc.width - 1, disc.height - 1), fill=255)
    small = disc.reduce(_FINE)
    for x, left in ((0, 0), (radius, wide - radius)):
        for y, top in ((0, 0), (radius, high - radius)):
            mask.paste(small.crop((x, y, x + radius, y + radius)), (left, top))
    return mask


def pale(colour: str, part: float) -> str:
    """A colour mixed with white: 0 is the colour, 1 white."""
    red, green, blue, *_ = ImageColor.getrgb(colour)
    mixed = (round(one + (255 - one) * part) for one in (red, green, blue))
    return "#" + "".join(f"{one:02x}" for one in mixed)


def wrapped(line: list[Part], size: int, wide: int) -> list[list[Part]]:
    """A line of code as lines no wider than so many pixels; what is carried over stands further in."""
    indent = " " * 8
    found: list[list[Part]] = [[]]
    used = 0.0
    for kind, text in line:
        rest = ""
        for letter in text:
            long = width(letter, size, mono=True)
            if used + long > wide and used > width(indent, size, mono=True):
                found[-1].append((kind, rest))
                found.append([("other", indent)])
                rest, used = "", width(indent, size, mono=True)
            rest, used = rest + letter, used + long
        found[-1].append((kind, rest))
    return found
