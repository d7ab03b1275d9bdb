"""Draws the cards of the contact sheet: a call with its images, and the call that was refused."""

from __future__ import annotations

from typing import NamedTuple

from PIL import Image

from clientsmith.mock.pictures.fonts import lines, visible
from clientsmith.mock.pictures.sky import stretched
from demo import ink
from demo.ink import Box
from demo.source import Part, parts
from demo.story import Card, Refused, Shot

_PADDING, _RADIUS, _SEAM = 18, 14, 2
_CODE, _CODE_LINE = 18, 26
_HEAD, _FOOT = 50, 44
_TEXT, _SMALL, _CHIP = 21, 17, 15
_REFUSED, _REFUSED_LINE, _REFUSED_CODE = 19, 29, 400
AT_ONCE = (
    "All problems at once, each with the nearest legal value and the place on the provider's page that rules it out."
)


class Drawn(NamedTuple):
    """A card, and where in it there are pictures."""

    image: Image.Image
    photos: tuple[Box, ...] = ()


def card(told: Card, wide: int) -> Drawn:
    """A card so many pixels wide, and as high as it takes."""
    photos = [_photo(shot, wide - 2) for shot in told.shots]
    code = _code(told.source, wide - 2 * _PADDING)
    above = sum(photo.height + _SEAM for photo in photos)
    image = Image.new("RGB", (wide, above + _HEAD + _code_height(code) + _FOOT), ink.PAPER)
    ink.panel(image, Box(0, 0, *image.size), _RADIUS, ink.CARD, ink.LINE)
    boxes: list[Box] = []
    y = 1
    for shot, photo in zip(told.shots, photos, strict=True):
        ink.inlaid(image, photo, (1, y), 0 if boxes else _RADIUS - 1)
        _label(image, f"{shot.pixels}   {shot.file}", (wide - 11, y + 10))
        boxes.append(Box(1, y, 1 + photo.width, y + photo.height))
        y += photo.height + _SEAM
    _heading(image, y, told)
    y += _HEAD
    ink.panel(image, Box(1, y, wide - 1, y + _code_height(code)), 0, ink.WELL)
    _lay_code(image, (_PADDING, y), code)
    ink.write(image, (_PADDING, y + _code_height(code) + 29), told.facts, _SMALL, ink.SOFT)
    return Drawn(image, tuple(boxes))


def refused(told: Refused, wide: int) -> Drawn:
    """The band of the call that wasn't sent: what was typed, and what it came to."""
    code = _code(told.source, _REFUSED_CODE)
    left = 24 + _REFUSED_CODE + 36
    problems = [line for text in told.message.splitlines()[1:] for line in _sentence(text, wide - left - 24)]
    below = max(_code_height(code), _REFUSED_LINE * (len(problems) + 2))
    image = Image.new("RGB", (wide, 66 + below + 24), ink.PAPER)
    ink.panel(image, Box(0, 0, *image.size), _RADIUS, ink.BAD_WELL, ink.pale(ink.BAD, 0.7))
    ink.write(image, (24, 44), "Refused before it cost anything", 24, ink.BAD, bold=True)
    count = f"{told.requests} requests"
    ink.write(image, (wide - 24, 43), count, _TEXT, ink.BAD, bold=True, right=True)
    ink.panel(image, Box(24, 66, 24 + _REFUSED_CODE, 66 + _code_height(code)), 8, ink.CARD)
    _lay_code(image, (24 + 16, 66), code)
    head = f"{told.error}: {told.message.splitlines()[0]}"
    ink.write(image, (left, 66 + 22), head, _REFUSED, ink.INK, bold=True)
    y = 66 + 22 + _REFUSED_LINE
    for first, line in problems:
        ink.write(image, (left + (0 if first else 20), y), line, _REFUSED)
        y += _REFUSED_LINE
    ink.write(image, (left, y + 4), AT_ONCE, _SMALL, ink.SOFT)
    return Drawn(image)


def _sentence(text: str, wide: int) -> list[tuple[bool, str]]:
    """A problem as lines, the first of them marked."""
    shown = visible(text)
    found = lines(shown, ink.face(shown, _REFUSED), wide - 20, 9)
    return [(at == 0, line) for at, line in enumerate(found)]


def _photo(shot: Shot, wide: int) -> Image.Image:
    """The image of a file, made as wide."""
    with Image.open(shot.path) as image:
        whole = image.convert("RGB")
    return stretched(whole, (wide, max(1, round(wide * whole.height / whole.width))))


def _label(image: Image.Image, text: str, corner: tuple[int, int]) -> None:
    """Write on a picture, up to its upper right corner, on a dark ground."""
    right, top = corner
    box = Box(right - ink.width(text, _CHIP) - 20, top, right, top + 26)
    ground = image.crop(box)
    ink.panel(image, box, 13, "#10151c")
    image.paste(Image.blend(ground, image.crop(box), 0.66), box)
    ink.write(image, (box.left + 10, top + 19), text, _CHIP, ink.WHITE)


def _heading(image: Image.Image, y: int, told: Card) -> None:
    """The provider at the left, and what kind of call it is at the right."""
    ink.bar(image, Box(_PADDING, y + 20, _PADDING + 12, y + 32), told.tint)
    ink.write(image, (_PADDING + 22, y + 34), told.call.provider, _TEXT, bold=True)
    right = image.width - _PADDING
    for text in (told.kind, told.way):
        long = ink.width(text, _CHIP) + 18
        ink.panel(image, Box(right - long, y + 14, right, y + 38), 12, ink.pale(told.tint, 0.86))
        ink.write(image, (right - long + 9, y + 31), text, _CHIP, told.tint)
        right -= long + 6


def _code(source: str, wide: int) -> list[list[Part]]:
    return [line for told in parts(source) for line in ink.wrapped(told, _CODE, wide)]


def _code_height(code: list[list[Part]]) -> int:
    return _CODE_LINE * len(code) + 18


def _lay_code(image: Image.Image, at: tuple[int, int], code: list[list[Part]]) -> None:
    for number, line in enumerate(code):
        x = at[0]
        for kind, text in line:
            x += ink.write(image, (x, at[1] + 27 + _CODE_LINE * number), text, _CODE, ink.KINDS[kind], mono=True)
