"""How far each call is, and the line that says so."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from demo.calls import Call
from demo.story import Card

Segment = tuple[str, str]
"""A style and a text: plain, dim, good, busy or bold."""

_BAR, _LEAST_BAR = 26, 8
_CALL, _ABOUT, _STATE, _SIZES, _WIDE = 26, 22, 11, 14, 100


class Glyphs(NamedTuple):
    """The signs that an output can show."""

    done: str
    waiting: str
    busy: str
    full: str
    half: str
    empty: str
    times: str
    dot: str


UNICODE = Glyphs("✓", "·", "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏", "━", "╸", "─", "×", "·")
ASCII = Glyphs("+", ".", "|/-\\", "=", ">", "-", "x", ",")


@dataclass
class Row:
    """A call on the screen; another thread may read it at any time."""

    number: int
    call: Call
    state: str = "waiting"
    progress: float = 0.0
    began: float = 0.0
    came: float = 0.0
    task: str = ""
    polls: list[float] = field(default_factory=list[float])
    card: Card | None = None

    def begin(self, now: float) -> None:
        """It is sent."""
        self.began, self.state = now, "sent"

    def heard(self, task: Any, now: float) -> None:
        """A poll was answered; the last word of a status is the one that tells."""
        self.task = task.id
        self.polls.append(now)
        self.state = str(task.status or "sent").rpartition("_")[2].lower()
        # Providers may forget the progress of a task that is done.
        self.progress = max(self.progress, task.progress or 0.0)

    def arrive(self, now: float) -> None:
        """The result is there."""
        self.came, self.progress, self.state = now, 100.0, "saving"

    def finish(self, card: Card) -> None:
        """Its images are saved."""
        self.card, self.state = card, "saved"

    def live(self, now: float, frame: int, columns: int, glyphs: Glyphs) -> list[Segment]:
        """The line while calls are made, no wider than so many columns: what matters less is left out."""
        if self.card is not None:
            return self.summary(self.card, columns, glyphs)
        if self.state == "waiting":
            return _fitting([("dim", f"  {glyphs.waiting} "), *self._named(columns)], columns)
        line = [("busy", f"  {glyphs.busy[frame % len(glyphs.busy)]} "), *self._named(columns)]
        line.append(("plain", f"{now - self.began:6.1f} s  "))
        ending = [("plain", f"{self.progress:4.0f} % "), ("dim", self.state[:_STATE])]
        size = min(_BAR, columns - _width(line) - 7 - _STATE)
        if size < _LEAST_BAR:
            return _fitting([*line, *ending], columns)
        halves = int(self.progress / 100 * size * 2)
        bar = glyphs.full * (halves // 2) + glyphs.half * (halves % 2)
        return [*line, ("busy", bar), ("dim", glyphs.empty * (size - len(bar))), *ending]

    def summary(self, card: Card, columns: int, glyphs: Glyphs) -> list[Segment]:
        """The line of a call that is through; where there is room, with everything."""
        sizes = ", ".join(dict.fromkeys(f"{one.width}{glyphs.times}{one.height}" for one in card.shots))
        several = f"{len(card.shots)} {glyphs.times} " if len(card.shots) > 1 else ""
        kilobytes = sum(one.bytes for one in card.shots) / 1000
        line = [
            ("good", f"  {glyphs.done} "),
            *self._named(columns),
            ("plain", f"{card.seconds:6.1f} s  "),
            ("plain", f"{several}{sizes}".ljust(_SIZES)),
            ("plain", f" {card.shots[0].kind if card.shots else 'nothing':4}"),
            ("plain", f" {kilobytes:5,.0f} kB"),
            ("dim", f"  {len(card.polls)} polls" if card.task else ""),
        ]
        return _fitting(line, columns)

    def _named(self, columns: int) -> list[Segment]:
        called = f"{self.call.provider}.{self.call.operation}"
        about = [("dim", f" {self.call.about:{_ABOUT}.{_ABOUT}}")] if columns >= _WIDE else []
        return [("plain", f"{called:{_CALL}}"), *about]


def _width(line: list[Segment]) -> int:
    return sum(len(text) for _, text in line)


def _fitting(line: list[Segment], columns: int) -> list[Segment]:
    """The first parts of a line that there is room for; every sign of them is one column wide."""
    while line and _width(line) > columns:
        line = line[:-1]
    return line
