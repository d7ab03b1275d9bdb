"""Makes the calls: with Client one after the other, with AsyncClient all together."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic
from typing import Any

from clientsmith.mock.server import Mock
from demo import source
from demo.calls import CALLS, LAST_IMAGE, REFUSED, Call
from demo.rows import Row
from demo.screen import Screen
from demo.story import Card, Refused, Story, shot
from imageclients import Event, System
from imageclients.errors import InvalidRequestError

IMAGES = "images"
_REAL = 24.0
"""Seconds of a task as providers have them: the demo's are shorter, and asked for as much more often."""
_SUFFIXES = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}


class Pace(System):
    """Pauses as much shorter as tasks are, and no chance in them, so that each run polls alike."""

    def __init__(self, task_seconds: float) -> None:
        self._part = min(1.0, task_seconds / _REAL)

    def random(self) -> float:
        """No jitter."""
        return 0.0

    def sleep(self, seconds: float) -> None:
        """Wait a part of it."""
        super().sleep(seconds * self._part)

    async def sleep_async(self, seconds: float) -> None:
        """The same in an asynchronous client."""
        await super().sleep_async(seconds * self._part)


class Stage:
    """Where the calls are made: the mock, the folder for images, and the screen that shows them."""

    def __init__(self, mock: Mock, folder: Path, screen: Screen, pace: System) -> None:
        self.mock, self.folder, self.screen, self.pace = mock, folder, screen, pace
        self.last_image = b""
        importlib.import_module("httpx")  # clients import it when they first send; no call is to look slow for that
        self.began = monotonic()

    def client(self, call: Call, on_event: Callable[[Event], object] | None = None) -> Any:
        """A client for the call, open for `with`."""
        module = importlib.import_module(f"imageclients.{call.provider}")
        kind = module.AsyncClient if call.awaits else module.Client
        return kind("any-key", base_url=self.mock.url(call.provider), on_event=on_event, system=self.pace)

    def keywords(self, client: Any, row: Row) -> dict[str, Any]:
        """What the call is given; a task tells the row how it gets on."""

        def heard(task: Any) -> None:
            row.heard(task, self.now())

        makes_task = hasattr(client, f"begin_{row.call.operation}")
        return {**given(row.call, self.last_image), **({"on_progress": heard} if makes_task else {})}

    def now(self) -> float:
        """Seconds since the first call."""
        return monotonic() - self.began

    def path(self, row: Row, image: Any, index: int, count: int) -> Path:
        """Where an image that was read is saved."""
        part = f"-{index + 1}" if count > 1 else ""
        suffix = _SUFFIXES.get(str(image.media_type), "img")
        return self.folder / IMAGES / f"{row.number:02}-{row.call.provider}{part}.{suffix}"

    def finished(self, row: Row, paths: Sequence[Path]) -> Card:
        """The card of a call whose images are saved."""
        shots = tuple(shot(path, f"{IMAGES}/{path.name}") for path in paths)
        card = Card(
            row.number,
            row.call,
            source.written(row.call),
            shots,
            row.began,
            row.came,
            self.now(),
            tuple(row.polls),
            row.task,
        )
        row.finish(card)
        self.screen.finished(row)
        return card


def perform(mock: Mock, folder: Path, screen: Screen, pace: System, calls: Sequence[Call] = CALLS) -> Story:
    """Make all calls, and tell the screen.

    Raises:
        ImageClientError: a call failed, or an image can't be written.
    """
    stage = Stage(mock, folder, screen, pace)
    rows = [Row(number, call) for number, call in enumerate(calls, 1)]
    with screen.showing(rows, stage.now):
        cards = [_one(stage, row) for row in rows if not row.call.awaits]
        cards += asyncio.run(_together(stage, [row for row in rows if row.call.awaits]))
    told = refused(stage, REFUSED)
    return Story(tuple(cards), told, len(mock.requests), mock.submits)


def _one(stage: Stage, row: Row) -> Card:
    with stage.client(row.call) as client:
        row.begin(stage.now())
        result = getattr(client, row.call.operation)(**stage.keywords(client, row))
        row.arrive(stage.now())
        paths: list[Path] = []
        for index, image in enumerate(result.images):
            stage.last_image = image.read()
            paths.append(image.save(stage.path(row, image, index, len(result.images)), overwrite=True))
    return stage.finished(row, paths)


async def _together(stage: Stage, rows: Sequence[Row]) -> list[Card]:
    # Each is sent once the one before was taken, a few milliseconds later: so ids are the same in each run.
    turns = [asyncio.Event() for _ in range(len(rows) + 1)]
    turns[0].set()
    calls = zip(rows, turns, turns[1:], strict=False)
    return await asyncio.gather(*(_awaited(stage, row, turn, after) for row, turn, after in calls))


async def _awaited(stage: Stage, row: Row, turn: asyncio.Event, after: asyncio.Event) -> Card:
    async with stage.client(row.call, lambda _: after.set()) as client:
        await turn.wait()
        row.begin(stage.now())
        result = await getattr(client, row.call.operation)(**stage.keywords(client, row))
        row.arrive(stage.now())
        paths: list[Path] = []
        for index, image in enumerate(result.images):
            await image.read()
            paths.append(await image.save(stage.path(row, image, index, len(result.images)), overwrite=True))
    return stage.finished(row, paths)


def refused(stage: Stage, call: Call) -> Refused:
    """Try a call that breaks what the page says, and count the requests that come of it: none."""
    before = len(stage.mock.requests)
    with stage.client(call) as client:
        try:
            getattr(client, call.operation)(**call.arguments)
        except InvalidRequestError as error:
            requests = len(stage.mock.requests) - before
            return Refused(call, source.written(call), type(error).__name__, str(error), requests)
    raise RuntimeError(f"{call.provider} took what its page rules out")


def given(call: Call, last_image: bytes) -> dict[str, Any]:
    """The arguments of a call, with what stands for an expression worked out."""
    told = {name: last_image if one is LAST_IMAGE else one for name, one in call.arguments.items()}
    if call.near is None:
        return told
    sizes = importlib.import_module(f"imageclients.{call.provider}.sizes")
    return {**told, **sizes.nearest(*call.near).arguments}
