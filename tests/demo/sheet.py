"""Lays the contact sheet out: a heading, the timeline, the cards in columns, and what was refused."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

from PIL import Image, ImageDraw

from demo import drawn, ink, timeline
from demo.drawn import Drawn
from demo.fewer import fewer_colours
from demo.ink import Box
from demo.story import Story

WIDTH = 1600
CLAIM = "Five providers, one way to call them"
PROOF = "Made by the generated clients, on a mock of the providers: no key, no network, no cost."
READ = (
    "Pixels, formats and sizes are read from the saved files. A bar runs from a call to its result, "
    "and pale until its images are saved; its ticks are polls."
)
_COLUMNS, _MARGIN, _GAP = 4, 40, 20
_HEADING, _FOOT, _MARK = 148, 62, 72


def draw(story: Story) -> Drawn:
    """The whole sheet."""
    inner = WIDTH - 2 * _MARGIN
    wide = (inner - _GAP * (_COLUMNS - 1)) // _COLUMNS
    columns = _split([drawn.card(card, wide) for card in story.cards])
    when, refused = timeline.draw(story, inner), drawn.refused(story.refused, inner).image
    top = _HEADING + when.height + _GAP
    bottom = top + max(map(_height, columns)) + _GAP
    image = Image.new("RGB", (WIDTH, bottom + refused.height + _FOOT), ink.PAPER)
    _heading(image, story)
    image.paste(when, (_MARGIN, _HEADING))
    photos: list[Box] = []
    for at, column in enumerate(columns):
        x, y = _MARGIN + at * (wide + _GAP), top
        for card in column:
            image.paste(card.image, (x, y))
            photos += [Box(x + box.left, y + box.top, x + box.right, y + box.bottom) for box in card.photos]
            y += card.image.height + _GAP
    image.paste(refused, (_MARGIN, bottom))
    ink.write(image, (_MARGIN, image.height - 25), READ, 17, ink.SOFT)
    return Drawn(image, tuple(photos))


def save(story: Story, path: Path) -> Path:
    """Write the sheet; an earlier one is replaced."""
    fewer_colours(draw(story)).save(path, "PNG", optimize=True)
    return path


def _split(cards: Sequence[Drawn]) -> list[Sequence[Drawn]]:
    """The cards in their order as columns, so that the highest is as low as can be."""
    ways = (
        [cards[begin:end] for begin, end in zip((0, *cuts), (*cuts, len(cards)), strict=True)]
        for cuts in combinations(range(1, len(cards)), min(_COLUMNS, len(cards)) - 1)
    )
    return min(ways, key=lambda columns: sorted(map(_height, columns), reverse=True))


def _height(column: Sequence[Drawn]) -> int:
    return sum(card.image.height for card in column) + _GAP * (len(column) - 1)


def _heading(image: Image.Image, story: Story) -> None:
    """The mark and the claim at the left, and what it came to at the right."""
    mark = _mark()
    image.paste(mark, (_MARGIN, 40), mark.getchannel("A"))
    x = _MARGIN + _MARK + 24
    ink.write(image, (x, 76), CLAIM, 40, bold=True)
    ink.write(image, (x, 108), PROOF, 20, ink.SOFT)
    right = WIDTH - _MARGIN
    told = ((story.billed, "billed submits"), (story.requests, "requests"), (story.images, "images"))
    for number, what in told:
        ink.write(image, (right, 76), str(number), 40, bold=True, right=True)
        ink.write(image, (right, 106), what, 17, ink.SOFT, right=True)
        right -= max(ink.width(str(number), 40), ink.width(what, 17)) + 34


def _mark() -> Image.Image:
    """The mark of clientsmith: hills and a sun."""
    unit, (ground, sun, hills) = _MARK * 4 / 32, ink.MARK
    image = Image.new("RGBA", (_MARK * 4, _MARK * 4))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((0, 0, _MARK * 4 - 1, _MARK * 4 - 1), 8 * unit, ground)
    draw.ellipse((18.5 * unit, 7.5 * unit, 25.5 * unit, 14.5 * unit), sun)
    points = ((4, 25), (12, 13), (18, 21), (21, 17), (28, 25))
    draw.polygon([(x * unit, y * unit) for x, y in points], hills)
    return image.reduce(4)
