"""What a demo has to tell: each call with its images as they lie on the disk, and what the mock counted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from demo.calls import Call

TINTS = {"bizyair": "#b07d00", "aimanyi": "#c73a68", "modelverse": "#2f855a", "ppio": "#2f72b8", "apimart": "#8452b8"}
"""A colour for each provider, to be seen on light and on dark."""
_OTHER = "#6b7280"


@dataclass(frozen=True)
class Shot:
    """An image that was saved; everything but its name is read from the file."""

    path: Path
    name: str
    width: int
    height: int
    kind: str
    bytes: int

    @property
    def pixels(self) -> str:
        return f"{self.width} × {self.height}"

    @property
    def file(self) -> str:
        return f"{self.kind} {self.bytes / 1000:,.0f} kB"


@dataclass(frozen=True)
class Card:
    """A call and what came of it; moments are seconds since the first call.

    Attributes:
        source: the call as Python.
        came: when the result was there; `ended`, when its images were saved.
        polls: when each poll was answered; empty where the provider answers at once.
    """

    number: int
    call: Call
    source: str
    shots: tuple[Shot, ...]
    began: float
    came: float
    ended: float
    polls: tuple[float, ...] = ()
    task: str = ""

    @property
    def seconds(self) -> float:
        return self.ended - self.began

    @property
    def tint(self) -> str:
        return TINTS.get(self.call.provider, _OTHER)

    @property
    def way(self) -> str:
        return "async" if self.call.awaits else "sync"

    @property
    def kind(self) -> str:
        return "task" if self.task else "at once"

    @property
    def facts(self) -> str:
        """Seconds, task and polls, in a line."""
        if not self.task:
            return f"{self.seconds:.2f} s · 1 request"
        return f"{self.seconds:.2f} s · task {shortened(self.task)} · {len(self.polls)} polls"


@dataclass(frozen=True)
class Refused:
    """A call that wasn't sent.

    Attributes:
        error: name of the exception's class, and its message.
        requests: how many requests came of it.
    """

    call: Call
    source: str
    error: str
    message: str
    requests: int

    @property
    def tint(self) -> str:
        return TINTS.get(self.call.provider, _OTHER)


@dataclass(frozen=True)
class Story:
    """The whole demo.

    Attributes:
        requests: what came to the mock, without the images that were fetched.
        billed: how many of them a provider would have charged for.
    """

    cards: tuple[Card, ...]
    refused: Refused
    requests: int
    billed: int

    @property
    def images(self) -> int:
        return sum(len(card.shots) for card in self.cards)

    @property
    def providers(self) -> int:
        return len({card.call.provider for card in self.cards})

    def part(self, *, awaits: bool) -> tuple[Card, ...]:
        """The calls of one kind of client."""
        return tuple(card for card in self.cards if card.call.awaits == awaits)


def took(cards: tuple[Card, ...]) -> float:
    """Seconds from the first beginning to the last end."""
    return max((card.ended for card in cards), default=0.0) - min((card.began for card in cards), default=0.0)


def calls_took(cards: tuple[Card, ...]) -> float:
    """Seconds of all of them, as if one had followed the other."""
    return sum(card.seconds for card in cards)


def shot(path: Path, name: str) -> Shot:
    """What a saved file is, by itself."""
    with Image.open(path) as image:
        return Shot(path, name, image.width, image.height, image.format or "?", path.stat().st_size)


def shortened(task: str) -> str:
    """The beginning and the end of a long id."""
    return task if len(task) <= 13 else f"{task[:4]}…{task[-4:]}"
