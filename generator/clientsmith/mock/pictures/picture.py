"""A real image of exactly the pixels asked for, with the prompt and facts of the call written on it."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageStat

from clientsmith.mock.pictures.fonts import font, lines, shortened, visible
from clientsmith.mock.pictures.landscape import landscape
from clientsmith.mock.pictures.palettes import Colour, mixed
from clientsmith.mock.pictures.sky import stretched

MOST_PIXELS = 64 * 1024 * 1024
_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
# How each format is written, and the longest side that it can have. The quick settings: a mock is called often.
_FORMATS: Mapping[str, tuple[dict[str, Any], int]] = {
    "png": ({"compress_level": 3}, MOST_PIXELS),
    "jpeg": ({"quality": 90}, 65_500),
    "webp": ({"quality": 86, "method": 1}, 16_383),
}


def picture(
    width: int, height: int, kind: str, *, prompt: str, facts: Mapping[str, str], seed: int, index: int
) -> bytes:
    """A png, jpeg or webp of a landscape, the same bytes for the same arguments; ValueError for what can't be made.

    The words of the prompt, the seed and the index decide the landscape; the facts are only written on it, in their
    order, as far as there is room.
    """
    if kind not in _FORMATS:
        raise ValueError(f"{kind!r} is none of {', '.join(_FORMATS)}")
    options, longest = _FORMATS[kind]
    if min(width, height) < 1 or width * height > MOST_PIXELS or max(width, height) > longest:
        raise ValueError(f"a {kind} of {width}x{height} pixels can't be made")
    text = visible(prompt)
    key = json.dumps([prompt, seed, index]).encode()
    image = landscape((width, height), int.from_bytes(hashlib.sha256(key).digest()), text)
    _caption(image, text, {visible(name): visible(value) for name, value in facts.items()})
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


class _Cell(NamedTuple):
    """A fact: its name, small and dim, above its value."""

    name: str
    value: str
    name_font: ImageFont.FreeTypeFont
    value_font: ImageFont.FreeTypeFont

    @property
    def width(self) -> int:
        return round(max(self.name_font.getlength(self.name), self.value_font.getlength(self.value)))


def _caption(image: Image.Image, prompt: str, facts: Mapping[str, str]) -> None:
    """Lay a pane of frosted glass over the foot of a picture and write on it as much as there is room for."""
    unit = min(image.size)
    large, small = max(12, round(0.031 * unit)), max(10, round(0.0195 * unit))
    margin = padding = round(0.034 * unit)
    line_height, row_height, gap = round(1.42 * large), round(2.35 * small), round(0.75 * large)
    wide, room = image.width - 2 * (margin + padding), 0.42 * image.height - margin - 2 * padding
    if wide < 8 * small or room < line_height:
        return
    rows = _rows(facts, small, wide)
    face = font(prompt, large)
    most = max(1, int((room - (gap + row_height if rows else 0)) // line_height))  # facts are to have a row, too
    written = lines(prompt, face, wide, min(3, most))
    above = len(written) * line_height + (gap if written else 0)
    rows = rows[: max(0, int((room - above) // row_height))]
    if not written and not rows:
        return
    height = 2 * padding + (above if rows else len(written) * line_height) + len(rows) * row_height
    top = image.height - margin - height
    tint = _pane(image, (margin, top, image.width - margin, top + height), max(4, round(0.022 * unit)))
    draw = ImageDraw.Draw(image)
    left, y = margin + padding, top + padding
    for at, line in enumerate(written):
        draw.text((left, y + at * line_height + round(1.1 * large)), line, _WHITE, face, "ls")
    dim, bright = mixed(tint, _WHITE, 0.6), mixed(tint, _WHITE, 0.92)
    for at, row in enumerate(rows):
        x, y = left, top + padding + above + at * row_height
        for cell in row:
            draw.text((x, y + round(0.8 * small)), cell.name, dim, cell.name_font, "ls")
            draw.text((x, y + round(1.95 * small)), cell.value, bright, cell.value_font, "ls")
            x += cell.width + 2 * small


def _rows(facts: Mapping[str, str], small: int, wide: int) -> list[list[_Cell]]:
    """Facts side by side, as many in a row as there is room for."""
    rows: list[list[_Cell]] = []
    free = 0
    for name, value in facts.items():
        name_font, value_font = font(name, max(8, round(0.72 * small))), font(value, small)
        label, content = shortened(name.upper(), name_font, wide), shortened(value, value_font, wide)
        cell = _Cell(label, content, name_font, value_font)
        if not rows or cell.width > free:
            rows.append([])
            free = wide
        rows[-1].append(cell)
        free -= cell.width + 2 * small
    return rows


def _pane(image: Image.Image, box: tuple[int, int, int, int], radius: int) -> Colour:
    """Frost a part of a picture, dark enough for white letters, and return how dark it is."""
    part = image.crop(box)
    fine = max(1, min(part.size) // 24)  # blurred small, which is quick and as good
    blurred = part.reduce(fine).filter(ImageFilter.GaussianBlur(3))
    red, green, blue = (round(value) for value in ImageStat.Stat(blurred).mean)
    tint = mixed((red, green, blue), _BLACK, 0.72)
    glass = stretched(Image.blend(blurred, Image.new("RGB", blurred.size, tint), 0.62), part.size)
    outline = (0, 0, part.width * 2 - 1, part.height * 2 - 1)
    mask, edge = (Image.new("L", (part.width * 2, part.height * 2)) for _ in range(2))
    ImageDraw.Draw(mask).rounded_rectangle(outline, radius * 2, fill=255)
    ImageDraw.Draw(edge).rounded_rectangle(outline, radius * 2, outline=56, width=max(2, radius // 6))
    image.paste(glass, box[:2], mask.reduce(2))
    image.paste(_WHITE, box[:2], edge.reduce(2))
    return tint
