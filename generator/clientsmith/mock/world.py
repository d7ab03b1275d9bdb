"""Stage mock: what a mock remembers: the time, its tasks, the images behind its links, and every exchange."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import time
from typing import Any

KEPT = 2_000
"""Exchanges that are remembered, the newest."""
MOST = 100_000
"""Tasks and links that are remembered."""


class Clock:
    """Unix seconds; a stepped clock stands still but for `advance`."""

    def __init__(self, *, stepped: bool = False) -> None:
        self._begun = time() if stepped else None
        self._ahead = 0.0

    @property
    def is_stepped(self) -> bool:
        """Whether it stands still."""
        return self._begun is not None

    def now(self) -> float:
        """The time."""
        return (time() if self._begun is None else self._begun) + self._ahead

    def advance(self, seconds: float) -> None:
        """Go on by so many seconds at once."""
        self._ahead += seconds


@dataclass(frozen=True)
class Drawing:
    """An image to be drawn: what is in it, and in which format."""

    width: int
    height: int
    kind: str
    prompt: str
    facts: tuple[tuple[str, str], ...]
    seed: int
    index: int


@dataclass(frozen=True)
class Link:
    """What stands behind a link until it expires, in Unix seconds."""

    provider: str
    drawing: Drawing
    made: float
    expires: float | None


@dataclass
class Job:
    """A task: the call that made it, when, how it is to end, and its images."""

    id: str
    provider: str
    operation: str
    arguments: Mapping[str, Any]
    made: float
    drawings: list[Drawing]
    ends: str = "success"
    links: list[str] = field(default_factory=list[str])
    polls: int = 0


@dataclass
class Exchange:
    """A request and what was answered, without its key.

    Attributes:
        billed: whether the provider would have charged for it: a submit that passed every check.
        problems: why it was refused.
        state: what the answer says of a task: retry, success, failure or cancelled.
        word: the same in the provider's own word.
        images: paths of the images that the answer has.
        milliseconds: from the whole request to the answer.
    """

    number: int
    at: float
    provider: str
    operation: str
    method: str
    path: str
    arguments: Mapping[str, Any]
    status: int = 0
    fault: str = ""
    billed: bool = False
    problems: list[str] = field(default_factory=list[str])
    task: str = ""
    state: str = ""
    word: str = ""
    images: list[str] = field(default_factory=list[str])
    milliseconds: float = 0.0


class World:
    """Everything that a mock remembers; ids and links follow from the seed."""

    def __init__(self, *, seed: int = 0, task_seconds: float = 2.0, stepped: bool = False, kept: int = KEPT) -> None:
        self.seed, self.task_seconds, self.kept = seed, task_seconds, kept
        self.clock = Clock(stepped=stepped)
        self.closing = False
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        # No secret: ids of a mock are to be the same in each run.
        self.random = random.Random(self.seed)  # noqa: S311 - the same
        self.jobs: dict[str, Job] = {}
        self.links: dict[str, Link] = {}
        self.exchanges: deque[Exchange] = deque(maxlen=self.kept)
        self.count = 0
        self.billed = 0
        self.changes = 0

    def id(self) -> str:
        """A new id, such as a task has."""
        return f"{self.random.getrandbits(128):032x}"

    def link(self, provider: str, drawing: Drawing, lifetime: float | None) -> str:
        """Put an image behind a new link, and give the link's last part."""
        now = self.clock.now()
        expires = None if lifetime is None else now + lifetime
        name = f"{self.id()}.{drawing.kind}"
        self.links[name] = Link(provider, drawing, now, expires)
        _forget_oldest(self.links)
        return name

    def begin(self, job: Job) -> None:
        """Remember a new task."""
        self.jobs[job.id] = job
        _forget_oldest(self.jobs)


def _forget_oldest(box: dict[str, Any]) -> None:
    if len(box) > MOST:
        del box[next(iter(box))]
