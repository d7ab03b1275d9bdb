"""Draws when each call began and ended: one after the other, and together."""

from __future__ import annotations

from PIL import Image, ImageDraw

from demo import ink
from demo.ink import Box
from demo.story import Card, Story, calls_took, took

_ROW, _GROUP, _TOP, _FOOT, _PADDING = 27, 20, 22, 44, 24
_LABELS, _TIMES, _GROUPS = 260, 84, 170
_TEXT, _SMALL = 18, 16
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)


def height(story: Story) -> int:
    """Pixels that the timeline takes."""
    return _TOP + _ROW * len(story.cards) + _GROUP + _FOOT


def draw(story: Story, wide: int) -> Image.Image:
    """The timeline, so many pixels wide."""
    image = Image.new("RGB", (wide, height(story)), ink.PAPER)
    ink.panel(image, Box(0, 0, *image.size), 14, ink.CARD, ink.LINE)
    end = max((card.ended for card in story.cards), default=0.0) or 1.0
    left, right = _PADDING + _GROUPS + _LABELS, wide - _PADDING - _TIMES
    scale = (right - left) / end
    bottom = image.height - _FOOT + 4
    _grid(image, left, scale, end, bottom)
    y = _TOP
    for awaits, client, how in ((False, "Client", "one after the other"), (True, "AsyncClient", "all together")):
        cards = story.part(awaits=awaits)
        ink.write(image, (_PADDING, y + 19), client, _TEXT, bold=True)
        ink.write(image, (_PADDING, y + 42), how, _SMALL, ink.SOFT)
        ink.write(image, (_PADDING, y + 64), f"{took(cards):.1f} s", _SMALL, ink.SOFT)
        if awaits:
            ink.write(image, (_PADDING, y + 86), f"for {calls_took(cards):.1f} s of calls", _SMALL, ink.SOFT)
        for card in cards:
            _row(image, card, y, left, scale)
            y += _ROW
        y += _GROUP
    return image


def _grid(image: Image.Image, left: int, scale: float, end: float, bottom: int) -> None:
    """A line for every so many seconds."""
    draw = ImageDraw.Draw(image)
    step = next((step for step in _STEPS if end / step <= 12), 1000)
    for number in range(int(end / step) + 1):
        x = round(left + number * step * scale)
        draw.line((x, _TOP - 6, x, bottom), ink.LINE)
        ink.write(image, (x + 4, bottom + 24), f"{number * step:g} s", _SMALL, ink.SOFT)


def _row(image: Image.Image, card: Card, y: int, left: int, scale: float) -> None:
    """What is called, its bar with a tick for each poll, and how long it took."""
    label = _PADDING + _GROUPS
    ink.bar(image, Box(label, y + 8, label + 12, y + 20), card.tint)
    wide = ink.write(image, (label + 22, y + 20), card.call.provider, _TEXT)
    ink.write(image, (label + 30 + wide, y + 20), card.call.operation.partition("_")[0], _SMALL, ink.SOFT)
    began, came, ended = (round(left + moment * scale) for moment in (card.began, card.came, card.ended))
    ended = max(ended, began + 14)
    ink.bar(image, Box(began, y + 6, ended, y + 22), card.tint, 0.4)
    if came > began + 14:
        ink.bar(image, Box(began, y + 6, came, y + 22), card.tint)
    for poll in card.polls[:-1]:
        x = round(left + poll * scale)
        if began + 4 < x < came - 4:
            image.paste(ink.pale(card.tint, 0.75), Box(x - 1, y + 9, x + 1, y + 19))
    ink.write(image, (ended + 8, y + 20), f"{card.seconds:.2f} s", _SMALL, ink.SOFT)
