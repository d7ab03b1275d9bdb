"""Makes the contact sheet small enough for a README, in a way that can't be seen."""

from __future__ import annotations

from PIL import Image

from demo import ink
from demo.drawn import Drawn
from demo.story import TINTS

_STEP, _EDGES, _NEARLY = 6, 32, 8
"""Steps of a channel in pictures, too fine for bands in a sky; colours of edges of letters; how near is too near."""
_PLAIN = (ink.PAPER, ink.CARD, ink.WELL, ink.LINE, ink.INK, ink.SOFT, ink.BAD, ink.BAD_WELL)
_TINTED = (ink.pale(tint, part) for tint in TINTS.values() for part in (0, 0.6, 0.86))
_EXACT = dict.fromkeys((*_PLAIN, *ink.MARK, *ink.KINDS.values(), *_TINTED))
"""Colours of plain areas, which are to stay as they are."""


def fewer_colours(sheet: Drawn) -> Image.Image:
    """The sheet with fewer colours, still in RGB: a palette for all of it would leave grain in the pictures."""
    exact = [tuple(bytes.fromhex(colour[1:])) for colour in _EXACT]
    # Pillow takes the first colour that is about the same: none that is nearly another may be there.
    others = [one for one in _others(sheet) if all(_differ(one, colour) for colour in exact)]
    palette = Image.new("P", (1, 1))
    palette.putpalette([value for colour in (*exact, *others) for value in colour])
    image = sheet.image.quantize(palette=palette, dither=Image.Dither.NONE).convert("RGB")
    for box in sheet.photos:
        image.paste(Image.eval(sheet.image.crop(box), lambda value: min(255, round(value / _STEP) * _STEP)), box)
    return image


def _others(sheet: Drawn) -> list[tuple[int, int, int]]:
    """Colours between those, for the edges of letters."""
    image = sheet.image.copy()
    for box in sheet.photos:
        image.paste(ink.PAPER, box)
    found = image.quantize(_EDGES, method=Image.Quantize.MEDIANCUT).getpalette() or []
    return list(zip(found[::3], found[1::3], found[2::3], strict=True))[:_EDGES]


def _differ(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return max(abs(left - right) for left, right in zip(one, other, strict=True)) > _NEARLY
